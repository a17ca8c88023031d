import { useMemo } from 'react';
import type { Definition } from '../../../shared/state.ts';
import { formatCount, formatDuration, plural } from '../../lib/format.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { useHistory } from '../../stores/history.ts';
import { openDefinition, openOn, showView } from '../../stores/ui-store.ts';
import { selectDefinitions, selectSeq, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import rows from '../../ui/rows.module.css';
import { StaleContext } from '../../ui/stale.ts';
import { Time } from '../../ui/time.tsx';
import { OUTCOMES } from '../../words/outcomes.ts';
import { type ReloadRow, reloadRow } from '../../words/reload-row.ts';
import { JobsSection } from './jobs-section.tsx';
import css from './side.module.css';

const RECENT = 40;
const SETTLING_SHOWN = 8;

/** What moves now, what runs, and what happened last. */
export function OverviewSide() {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <aside className={css['side']} aria-label="In progress, jobs and recent reloads" tabIndex={0}>
      <InProgress />
      <JobsSection />
      <Recent />
    </aside>
  );
}

const settlingOf = perBucket((bucket: Readonly<Record<string, Definition>>): string[] =>
  Object.entries(bucket)
    .filter(([, definition]) => definition.state === 'settling')
    .map(([id]) => id),
);

function InProgress() {
  const settling = settlingOf(useWorkspace(selectDefinitions));
  const dirty = useGauge('dirty') ?? 0;
  const isGitBusy = useGauge('gitBusy') ?? false;
  const count = Math.max(settling.length, dirty) + (isGitBusy ? 1 : 0);
  if (count === 0) return null;
  return (
    <section className={css['section']}>
      <h2 className={css['title']}>
        In progress <span className={rows['faint']}>{formatCount(count)}</span>
      </h2>
      {isGitBusy ? (
        <p className={css['moving']}>
          <Glyph name="settling" /> git is at work; what it changes is gathered first
        </p>
      ) : null}
      {settling.slice(0, SETTLING_SHOWN).map((id) => (
        <p key={id} className={css['moving']}>
          <Glyph name="settling" />
          <button type="button" className={rows['link']} onClick={() => openDefinition(id)}>
            {id}
          </button>
          <span className={rows['faint']}>settling</span>
        </p>
      ))}
      {settling.length > SETTLING_SHOWN ? (
        <p className={css['moving']}>
          <Glyph name="settling" /> {formatCount(settling.length - SETTLING_SHOWN)} more settling
        </p>
      ) : null}
      {settling.length === 0 && dirty > 0 ? (
        <p className={css['moving']}>
          <Glyph name="settling" /> {plural(dirty, 'path')} settling
        </p>
      ) : null}
    </section>
  );
}

function Recent() {
  const events = useHistory();
  const seq = useWorkspace(selectSeq);
  const recent = useMemo(() => {
    const found: ReloadRow[] = [];
    for (let index = events.length - 1; index >= 0 && found.length < RECENT; index -= 1) {
      const event = events[index];
      const row = event ? reloadRow(event) : null;
      if (row && !row.first) found.push(row);
    }
    return found;
  }, [events]);
  return (
    <StaleContext value={false}>
      <section className={css['section']}>
        <h2 className={css['title']}>
          Recent reloads
          <button type="button" className={css['all']} onClick={() => showView('reloads')}>
            all
          </button>
        </h2>
        {recent.length === 0 ? (
          <p className={css['none']}>
            {seq === 0 ? 'Not known yet.' : 'None yet: nothing changed since the first scan.'}
          </p>
        ) : null}
        <ul>
          {recent.map((row) => (
            <li key={row.id}>
              <RecentLine row={row} />
            </li>
          ))}
        </ul>
      </section>
    </StaleContext>
  );
}

function RecentLine({ row }: { readonly row: ReloadRow }) {
  const { glyph } = OUTCOMES[row.outcome];
  return (
    <button type="button" className={css['recent']} onClick={() => openOn('reloads', row.id)}>
      <Time at={row.at} mode="clock" />
      <Glyph name={glyph} title={row.outcome} />
      <span className={css['name']} title={row.definition?.id ?? row.label}>
        {row.definition === null ? (
          row.label
        ) : (
          <>
            <span className={rows['faint']}>{row.definition.kind}/</span>
            {row.definition.name}
          </>
        )}
      </span>
      <span className={css['version']}>{row.version}</span>
      <span className={rows['number']}>{row.tookMs === null ? '' : formatDuration(row.tookMs)}</span>
    </button>
  );
}
