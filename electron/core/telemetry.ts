import { readerOf } from './config/config-tree.ts';
import type { WorkspaceConfig } from './config/settings-table.ts';
import type { Env } from './host/env.ts';
import type { Journal } from './journal/journal.ts';
import { OWN_STREAM, type OwnLog } from './logs/own-log.ts';
import { journalSpans } from './observe/journal-spans.ts';
import { isAtLeast, parseLevel } from './observe/levels.ts';
import type { Logger } from './observe/logger.ts';
import type { Observer } from './observe/observer.ts';
import { logObserver, noObserver, tee } from './observe/observers.ts';
import { otlpObserver } from './observe/otlp.ts';
import { pairs, sinkLogger } from './observe/sink-logger.ts';

/** What is told to those who observe Signalbox from outside, and to components of it. */
export interface Telemetry {
  /** The journal, with everything that is appended told to the observers as well; the journal itself where there are none. */
  watch(journal: Journal): Journal;
  /** What components are given. */
  given(config: () => WorkspaceConfig): Env;
  close(): Promise<void>;
}

interface TelemetryOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  readonly log: OwnLog;
}

/**
 * Opens the observers that the environment asks for: OpenTelemetry by `OTEL_EXPORTER_OTLP_ENDPOINT`, with
 * `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_SERVICE_NAME`; lines in Signalbox's own log by `SIGNALBOX_OBSERVER=log`.
 * `SIGNALBOX_LOG_LEVEL` says from which level on components are heard.
 */
export function openTelemetry({ env, version, log }: TelemetryOptions): Telemetry {
  const lowest = parseLevel(env['SIGNALBOX_LOG_LEVEL'], 'info');
  const endpoint = env['OTEL_EXPORTER_OTLP_ENDPOINT']?.trim();
  const otlp = endpoint
    ? otlpObserver({
        endpoint,
        headers: headersOf(env['OTEL_EXPORTER_OTLP_HEADERS'] ?? ''),
        serviceName: env['OTEL_SERVICE_NAME'] || 'signalbox',
        version,
        log: (message) => log.write('warn', 'telemetry', message),
      })
    : null;
  const logger = (from: typeof lowest, source: string): Logger =>
    sinkLogger((level, message, attributes) => {
      if (isAtLeast(level, from)) log.write(level, source, [message, ...pairs(attributes)].join(' '));
    });
  // Whoever asks for spans as lines asks for all of them.
  const lines = env['SIGNALBOX_OBSERVER'] === 'log' ? [logObserver(logger('debug', 'observer'))] : [];
  const all: Observer[] = [...(otlp ? [otlp] : []), ...lines];
  const observer = all.length === 0 ? noObserver : tee(all);

  return {
    watch(journal) {
      if (all.length === 0) return journal;
      const spans = journalSpans(observer);
      const { masker } = journal;
      return {
        ...journal,
        append(draft) {
          const position = journal.append(draft);
          // What leaves for a collector is masked as what is journaled is.
          spans.note({ ...draft, subject: masker.text(draft.subject), body: masker.mask(draft.body) }, position);
          return position;
        },
      };
    },
    given(config) {
      const settings = (path: string) => {
        const value: unknown = Reflect.get(config(), path);
        return readerOf({ tree: value === undefined ? {} : { value }, overrides: [], skipped: [] });
      };
      return {
        logger: logger(lowest, OWN_STREAM),
        observer,
        config: {
          get: (path) => settings(path).get('value'),
          string: (path, fallback) => settings(path).string('value', fallback),
          int: (path, fallback) => settings(path).int('value', fallback),
          bool: (path, fallback) => settings(path).bool('value', fallback),
          duration: (path, fallbackMs) => settings(path).duration('value', fallbackMs),
        },
      };
    },
    close: async () => otlp?.close(),
  };
}

/** `key=value,key=value`, values percent-encoded, as the OpenTelemetry specification writes headers in a variable. */
function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const at = pair.indexOf('=');
    if (at > 0) headers[pair.slice(0, at).trim()] = decoded(pair.slice(at + 1).trim());
  }
  return headers;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
