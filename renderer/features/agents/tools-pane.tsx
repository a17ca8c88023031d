import { type KeyboardEvent, useMemo } from 'react';
import type { McpTool } from '../../../shared/actions/agent.ts';
import type { Agent } from '../../../shared/agent-state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { setTool, useTool } from '../../stores/agents-pane.ts';
import { selectComponent, useWorkspace } from '../../stores/workspace-store.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { agentLook, isUp } from '../../words/agent-look.ts';
import { CallHistory } from './call-history.tsx';
import { ToolForm } from './tool-form.tsx';
import css from './tools-pane.module.css';

/** The tools of an MCP server: a list, and the form of the one that is looked at. */
export function ToolsPane({ agent }: { readonly agent: Agent }) {
  const { id, state, tools: count, phases } = agent;
  const owner = useWorkspace(selectComponent(agent.component));
  const fresh = `${phases[0]?.at ?? 0} ${count ?? ''} ${state}`;
  const answer = useAnswer('mcp.tools', isUp(agent) ? { server: id } : null, id, fresh);
  const chosen = useTool(id);
  const tools = useMemo(() => answer.value?.tools ?? [], [answer.value]);
  const tool = tools.find(({ name }) => name === chosen) ?? tools[0];

  if (!isUp(agent)) {
    return (
      <div className={css['alone']}>
        <EmptyState title={`Its tools are known once it is ready. Its phase now: ${agentLook(agent, owner).word}.`} />
        <CallHistory agent={agent} />
      </div>
    );
  }
  if (answer.error) {
    return (
      <div className={css['alone']}>
        <ErrorNote error={answer.error} />
      </div>
    );
  }
  if (tool === undefined) {
    return answer.value === null ? null : <EmptyState title="This server lists no tools." />;
  }
  return (
    <div className={css['tools']}>
      <nav className={css['list']} aria-label="Tools" onKeyDown={stepFocus}>
        {tools.map((each) => (
          <button
            key={each.name}
            type="button"
            className={css['tool']}
            aria-current={each.name === tool.name}
            title={each.description}
            data-testid={`tool-${each.name}`}
            onClick={() => setTool(id, each.name)}
          >
            <span className={css['toolName']}>{each.name}</span>
            <span className={css['toolAbout']}>{firstLine(each)}</span>
          </button>
        ))}
      </nav>
      <ScrollBox as="section" label={`Tool ${tool.name}`} className={css['open']}>
        <ToolForm key={tool.name} server={id} tool={tool} />
        <CallHistory agent={agent} tool={tool.name} />
      </ScrollBox>
    </div>
  );
}

/** Up and down go from tool to tool, as Tab does. */
function stepFocus({ key, currentTarget, target }: KeyboardEvent<HTMLElement>): void {
  const step = key === 'ArrowDown' ? 1 : key === 'ArrowUp' ? -1 : 0;
  const buttons = [...currentTarget.querySelectorAll('button')];
  const at = target instanceof HTMLButtonElement ? buttons.indexOf(target) : -1;
  if (step !== 0 && at !== -1) buttons[at + step]?.focus();
}

function firstLine({ title, description }: McpTool): string {
  return title ?? description?.split('\n', 1)[0] ?? '';
}
