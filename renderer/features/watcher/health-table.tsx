import type { ReactNode } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Time } from '../../ui/time.tsx';
import type { Health } from './answers.ts';
import css from './watcher.module.css';

/** The watcher's facts, each with what it means when it is not what it should be. */
export function HealthTable({ health, error }: { readonly health: Health | null; readonly error: AppError | null }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <aside className={css['health']} aria-label="Health" tabIndex={0}>
      <h2 className={css['title']}>Health</h2>
      {error === null ? null : <ErrorNote error={error} />}
      {health === null ? <p className={css['soft']}>Asking the watcher…</p> : <Facts health={health} />}
      {health?.degraded?.length ? <Degraded degraded={health.degraded} /> : null}
    </aside>
  );
}

function Facts({ health }: { readonly health: Health }) {
  const { limits, lastRescan } = health;
  return (
    <dl className={css['facts']}>
      <Fact name="folder" value={<code>{health.root}</code>} bad={health.rootPresent === false && 'it is gone'} />
      <Fact
        name="how"
        value={health.backend === 'polling' ? 'polling' : 'events of the system'}
        warn={health.backend === 'polling' && 'slower than events: a change is seen with the next look'}
      />
      <Fact name="folders watched" value={number(health.dirs)} />
      <Fact name="files known" value={number(health.files)} />
      <Fact name="raw events" value={number(health.rawEvents)} note="since the start" />
      <Fact name="merged" value={number(health.merged)} note="writes that were part of one change" />
      <Fact
        name="missed by events"
        value={number(health.dropped)}
        warn={(health.dropped ?? 0) > 0 && 'found by a scan, and loaded then'}
      />
      <Fact name="settling now" value={number(health.queue)} />
      <Fact name="last event" value={health.lastEventAt ? <Time at={health.lastEventAt} mode="ago" /> : 'none yet'} />
      <Fact
        name="last scan"
        value={lastRescan ? <Time at={lastRescan.at} mode="ago" /> : 'none yet'}
        note={
          lastRescan
            ? `${lastRescan.reason}, ${formatDuration(lastRescan.ms)}, found ${formatCount(lastRescan.found)}`
            : undefined
        }
      />
      <Fact name="scans" value={number(health.rescans)} />
      <Fact
        name="restarts"
        value={number(health.restarts)}
        warn={(health.restarts ?? 0) > 0 && 'the watcher died and was started again'}
      />
      <Fact
        name="longest stall"
        value={health.blockedMs === undefined ? 'not known' : formatDuration(health.blockedMs)}
      />
      <Fact
        name="watches of the system"
        value={
          limits === undefined
            ? 'not known'
            : `${formatCount(limits.inUse)} of ${limits.maxUserWatches === null ? 'no limit' : formatCount(limits.maxUserWatches)}`
        }
        warn={
          limits?.maxUserWatches !== null &&
          limits !== undefined &&
          limits.inUse > limits.maxUserWatches * 0.8 &&
          'close to the limit: raise fs.inotify.max_user_watches'
        }
      />
    </dl>
  );
}

function number(value: number | undefined): string {
  return value === undefined ? 'not known' : formatCount(value);
}

interface FactProps {
  readonly name: string;
  readonly value: ReactNode;
  readonly note?: string | undefined;
  readonly warn?: string | false;
  readonly bad?: string | false;
}

function Fact({ name, value, note, warn = false, bad = false }: FactProps) {
  return (
    <div className={css['fact']}>
      <dt>{name}</dt>
      <dd>
        <span className={css['value']}>
          {bad ? <Glyph name="failed" title="Fault" /> : warn ? <Glyph name="warning" title="Warning" /> : null}
          {value}
        </span>
        {bad || warn || note ? <span className={css['note']}>{bad || warn || note}</span> : null}
      </dd>
    </div>
  );
}

function Degraded({ degraded }: { readonly degraded: NonNullable<Health['degraded']> }) {
  return (
    <section>
      <h3 className={css['title']}>Degraded</h3>
      <ul>
        {degraded.map(({ path, reason, fallback }) => (
          <li key={path} className={css['degraded']}>
            <Glyph name="warning" />
            <span>
              <code>{path === '' ? 'the whole folder' : path}</code> {reason}; {fallback}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
