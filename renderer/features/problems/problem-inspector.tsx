import type { Problem } from '../../../shared/state.ts';
import { tableGet } from '../../../shared/table.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatPlace } from '../../lib/format.ts';
import { levelOf } from '../../lib/problem-counts.ts';
import { useThrottled } from '../../lib/use-throttled.ts';
import { openDefinition, setFilter } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectIsStale, selectProblems, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Inspector, Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { Time } from '../../ui/time.tsx';
import { Words } from '../../ui/words.tsx';
import { openProblem } from './problem-acts.ts';
import css from './problem-inspector.module.css';
import { LEVEL_GLYPHS } from './problem-line.tsx';
import { WaysOut } from './ways-out.tsx';

interface ProblemInspectorProps {
  readonly id: string;
  readonly onClose: () => void;
}

/** One problem in full: what is wrong, the lines around it, who else is concerned, the ways out. */
export function ProblemInspector({ id, onClose }: ProblemInspectorProps) {
  const problem = useWorkspace((view) => tableGet(selectProblems(view), id));
  const isStale = useWorkspace(selectIsStale);
  const whyNotRead = useWhyOff('definition.read');
  if (!problem) {
    return (
      <Inspector title="Solved" glyph="ok" onClose={onClose}>
        <EmptyState title="This problem does not stand any more.">What solved it is in Reloads.</EmptyState>
      </Inspector>
    );
  }
  const level = levelOf(problem);
  const { definition, line, message, hint, rule, at } = problem;
  return (
    <Inspector
      title={definition ?? problem.path}
      glyph={LEVEL_GLYPHS[level]}
      onClose={onClose}
      subtitle={
        <>
          {isStale ? `last known: ${level}` : level}
          <span className={css['gap']}>{formatPlace(problem)}</span>
        </>
      }
      actions={
        definition === undefined ? undefined : (
          <>
            <Button
              kind="primary"
              disabledReason={whyNotRead}
              onClick={() => openProblem(problem)}
              testId="problem-open"
            >
              {line === undefined ? 'Open text' : `Open at line ${line}`}
            </Button>
            <Button onClick={() => openDefinition(definition)}>Definition</Button>
          </>
        )
      }
    >
      <Section title="What is wrong" right={<Time at={at} mode="full" />}>
        <p className={css['message']}>
          <Words text={message} />
        </p>
        <p className={css['hint']}>
          <Words text={hint} />
        </p>
        <WaysOut problem={problem} />
      </Section>
      {definition !== undefined && <Lines id={id} problem={problem} />}
      <Users problem={problem} />
      <Section title="Rule">
        <p className={css['text']}>
          {rule}{' '}
          <button type="button" className={rows['link']} onClick={() => setFilter('problems', `rule:${rule}`)}>
            show only these
          </button>
        </p>
      </Section>
    </Inspector>
  );
}

function Lines({ id, problem }: { readonly id: string; readonly problem: Problem }) {
  const answer = useAnswer('problem', { problemId: id }, id, problem.at);
  const frame = answer.value?.frame ?? null;
  if (frame === null) return null;
  return (
    <Section title="Where">
      <Frame text={frame} path={problem.path} line={problem.line} />
    </Section>
  );
}

/** Who is concerned besides: others that look for the same name, or those that use what bears it. */
function Users({ problem }: { readonly problem: Problem }) {
  const { refersTo, definition } = problem;
  const missing = refersTo && refersTo.kinds[0] !== undefined ? `${refersTo.kinds[0]}/${refersTo.name}` : undefined;
  const asked = missing ?? (problem.rule.includes('alias') ? definition : undefined);
  const fresh = useThrottled(
    useWorkspace((view) => view.state.counts.reloads),
    500,
  );
  const answer = useAnswer('references', asked === undefined ? null : { id: asked, limit: 50 }, asked ?? '', fresh);
  const { usedBy = [], users = 0 } = answer.value ?? {};
  if (usedBy.length === 0) return null;
  return (
    <Section title="Who uses this" right={missing ?? asked}>
      <ul className={css['list']}>
        {usedBy.map((user) => (
          <li key={`${user.id} ${user.field}`} className={css['user']}>
            <button type="button" className={rows['link']} onClick={() => openDefinition(user.id, 'text', user.line)}>
              {user.id}
            </button>
            <span className={css['field']}>
              {user.field}
              {user.line === null ? '' : `, line ${user.line}`}
            </span>
          </li>
        ))}
      </ul>
      {users > usedBy.length && <p className={css['text']}>and {users - usedBy.length} more</p>}
    </Section>
  );
}
