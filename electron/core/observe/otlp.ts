import type { Attributes, Observer, SpanContext } from './observer.ts';
import { newContext } from './observers.ts';
import { type OtlpMetrics, otlpMetrics } from './otlp-metrics.ts';
import { encode, nano } from './otlp-values.ts';

/** Where an exporter sends, and what it says of itself. */
export interface OtlpOptions {
  /** Base address of the collector; `/v1/traces` and `/v1/metrics` are added. */
  readonly endpoint: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly version: string;
  readonly log: (message: string) => void;
  readonly now?: () => number;
  /** Milliseconds between two sendings. */
  readonly intervalMs?: number;
}

interface SpanRecord extends SpanContext {
  readonly parentSpanId?: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: Attributes;
  readonly error: string | null;
}

/** More spans than this do not wait for a collector that is away; the newest are dropped and counted. */
const MOST_SPANS = 10_000;
/** One request carries at most so many. */
const BATCH = 500;
const SEND_MS = 10_000;
const INTERVAL_MS = 5_000;
/** A collector that is away is asked less and less often, up to this, ms. */
const MOST_PAUSE_MS = 60_000;
/** What is left is sent at the end, but nobody waits for it longer than this, ms. */
const LAST_SEND_MS = 2_000;
/** Answers after which the same request may be sent again, by the OTLP specification. */
const RETRYABLE: ReadonlySet<number> = new Set([429, 502, 503, 504]);

/** What became of a request: taken, refused for good, or to be tried again. */
type Sent = 'taken' | 'refused' | 'later';

/**
 * Sends spans and metrics to an OpenTelemetry collector: OTLP over HTTP with JSON bodies. A collector that is away
 * costs nothing but what waits for it; what had to be dropped is said.
 * Format: opentelemetry.io/docs/specs/otlp, JSON encoding.
 */
export function otlpObserver(options: OtlpOptions): Observer & { close(): Promise<void> } {
  const { serviceName, version, log, now = Date.now, intervalMs = INTERVAL_MS } = options;
  const base = options.endpoint.replace(/\/+$/, '');
  const scope = { name: serviceName, version };
  const resource = { attributes: encode({ 'service.name': serviceName, 'service.version': version }) };
  const metrics: OtlpMetrics = otlpMetrics(now);
  const ending = new AbortController();
  let waiting: SpanRecord[] = [];
  let dropped = 0;
  let pauseMs = 0;
  let notBefore = 0;
  let sending: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    if (performance.now() >= notBefore) void flush();
  }, intervalMs);
  timer.unref();

  async function post(path: string, body: unknown): Promise<Sent> {
    try {
      const answer = await fetch(base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...options.headers },
        body: JSON.stringify(body),
        signal: AbortSignal.any([AbortSignal.timeout(SEND_MS), ending.signal]),
      });
      const text = await answer.text();
      if (RETRYABLE.has(answer.status)) return later(`it answered ${answer.status}`, answer.headers.get('retry-after'));
      if (pauseMs > 0) log(`the collector at ${base} answers again`);
      pauseMs = 0;
      notBefore = 0;
      const refused = answer.ok ? partlyRefused(text) : `it answered ${answer.status}`;
      if (refused !== null) log(`the collector at ${base} refused what was sent to ${path}: ${refused}`);
      return answer.ok ? 'taken' : 'refused';
    } catch (error) {
      return later(reasonOf(error), null);
    }
  }

  function later(why: string, retryAfter: string | null): Sent {
    if (pauseMs === 0) log(`the collector at ${base} does not take what is sent: ${why}`);
    const asked = Number(retryAfter ?? Number.NaN) * 1_000;
    pauseMs = Math.min(Math.max(pauseMs * 2, intervalMs), MOST_PAUSE_MS);
    notBefore = performance.now() + (asked > 0 ? Math.min(asked, MOST_PAUSE_MS) : pauseMs);
    return 'later';
  }

  async function send(): Promise<void> {
    if (dropped > 0) {
      log(`${dropped} spans were dropped: more than ${MOST_SPANS} waited for the collector at ${base}`);
      dropped = 0;
    }
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      const spans = batch.map(encodeSpan);
      const sent = await post('/v1/traces', { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] });
      if (sent === 'later') return;
      waiting = waiting.slice(batch.length);
    }
    const { metrics: taken, again } = metrics.collect();
    if (taken.length === 0) return;
    const body = { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: taken }] }] };
    if ((await post('/v1/metrics', body)) === 'later') again();
  }

  function flush(): Promise<void> {
    sending = sending.then(send);
    return sending;
  }

  return {
    startSpan(name, { parent, attributes = {}, at: start = now() } = {}) {
      const context = newContext(parent);
      let all = attributes;
      let ended = false;
      return {
        context,
        setAttributes(more) {
          if (!ended) all = { ...all, ...more };
        },
        end(error, at = now()) {
          if (ended) return;
          ended = true;
          if (waiting.length >= MOST_SPANS) {
            dropped += 1;
            return;
          }
          const failed = error === undefined ? null : error instanceof Error ? error.message : String(error);
          const record = { ...context, name, start, end: Math.max(start, at), attributes: all, error: failed };
          waiting.push(parent ? { ...record, parentSpanId: parent.spanId } : record);
        },
      };
    },
    counter: metrics.add,
    histogram: metrics.record,
    flush,
    async close() {
      clearInterval(timer);
      const late = setTimeout(() => ending.abort(new Error('the app ends')), LAST_SEND_MS);
      await flush();
      clearTimeout(late);
    },
  };
}

/** Why a collector did not take all of what it answered well to; null when it took all. */
function partlyRefused(text: string): string | null {
  try {
    const { partialSuccess } = JSON.parse(text || '{}') as { partialSuccess?: Record<string, unknown> };
    const { rejectedSpans, rejectedDataPoints, errorMessage } = partialSuccess ?? {};
    const count = Number(rejectedSpans ?? rejectedDataPoints ?? 0);
    return count > 0 ? `${count} of it, ${String(errorMessage ?? 'without a reason')}` : null;
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(Reflect.get(error.cause, 'code')) : error.message;
}

function encodeSpan(span: SpanRecord) {
  const { traceId, spanId, parentSpanId, name, start, end, attributes, error } = span;
  return {
    traceId,
    spanId,
    ...(parentSpanId ? { parentSpanId } : {}),
    name,
    kind: 1,
    startTimeUnixNano: nano(start),
    endTimeUnixNano: nano(end),
    attributes: encode(attributes),
    status: error === null ? { code: 1 } : { code: 2, message: error },
  };
}
