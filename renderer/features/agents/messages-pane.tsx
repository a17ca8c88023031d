import { ArrowDownToLine } from 'lucide-react';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { McpMessage } from '../../../shared/actions/agent.ts';
import type { Agent } from '../../../shared/agent-state.ts';
import { classes } from '../../lib/classes.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatBytes, formatCount, formatDuration } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Cell, GridHead, GridRow, HeadCell } from '../../ui/grid-cells.tsx';
import { JsonTree } from '../../ui/json-tree.tsx';
import rows from '../../ui/rows.module.css';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import { Time } from '../../ui/time.tsx';
import { stepFrom } from '../../ui/use-list-keys.ts';
import { isUp } from '../../words/agent-look.ts';
import { NO_MESSAGES } from './message-list.ts';
import css from './messages-pane.module.css';
import { useMessages } from './use-messages.ts';

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};
/** The list counts as being at its end this close to it, px. */
const AT_END_PX = 40;

/** What a server and we say to each other, newest last and followed, and the JSON of the one that is selected. */
export function MessagesPane({ agent }: { readonly agent: Agent }) {
  const { id, state } = agent;
  const { list, error } = useMessages(id, isUp(agent));
  const { messages, missing } = list ?? NO_MESSAGES;
  const [selected, setSelected] = useState<number | null>(null);
  const [isFollowed, setIsFollowed] = useState(true);
  const box = useRef<HTMLDivElement>(null);
  const open = messages.find(({ n }) => n === selected) ?? null;
  const newest = messages.at(-1)?.n ?? 0;

  useEffect(() => {
    if (isFollowed && newest > 0) box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [isFollowed, newest]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = STEPS[event.key];
    if (event.key === 'Escape' && selected !== null) setSelected(null);
    else if (step !== undefined) {
      const ids = messages.map(({ n }) => String(n));
      const next = stepFrom(ids, selected === null ? null : String(selected), step);
      if (next === null) return;
      setSelected(Number(next));
      document.getElementById(domId(Number(next)))?.scrollIntoView({ block: 'nearest' });
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  if (messages.length === 0) return <EmptyState title={error?.message ?? emptyWords(agent, list !== null)} />;
  return (
    <div className={css['pane']}>
      {/* biome-ignore lint/a11y/useSemanticElements: a line is chosen as in every list, and no table does that */}
      <div
        role="grid"
        ref={box}
        className={css['lines']}
        aria-label={`Messages with ${id}`}
        aria-activedescendant={open === null ? undefined : domId(open.n)}
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setIsFollowed(scrollHeight - scrollTop - clientHeight < AT_END_PX)
        }
        data-testid="messages"
      >
        <GridHead className={classes(css['columns'], css['head'])}>
          <HeadCell>time</HeadCell>
          <HeadCell>way</HeadCell>
          <HeadCell>kind</HeadCell>
          <HeadCell>method</HeadCell>
          <HeadCell className={rows['number']}>took</HeadCell>
          <HeadCell className={rows['number']}>size</HeadCell>
        </GridHead>
        {missing === 0 ? null : <Missing count={missing} />}
        {messages.map((message) => (
          <MessageLine key={message.n} message={message} selected={message.n === selected} onSelect={setSelected} />
        ))}
      </div>
      {open === null ? null : <Detail message={open} onClose={() => setSelected(null)} />}
      <footer className={css['foot']}>
        <span>
          {formatCount(newest)} {newest === 1 ? 'message' : 'messages'}
          {state === 'ready' ? '' : ', the connection is over'}
        </span>
        <span className={css['grow']} />
        {isFollowed ? (
          <span data-testid="messages-followed">Following</span>
        ) : (
          <Button
            icon={<ArrowDownToLine aria-hidden />}
            keys="End"
            testId="messages-follow"
            onClick={() => setIsFollowed(true)}
          >
            Follow
          </Button>
        )}
      </footer>
    </div>
  );
}

function emptyWords(agent: Agent, isKnown: boolean): string {
  if (!isKnown && isUp(agent)) return 'Asking for its messages.';
  return agent.state === 'ready' ? 'No message was exchanged yet.' : 'It is not connected now.';
}

function Missing({ count }: { readonly count: number }) {
  const role = { role: 'row' } as const;
  const cell = { role: 'gridcell' } as const;
  return (
    <div {...role} className={css['missing']}>
      <span {...cell}>{formatCount(count)} older messages are kept no more</span>
    </div>
  );
}

interface LineProps {
  readonly message: McpMessage;
  readonly selected: boolean;
  readonly onSelect: (n: number) => void;
}

function MessageLine({ message, selected, onSelect }: LineProps) {
  const { n, at, direction, kind, method, ms, bytes } = message;
  const isBad = kind === 'error' || kind === 'noise';
  return (
    <GridRow
      domId={domId(n)}
      testId={`message-${n}`}
      className={css['columns']}
      selected={selected}
      onSelect={() => onSelect(n)}
    >
      <Cell className={rows['soft']}>
        <Time at={at} mode="clock-ms" />
      </Cell>
      <Cell>{direction === 'in' ? '← in' : '→ out'}</Cell>
      <Cell className={isBad ? css['bad'] : rows['soft']}>{kind}</Cell>
      <Cell className={css['method']} title={method}>
        {method ?? '—'}
      </Cell>
      <Cell className={rows['number']}>{ms === undefined ? '' : formatDuration(ms)}</Cell>
      <Cell className={rows['number']}>{formatBytes(bytes)}</Cell>
    </GridRow>
  );
}

function Detail({ message, onClose }: { readonly message: McpMessage; readonly onClose: () => void }) {
  const { n, text, request } = message;
  const value = useMemo(() => parsed(text), [text]);
  return (
    <section className={css['detail']} aria-label={`Message ${n}`} data-testid="message-detail">
      <header className={css['detailHead']}>
        <span>
          Message {n}
          {request === undefined ? '' : `, request ${request}`}
        </span>
        <span className={css['grow']} />
        <Button kind="quiet" onClick={() => void copyText(text, `message ${n}`)}>
          Copy
        </Button>
        <Button kind="quiet" onClick={onClose}>
          Close
        </Button>
      </header>
      {value === undefined ? (
        <ScrollBox as="pre" label={`Text of message ${n}`} framed className={css['text']}>
          {text}
        </ScrollBox>
      ) : (
        <JsonTree value={value} label={`Message ${n} as JSON`} />
      )}
    </section>
  );
}

/** A message that is no JSON, or was cut, is shown as it came. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function domId(n: number): string {
  return `mcp-message-${n}`;
}
