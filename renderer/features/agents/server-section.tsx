import type { Agent } from '../../../shared/agent-state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { JsonTree } from '../../ui/json-tree.tsx';
import { isMcp, isUp, serverWords } from '../../words/agent-look.ts';
import css from './inspector-parts.module.css';

/** What an MCP server said of itself when it was connected. */
export function ServerSection({ agent }: { readonly agent: Agent }) {
  const { id, state, protocol, phases } = agent;
  const wanted = isMcp(agent) && isUp(agent);
  const answer = useAnswer('mcp.server', wanted ? { server: id } : null, id, `${phases[0]?.at ?? 0} ${state}`);
  if (!wanted || answer.value === null) return null;
  const { capabilities, instructions } = answer.value;
  return (
    <Section title="Server" right={protocol ?? undefined}>
      <dl className={parts['pairs']} data-testid="mcp-server">
        <dt>calls itself</dt>
        <dd>{serverWords(agent)}</dd>
        <dt>can</dt>
        <dd>{Object.keys(asMap(capabilities)).join(', ') || 'nothing it names'}</dd>
      </dl>
      {instructions === null ? null : (
        <details className={css['fold']}>
          <summary>What it tells a model</summary>
          <p className={css['instructions']}>{instructions}</p>
        </details>
      )}
      <details className={css['fold']}>
        <summary>Capabilities</summary>
        <JsonTree value={capabilities} label="Capabilities" />
      </details>
    </Section>
  );
}

function asMap(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}
