import { plural, shortHash } from '../../lib/format.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Time } from '../../ui/time.tsx';
import type { Explanation } from './answers.ts';
import css from './watcher.module.css';

/** What the watcher knows of one path. */
export function ExplanationFacts({ explanation }: { readonly explanation: Explanation }) {
  const { path, watched, why, rule, role, ignoredBy, link, dirty, lastSettled, raw } = explanation;
  return (
    <div className={css['answer']} data-testid="explanation" role="status">
      <p className={css['verdict']}>
        <Glyph name={watched ? 'running' : 'off'} />
        <b>{watched ? 'Watched' : 'Not watched'}</b>
        <code>{path}</code>
      </p>
      <p className={css['why']}>{why}</p>
      <dl className={css['facts']}>
        {rule === undefined ? null : <Line name="rule" value={role === undefined ? rule : `${rule}, as ${role}`} />}
        {ignoredBy === undefined ? null : <Line name="ignored by" value={<code>{ignoredBy}</code>} />}
        {link === undefined ? null : <Line name="link to" value={<code>{link}</code>} />}
        <Line name="now" value={dirty ? 'settling' : 'at rest'} />
        {lastSettled === undefined ? (
          <Line name="last change" value="none since the start" />
        ) : (
          <Line
            name="last change"
            value={
              <>
                <Time at={lastSettled.at} mode="clock-ms" /> {lastSettled.change}, {shortHash(lastSettled.hash)}, made
                of {plural(lastSettled.mergedRaw, 'raw event')}
              </>
            }
          />
        )}
      </dl>
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

function Line({ name, value }: { readonly name: string; readonly value: React.ReactNode }) {
  return (
    <div className={css['fact']}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
