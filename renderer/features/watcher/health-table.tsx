import type { ReactNode } from 'react';
import type { RunningHealth, WatchHealthAnswer } from '../../../shared/actions/watch-answers.ts';
import type { AppError } from '../../../shared/errors.ts';
import { formatCount, formatDuration } from '../../lib/format.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Time } from '../../ui/time.tsx';
import css from './watcher.module.css';

/** The watcher's facts, each with what it means when it is not what it should be. */
export function HealthTable(props: { readonly health: WatchHealthAnswer | null; readonly error: AppError | null }) {
  const { health, error } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <aside className={css['health']} aria-label="Health" tabIndex={0}>
      <h2 className={css['title']}>Health</h2>
      {error === null ? null : <ErrorNote error={error} />}
      {health === null ? <p className={css['soft']}>Asking the watcher…</p> : null}
      {health?.backend === 'off' ? (
        <p className={css['soft']}>Watching is switched off by the settings: nothing is loaded by itself.</p>
      ) : null}
      {health === null || health.backend === 'off' ? null : (
        <>
          <Facts health={health} />
          {health.degraded.length > 0 ? <Degraded degraded={health.degraded} /> : null}
        </>
      )}
    </aside>
  );
}

function Facts({ health }: { readonly health: RunningHealth }) {
  const { limits, lastRescan } = health;
  return (
    <dl className={css['facts']}>
      <Fact name="folder" value={<code>{health.root}</code>} bad={!health.rootPresent && 'it is gone'} />
      <Fact
        name="how"
        value={health.backend === 'polling' ? 'polling' : 'events of the system'}
        warn={health.backend === 'polling' && 'slower than events: a change is seen with the next look'}
      />
      <Fact name="folders watched" value={formatCount(health.dirs)} />
      <Fact name="files known" value={formatCount(health.files)} />
      <Fact name="raw events" value={formatCount(health.rawEvents)} note="since the start" />
      <Fact name="merged" value={formatCount(health.merged)} note="writes that were part of one change" />
      <Fact
        name="missed by events"
        value={formatCount(health.dropped)}
        warn={health.dropped > 0 && 'found by a scan, and loaded then'}
      />
      <Fact name="settling now" value={formatCount(health.queue)} />
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
      <Fact name="scans" value={formatCount(health.rescans)} />
      <Fact
        name="restarts"
        value={formatCount(health.restarts)}
        warn={health.restarts > 0 && 'the watcher died and was started again'}
      />
      <Fact name="longest stall" value={formatDuration(health.blockedMs)} />
      <Limit
        name="watches of the system"
        used={limits.inUse}
        allowed={limits.maxUserWatches}
        raise="fs.inotify.max_user_watches"
      />
      <Limit
        name="watchers of the system"
        used={limits.instancesInUse}
        allowed={limits.maxUserInstances}
        raise="fs.inotify.max_user_instances"
      />
      <Limit name="files at most" used={health.files} allowed={limits.maxPaths} raise="watch.maxPaths" />
    </dl>
  );
}

interface LimitProps {
  readonly name: string;
  readonly used: number | null;
  readonly allowed: number | null;
  /** What is to be raised when it gets close. */
  readonly raise: string;
}

/** How much of a limit is used. */
function Limit({ name, used, allowed, raise }: LimitProps) {
  const isClose = used !== null && allowed !== null && used > allowed * 0.8;
  const value = `${used === null ? 'not known' : formatCount(used)} of ${allowed === null ? 'no limit' : formatCount(allowed)}`;
  return <Fact name={name} value={value} warn={isClose && `close to the limit: raise ${raise}`} />;
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

function Degraded({ degraded }: { readonly degraded: RunningHealth['degraded'] }) {
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
