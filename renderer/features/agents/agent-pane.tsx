import { Logs, MessagesSquare, Wrench } from 'lucide-react';
import { type Pane, setPane, usePane } from '../../stores/agents-pane.ts';
import { openLog } from '../../stores/log-store.ts';
import { selectAgent, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { isMcp } from '../../words/agent-look.ts';
import { AgentLog } from './agent-log.tsx';
import css from './agents-screen.module.css';
import { MessagesPane } from './messages-pane.tsx';
import { ToolsPane } from './tools-pane.tsx';

const SEGMENTS = [
  { value: 'tools', word: 'Tools', icon: Wrench },
  { value: 'messages', word: 'Messages', icon: MessagesSquare },
  { value: 'log', word: 'Log', icon: Logs },
] as const;

/** In here these move what is looked at, and not the selection of the list beside it. */
const OWN_KEYS: ReadonlySet<string> = new Set([
  'ArrowDown',
  'ArrowUp',
  'PageDown',
  'PageUp',
  'Home',
  'End',
  'Enter',
  ' ',
]);

/** What a connection offers, says and writes. */
export function AgentPane({ id }: { readonly id: string }) {
  const agent = useWorkspace(selectAgent(id));
  const chosen = usePane();
  const hasTools = agent !== undefined && isMcp(agent);
  const pane = paneOf(chosen, hasTools);
  const show = (next: Pane) => () => (hasTools ? setPane(next) : false);
  useHotkeys({ t: show('tools'), m: show('messages'), l: show('log') });
  if (!agent) return <section className={css['pane']} aria-label={id} />;
  return (
    <section
      className={css['pane']}
      aria-label={`What ${id} offers and says`}
      data-testid="agent-pane"
      onKeyDown={(event) => OWN_KEYS.has(event.key) && event.stopPropagation()}
    >
      <header className={css['paneBar']}>
        {hasTools ? (
          <Segments label="Shown of it" segments={SEGMENTS} value={pane} onChange={setPane} />
        ) : (
          <h2 className={css['paneTitle']}>Log</h2>
        )}
        <span className={css['grow']} />
        {pane === 'log' ? (
          <Button kind="quiet" onClick={() => openLog([agent.log])} testId="agent-open-log">
            Open in Logs
          </Button>
        ) : null}
      </header>
      <div className={css['paneBody']}>
        {pane === 'log' ? <AgentLog key={agent.log} item={agent.log} /> : null}
        {pane === 'tools' ? <ToolsPane agent={agent} /> : null}
        {pane === 'messages' ? <MessagesPane key={agent.run ?? agent.phases[0]?.at ?? 0} agent={agent} /> : null}
      </div>
    </section>
  );
}

/** Until somebody chooses, what can be called is shown of a server, and what it writes of an agent. */
function paneOf(chosen: Pane | null, hasTools: boolean): Pane {
  return hasTools ? (chosen ?? 'tools') : 'log';
}
