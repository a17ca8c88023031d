import { formatCount } from '../../lib/format.ts';
import { useAttention } from '../../stores/attention.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { JOB_FILTERS, useJobCounts } from '../../stores/job-counts.ts';
import { openOn, showFiltered, showView } from '../../stores/ui-store.ts';
import { selectConnection, selectJournal, selectSeq, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import css from './strip.module.css';
import { StripToast } from './strip-toast.tsx';

/** The row at the foot: counts that narrow a list, what was just observed, how the page stands to the core. */
export function Strip() {
  return (
    <footer className={css['strip']}>
      <Counts />
      <JobCounts />
      <span className={css['grow']} />
      <StripToast />
      <JournalFacts />
      <ConnectionFacts />
    </footer>
  );
}

function Counts() {
  const { loaded, refused, conflicted, held, settling, pinned, problems, failing, moving, running, orphans } =
    useAttention();
  return (
    <>
      <Count
        id="up"
        glyph="running"
        count={running}
        word="up"
        onClick={() => showFiltered('components', 'group:running')}
      />
      <Count
        id="moving"
        glyph="starting"
        count={moving}
        word="moving"
        onClick={() => showFiltered('components', 'group:moving')}
      />
      <Count
        id="failing"
        glyph="crashed"
        count={failing}
        word="failing"
        onClick={() => showFiltered('components', 'group:failing')}
      />
      <Count
        id="orphans"
        glyph="warning"
        count={orphans}
        word={orphans === 1 ? 'leftover process' : 'leftover processes'}
        onClick={() => showView('overview')}
      />
      <Count id="loaded" glyph="ok" count={loaded} word="loaded" onClick={() => showFiltered('definitions', '')} />
      <Count
        id="refused"
        glyph="refused"
        count={refused}
        word="refused"
        onClick={() => showFiltered('definitions', 'state:refused')}
      />
      <Count
        id="conflicted"
        glyph="conflicted"
        count={conflicted}
        word="conflicted"
        onClick={() => showFiltered('definitions', 'state:conflicted')}
      />
      <Count id="held" glyph="held" count={held} word="held" onClick={() => openOn('overview', 'batch')} />
      <Count
        id="settling"
        glyph="settling"
        count={settling}
        word="settling"
        onClick={() => showFiltered('definitions', 'state:settling')}
      />
      <Count
        id="pinned"
        glyph="pinned"
        count={pinned}
        word="pinned"
        onClick={() => showFiltered('definitions', 'state:pinned')}
      />
      <Count
        id="problems"
        glyph="warning"
        count={problems}
        word={problems === 1 ? 'problem' : 'problems'}
        onClick={() => showFiltered('problems', '')}
      />
    </>
  );
}

function JobCounts() {
  const { running, waiting, failed } = useJobCounts();
  return (
    <>
      <Count
        id="jobs-running"
        glyph="starting"
        count={running}
        word={running === 1 ? 'job runs' : 'jobs run'}
        onClick={() => showFiltered('jobs', JOB_FILTERS.running)}
      />
      <Count
        id="jobs-waiting"
        glyph="waiting"
        count={waiting}
        word={waiting === 1 ? 'job waits' : 'jobs wait'}
        onClick={() => showFiltered('jobs', JOB_FILTERS.waiting)}
      />
      <Count
        id="jobs-failed"
        glyph="failed"
        count={failed}
        word={failed === 1 ? 'job failed' : 'jobs failed'}
        title="In this session, of the newest that ended"
        onClick={() => showFiltered('jobs', JOB_FILTERS.failed)}
      />
    </>
  );
}

interface CountProps {
  readonly id: string;
  readonly glyph: GlyphName;
  readonly count: number;
  readonly word: string;
  /** Where the word alone does not say what is counted. */
  readonly title?: string;
  readonly onClick: () => void;
}

function Count({ id, glyph, count, word, title, onClick }: CountProps) {
  if (count === 0) return null;
  return (
    <button type="button" className={css['item']} title={title} data-testid={`strip-${id}`} onClick={onClick}>
      <Glyph name={glyph} />
      <span>
        <b className={css['number']}>{formatCount(count)}</b> {word}
      </span>
    </button>
  );
}

function JournalFacts() {
  const seq = useWorkspace(selectSeq);
  const { storage } = useWorkspace(selectJournal);
  const rate = useGauge('eventsPerSecond') ?? 0;
  if (seq === 0) return null;
  return (
    <button
      type="button"
      className={css['item']}
      title={storage === 'memory' ? 'History is kept in memory only' : 'Position of the journal'}
      data-testid="strip-journal"
      onClick={() => showView('reloads')}
    >
      {storage === 'memory' ? <Glyph name="warning" title="In memory only" /> : null}
      journal {formatCount(seq)}
      {rate > 0 ? <span className={css['faint']}>{formatCount(rate)} ev/s</span> : null}
    </button>
  );
}

const CONNECTION_LOOKS = {
  connecting: { glyph: 'settling', word: 'connecting' },
  connected: { glyph: 'connected', word: 'connected' },
  disconnected: { glyph: 'disconnected', word: 'disconnected' },
  refused: { glyph: 'failed', word: 'not let in' },
} as const;

function ConnectionFacts() {
  const connection = useWorkspace(selectConnection);
  const { glyph, word } = CONNECTION_LOOKS[connection.status];
  const welcome = 'welcome' in connection ? connection.welcome : null;
  return (
    <span className={css['item']} data-testid="strip-connection" data-status={connection.status}>
      <Glyph name={glyph} />
      {word}
      {welcome === null ? null : <span className={css['faint']}>{welcome.build}</span>}
    </span>
  );
}
