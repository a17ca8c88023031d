import type { ExplanationAnswer } from '../../../shared/actions/watch-answers.ts';
import { formatCount, formatDuration, plural, shortHash } from '../../lib/format.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Time } from '../../ui/time.tsx';
import { Words } from '../../ui/words.tsx';
import css from './watcher.module.css';

interface ExplanationFactsProps {
  readonly explanation: ExplanationAnswer;
  /** Asks about another path instead. */
  readonly onExplain: (path: string) => void;
}

/** What a file is to the kind whose rule matched it. */
const ROLES = { definition: 'a definition of its own', beside: 'part of the definition it lies beside' } as const;

/** What the watcher knows of one path, and what became of it. */
export function ExplanationFacts({ explanation, onExplain }: ExplanationFactsProps) {
  const { path, watched, why, rule, role, ignoredBy, link, dirty, lastSettled, raw } = explanation;
  const { became, problem, limit, elsewhere = [] } = explanation;
  return (
    <div className={css['answer']} data-testid="explanation" role="status">
      <p className={css['verdict']}>
        <Glyph name={watched ? 'running' : 'off'} />
        <b>{watched ? 'Watched' : 'Not watched'}</b>
        <code>{path}</code>
      </p>
      <p className={css['why']}>{why}</p>
      <dl className={css['facts']}>
        {rule === undefined ? null : <Line name="rule" value={role === undefined ? rule : `${rule}, ${ROLES[role]}`} />}
        {ignoredBy === undefined ? null : <Line name="ignored by" value={<code>{ignoredBy}</code>} />}
        {link === undefined ? null : (
          <Line name="link to" value={<code>{link.real ?? `${link.says}, which cannot be reached`}</code>} />
        )}
        {problem === undefined ? null : <Line name="problem" value={problem} />}
        {limit === undefined ? null : (
          <Line
            name="limit"
            value={`${formatCount(limit.limit)} ${limit.what === 'bytes' ? 'bytes a file' : 'files'}`}
          />
        )}
        <Line name="now" value={dirty ? 'settling' : 'at rest'} />
        {lastSettled === undefined ? (
          <Line name="last change" value="none since the start" />
        ) : (
          <Line
            name="last change"
            value={
              <>
                <Time at={lastSettled.at} mode="clock-ms" /> {lastSettled.change}, {shortHash(lastSettled.hash)},{' '}
                {lastSettled.mergedRaw === 0
                  ? 'found by looking at the folder'
                  : `made of ${plural(lastSettled.mergedRaw, 'raw event')}`}
                , settled in {formatDuration(lastSettled.settleMs)}
              </>
            }
          />
        )}
        {became === undefined ? null : <Line name="became" value={<Became became={became} />} />}
      </dl>
      {elsewhere.length === 0 ? null : (
        <>
          <h3 className={css['title']}>Files of this name elsewhere</h3>
          <ul>
            {elsewhere.map((other) => (
              <li key={other}>
                <button type="button" className={css['suggestion']} onClick={() => onExplain(other)}>
                  <code>{other}</code>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3 className={css['title']}>Raw events</h3>
      {raw.length === 0 ? <p className={css['soft']}>None that is still remembered.</p> : null}
      <ol className={css['raw']}>
        {raw.map(({ at, event }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of past events
          <li key={index}>
            <Time at={at} mode="clock-ms" /> {event}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Became({ became }: { readonly became: NonNullable<ExplanationAnswer['became']> }) {
  const { definition, state, version, isOnDisk, fault } = became;
  const serves = version === null ? 'nothing serves' : `v${version} serves`;
  return (
    <>
      <code>{definition}</code>, {state}: {serves}
      {version === null ? '' : isOnDisk ? ', as on disk' : ', which differs from the disk'}
      {fault === undefined ? null : (
        <span className={css['note']}>
          <Words text={fault} />
        </span>
      )}
    </>
  );
}

function Line({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div className={css['fact']}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
