import { useWantedUsage } from '../../client/use-wanted-usage.ts';
import { askToLoad, useIsLoading } from '../../stores/agents-pane.ts';
import { select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter.tsx';
import { AgentInspector } from './agent-inspector.tsx';
import { AgentList } from './agent-list.tsx';
import { AgentPane } from './agent-pane.tsx';
import css from './agents-screen.module.css';
import { LoadDialog } from './load-dialog.tsx';
import { useAgentList } from './use-agent-list.ts';

/** Connections to agents and MCP servers: how each was made, what it says, and what can be asked of it. */
export function AgentsScreen() {
  const list = useAgentList();
  const filter = useUi(selectFilter('agents'));
  const selected = useUi(selectSelection('agents'));
  const isLoading = useIsLoading();
  const whyOff = useWhyOff('agent.load');
  useWantedUsage();

  const load = (
    <Button disabledReason={whyOff} onClick={() => askToLoad(true)} testId="agent-load">
      Load…
    </Button>
  );
  return (
    <div className={css['screen']} data-open={selected !== null || undefined}>
      <div className={css['main']}>
        <Bar title="Agents" count={selected === null ? list.total : undefined} right={load}>
          {selected === null ? (
            <Filter
              id="agents-filter"
              value={filter}
              onChange={(text) => setFilter('agents', text)}
              placeholder="Filter agents"
              error={list.filterError}
            />
          ) : null}
        </Bar>
        {selected === null ? null : (
          <div className={css['narrowFilter']}>
            <Filter
              id="agents-filter"
              value={filter}
              onChange={(text) => setFilter('agents', text)}
              placeholder="Filter agents"
              error={list.filterError}
            />
          </div>
        )}
        {list.found.length === 0 ? (
          <Nothing total={list.total} />
        ) : (
          <AgentList agents={list.found} selected={selected} />
        )}
      </div>
      {selected === null ? null : (
        <>
          <AgentPane key={`pane ${selected}`} id={selected} />
          <AgentInspector key={selected} id={selected} onClose={() => select('agents', null)} />
        </>
      )}
      {isLoading ? <LoadDialog onClose={() => askToLoad(false)} /> : null}
    </div>
  );
}

function Nothing({ total }: { readonly total: number }) {
  if (total > 0) {
    return (
      <EmptyState
        title="No agent matches the filter."
        action={<Button onClick={() => setFilter('agents', '')}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState title="No agent or MCP server was connected yet.">
      A file in the folder <code>mcp</code> with <code>enabled: true</code> connects an MCP server, and a file in{' '}
      <code>components</code> with <code>type: agent</code> or <code>type: mcp</code> does the same for an agent or a
      server. Each shows here as soon as it is deployed. Files in <code>agents</code> say how an assistant behaves; they
      start nothing by themselves.
    </EmptyState>
  );
}
