import { useAnswer } from '../../client/use-answer.ts';
import { formatDuration, formatElapsed } from '../../lib/format.ts';
import { openLog } from '../../stores/log-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import css from './inspector-parts.module.css';
import { type RunRecord, runBars, runGlyph } from './run-bars.ts';
import { useKnownNow } from './since.tsx';

/** Runs on the bar, and of these so many in words. */
const ON_BAR = 30;
const LISTED = 6;

interface RunsSectionProps {
  readonly name: string;
  /** The id of the last run: another one means that the list is old. */
  readonly fresh: string;
  readonly isAlive: boolean;
}

/** The last runs: as bars from the first start to now, and the newest in words. */
export function RunsSection({ name, fresh, isAlive }: RunsSectionProps) {
  const answer = useAnswer('runs', { component: name, limit: ON_BAR }, name, `${fresh} ${isAlive}`);
  const now = useKnownNow();
  const runs = answer.value?.runs ?? [];
  if (answer.error) {
    return (
      <Section title="Runs">
        <p className={css['note']}>{answer.error.message}</p>
      </Section>
    );
  }
  if (runs.length === 0) return null;
  const { from, bars } = runBars(runs, now);
  return (
    <Section title="Runs" right={`last ${formatElapsed(now - from)}`}>
      <div className={css['bars']} aria-hidden="true">
        {bars.map(({ id, left, width, isAlive: alive, isCrash }) => (
          <i
            key={id}
            style={{ left: `${left}%`, width: `${width}%` }}
            data-alive={alive || undefined}
            data-crash={isCrash || undefined}
          />
        ))}
      </div>
      <p className={css['axis']} aria-hidden="true">
        <Time at={from} mode="clock" />
        <span>now</span>
      </p>
      <ul data-testid="component-runs">
        {runs.slice(0, LISTED).map((run) => (
          <RunLine key={run.id} name={name} run={run} now={now} />
        ))}
      </ul>
    </Section>
  );
}

interface RunLineProps {
  readonly name: string;
  readonly run: RunRecord;
  readonly now: number;
}

function RunLine({ name, run, now }: RunLineProps) {
  const words = run.endedAt === null ? `alive, pid ${run.pid}` : (run.words ?? 'ended');
  const lasted = (run.endedAt ?? now) - run.startedAt;
  return (
    <li className={css['runLine']}>
      {run.endedAt === null ? (
        <Glyph name={runGlyph(run)} />
      ) : (
        <StaleContext value={false}>
          <Glyph name={runGlyph(run)} />
        </StaleContext>
      )}
      <span className={css['runWords']} title={words}>
        <button
          type="button"
          className={css['runLog']}
          title={`Log of run ${run.number}`}
          data-testid={`run-log-${run.number}`}
          onClick={() => openLog([`component:${name}`], { at: run.startedAt })}
        >
          run {run.number}
        </button>{' '}
        <span className={css['faint']}>
          v{run.descriptorVersion}, {words}
          {run.healthy || run.endedAt === null ? '' : ', never healthy'}
        </span>
      </span>
      <span className={css['faint']}>
        <Time at={run.startedAt} mode="clock" />
      </span>
      <span className={css['took']}>
        {run.endedAt !== null && lasted < 1_000 ? formatDuration(lasted) : formatElapsed(lasted)}
      </span>
    </li>
  );
}
