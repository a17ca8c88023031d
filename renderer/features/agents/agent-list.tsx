import { type KeyboardEvent, memo, useEffect } from 'react';
import type { Agent } from '../../../shared/agent-state.ts';
import { classes } from '../../lib/classes.ts';
import { formatCount } from '../../lib/format.ts';
import { useSuspended } from '../../stores/gauge-store.ts';
import { select } from '../../stores/ui-store.ts';
import { selectComponent, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { Cell, GridHead, GridRow, HeadCell, PlainRow } from '../../ui/grid-cells.tsx';
import rows from '../../ui/rows.module.css';
import { stepFrom, useListKeys } from '../../ui/use-list-keys.ts';
import { agentLook, agentName, lineWords, noteWords, serverWords, sortWord } from '../../words/agent-look.ts';
import { Since } from '../components/since.tsx';
import css from './agent-list.module.css';
import { AGENT_GROUPS, type AgentGroup, groupOf } from './agent-order.ts';

const GROUP_WORDS: Readonly<Record<AgentGroup, string>> = { agents: 'Agents', servers: 'MCP servers' };
const ROW_PREFIX = 'agent-';

interface AgentListProps {
  readonly agents: readonly Agent[];
  readonly selected: string | null;
}

/** Connections by group: a table with room, and two lines for each beside an open one. */
export function AgentList({ agents, selected }: AgentListProps) {
  const ids = agents.map(({ id }) => id);
  const onSelect = (id: string): void => select('agents', id);
  useListKeys({ ids, selected, onSelect, onClose: () => select('agents', null) });
  useEffect(() => {
    if (selected !== null) document.getElementById(`${ROW_PREFIX}${selected}`)?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || selected !== null) return;
    const first = stepFrom(ids, null, 1);
    if (first !== null) onSelect(first);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a line is chosen as in every list, and no table does that
    <div
      role="grid"
      className={css['list']}
      aria-label="Agents and MCP servers"
      tabIndex={0}
      aria-activedescendant={selected !== null && ids.includes(selected) ? `${ROW_PREFIX}${selected}` : undefined}
      onKeyDown={onKeyDown}
      data-testid="agent-list"
    >
      <GridHead className={css['head']}>
        <HeadCell>name</HeadCell>
        <HeadCell>phase</HeadCell>
        <HeadCell className={css['sort']}>sort</HeadCell>
        <HeadCell className={css['endpoint']}>endpoint</HeadCell>
        <HeadCell className={css['protocol']}>protocol</HeadCell>
        <HeadCell className={css['server']}>server</HeadCell>
        <HeadCell className={rows['number']}>tools</HeadCell>
        <HeadCell className={rows['number']}>calls</HeadCell>
        <HeadCell className={rows['number']}>since</HeadCell>
        <HeadCell className={css['note']}>what it says</HeadCell>
      </GridHead>
      {AGENT_GROUPS.map((group) => {
        const own = agents.filter((agent) => groupOf(agent) === group);
        if (own.length === 0) return null;
        return (
          <div key={group} role="presentation">
            <PlainRow className={css['group']} testId={`agents-${group}`}>
              {GROUP_WORDS[group]} <span className={rows['faint']}>{formatCount(own.length)}</span>
            </PlainRow>
            {own.map((agent) => (
              <AgentLine key={agent.id} agent={agent} selected={agent.id === selected} />
            ))}
          </div>
        );
      })}
    </div>
  );
}

interface LineProps {
  readonly agent: Agent;
  readonly selected: boolean;
}

const AgentLine = memo(function AgentLine({ agent, selected }: LineProps) {
  const { id, sort, endpoint, protocol, tools, calls, since } = agent;
  const owner = useWorkspace(selectComponent(agent.component));
  const suspended = useSuspended(owner);
  const look = agentLook(agent, owner);
  const glyph = suspended === null ? look.glyph : 'warning';
  const mark = suspended === null ? '' : 'suspended, ';
  const word = `${mark}${look.word}`;
  const line = `${mark}${lineWords(agent, owner)}`;
  const note = noteWords(agent);
  const isBad = glyph === 'failed' || glyph === 'crashed';
  return (
    <GridRow
      domId={`${ROW_PREFIX}${id}`}
      testId={`row-${id}`}
      className={css['line']}
      selected={selected}
      onSelect={() => select('agents', id)}
    >
      <Cell className={css['name']} title={id}>
        <Glyph name={glyph} />
        <span className={css['word']}>{agentName(agent)}</span>
      </Cell>
      <Cell className={classes(css['phase'], isBad && css['bad'])}>
        <span className={css['only']}>{word}</span>
        <span className={css['more']} title={line}>
          {line}
        </span>
      </Cell>
      <Cell className={css['sort']}>{sortWord(sort)}</Cell>
      <Cell className={css['endpoint']} title={endpoint ?? undefined}>
        {endpoint ?? '—'}
      </Cell>
      <Cell className={css['protocol']}>{protocol ?? '—'}</Cell>
      <Cell className={css['server']} title={serverWords(agent)}>
        {serverWords(agent) || '—'}
      </Cell>
      <Cell className={css['tools']}>{tools === null ? '—' : formatCount(tools)}</Cell>
      <Cell className={css['calls']}>{formatCount(calls)}</Cell>
      <Cell className={css['since']}>
        <Since at={since} />
      </Cell>
      <Cell className={css['note']} title={note}>
        {note === '' ? '—' : note}
      </Cell>
    </GridRow>
  );
});
