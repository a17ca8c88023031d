import { describe, expect, it } from 'vitest';
import { agentOrder, filterAgents } from '../../../renderer/features/agents/agent-order.ts';
import { readResult } from '../../../renderer/features/agents/call-result.ts';
import { handshakeRows } from '../../../renderer/features/agents/handshake-rows.ts';
import { NO_MESSAGES, withMessages } from '../../../renderer/features/agents/message-list.ts';
import { rawLines, rawText } from '../../../renderer/features/agents/raw-lines.ts';
import { parseFilter } from '../../../renderer/lib/filter-terms.ts';
import { agentLook, lineWords } from '../../../renderer/words/agent-look.ts';
import { agentNeeds } from '../../../renderer/words/agent-needs.ts';
import type { Agent } from '../../../shared/agent-state.ts';
import type { Component } from '../../../shared/component-state.ts';
import { emptyTable, tableFromRecord } from '../../../shared/table.ts';
import { agentWith } from './facts.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1').toString('base64');

describe('the waterfall of a connection', () => {
  it('divides the wait for the handshake line where the first byte came', () => {
    const { rows, totalMs, outcome } = handshakeRows(agentWith(), 1_250, 9_000);
    expect(outcome).toBe('ready');
    expect(totalMs).toBe(400);
    expect(rows.map(({ name, ms, place }) => [name, ms, place])).toEqual([
      ['resolve', 10, 'over'],
      ['download', null, 'skipped'],
      ['spawn', 40, 'over'],
      ['first byte', 200, 'over'],
      ['line', 50, 'over'],
      ['dial', 60, 'over'],
      ['health', 40, 'over'],
    ]);
    expect(rows[3]?.bars).toEqual([{ left: 0.125, width: 0.5, waits: true }]);
  });

  it('marks the phase in which it was given up, and those after it as not reached', () => {
    const phases = agentWith().phases.slice(0, 3).concat({ state: 'failed', at: 1_300, ms: null });
    const { rows, outcome } = handshakeRows({ sort: 'agent', phases }, null, 9_000);
    expect(outcome).toBe('failed');
    expect(rows.map(({ name, place }) => `${name} ${place}`)).toEqual([
      'resolve over',
      'download skipped',
      'spawn over',
      'first byte fault',
      'line ahead',
      'dial ahead',
      'health ahead',
    ]);
  });

  it('grows while it goes on, and says nothing of what came after it was ready', () => {
    const going = handshakeRows({ sort: 'mcp-http', phases: [{ state: 'dialing', at: 1_000, ms: null }] }, null, 1_700);
    expect(going).toMatchObject({ outcome: 'going on', totalMs: 700 });
    expect(going.rows[0]).toMatchObject({ name: 'dial', place: 'now', ms: 700 });
    const phases = agentWith().phases.concat({ state: 'reconnecting', at: 5_000, ms: null });
    expect(handshakeRows({ sort: 'agent', phases }, null, 9_000).totalMs).toBe(400);
  });
});

describe('how a connection is shown', () => {
  it('crashed when it ended without being asked, and exited when it was', () => {
    const exit = { code: null, signal: 'SIGKILL', words: 'ended by SIGKILL', leftovers: 0 };
    const over = (before: 'ready' | 'stopping', component: string | null = null) =>
      agentWith({
        state: 'exited',
        component,
        exit,
        phases: [
          { state: before, at: 1, ms: 1 },
          { state: 'exited', at: 2, ms: null },
        ],
      });
    expect(agentLook(over('ready')).word).toBe('crashed');
    expect(lineWords(over('ready'))).toBe('crashed: ended by SIGKILL');
    expect(agentLook(over('stopping')).word).toBe('exited');
    expect(agentLook(over('stopping', 'coder'), { state: 'crashed' }).word).toBe('crashed');
    expect(agentLook(over('stopping', 'coder'), { state: 'stopped' }).word).toBe('exited');
  });

  it('says in one line what it offers, what it is doing, or what is wrong', () => {
    expect(lineWords(agentWith())).toBe('ready, 127.0.0.1:4000');
    expect(lineWords(agentWith({ sort: 'mcp-stdio', tools: 13, calls: 1 }))).toBe('ready, 13 tools, 1 call in flight');
    expect(lineWords(agentWith({ state: 'downloading', detail: 'from oci' }))).toBe('downloading: from oci');
    expect(lineWords(agentWith({ state: 'failed', diagnosis: 'speaks protocol 3' }))).toBe('failed: speaks protocol 3');
  });

  it('stands worst first within agents and within servers, and is found by phase, sort and words', () => {
    const all = [
      agentWith(),
      agentWith({ id: 'a-bad', state: 'failed' }),
      agentWith({ id: 'mcp/tools', sort: 'mcp-stdio', state: 'failed' }),
      agentWith({ id: 'z-good', endpoint: 'unix:/run/z' }),
    ];
    const table = tableFromRecord(Object.fromEntries(all.map((agent) => [agent.id, agent])));
    const order = agentOrder(table, emptyTable());
    expect(order.map(({ id }) => id)).toEqual(['a-bad', 'coder', 'z-good', 'mcp/tools']);
    const found = (text: string) => {
      const parsed = parseFilter(text, ['phase', 'sort', 'protocol']);
      return parsed.ok ? filterAgents(order, emptyTable(), parsed.terms).map(({ id }) => id) : null;
    };
    expect(found('phase:failed')).toEqual(['a-bad', 'mcp/tools']);
    expect(found('sort:mcp')).toEqual(['mcp/tools']);
    expect(found('unix:/run')).toEqual(['z-good']);
  });
});

describe('how many connections need somebody', () => {
  const table = (...agents: readonly ReturnType<typeof agentWith>[]) =>
    tableFromRecord(Object.fromEntries(agents.map((agent) => [agent.id, agent])));
  const needs = (agents: readonly Agent[], state?: Component['state']) =>
    agentNeeds({
      agents: table(...agents),
      components:
        state === undefined
          ? emptyTable()
          : tableFromRecord({ coder: { name: 'coder', state, escaped: 0, error: null } as Component }),
    });

  it('counts what failed, crashed, or is not known, and nothing that is well or on its way', () => {
    const own = { component: null } as const;
    const exit = { code: 0, signal: null, words: 'exit 0', leftovers: 2 };
    const ended = (id: string, before: 'ready' | 'stopping') => {
      const phases = [before, 'exited' as const].map((state, at) => ({ state, at, ms: null }));
      return agentWith({ ...own, id, state: 'exited', phases });
    };
    expect(needs([agentWith(own), agentWith({ ...own, id: 'b', state: 'dialing' }), ended('c', 'stopping')])).toBe(0);
    expect(needs([agentWith({ ...own, state: 'failed' }), agentWith({ ...own, id: 'b', state: 'unknown' })])).toBe(2);
    const error = { code: 'CANCELLED', message: 'x', hint: '', retryable: false } as const;
    expect(needs([agentWith({ ...own, state: 'failed', error })])).toBe(0);
    expect(needs([ended('a', 'ready'), { ...ended('b', 'stopping'), exit }])).toBe(2);
  });

  it('counts those of a component only while the component needs somebody', () => {
    const failed = agentWith({ state: 'failed' });
    expect(needs([failed], 'failed')).toBe(1);
    expect(needs([failed], 'stopped')).toBe(0);
    expect(needs([agentWith()], 'failed')).toBe(0);
  });
});

describe('what came over the wire', () => {
  it('is dumped in rows of eight, what cannot be shown as a dot', () => {
    expect(rawLines(bytes('1|54321\r\nnext'))).toEqual([
      { offset: '0000', hex: '31 7c 35 34 33 32 31 0d', text: '1|54321·' },
      { offset: '0008', hex: '0a 6e 65 78 74', text: '↵next' },
    ]);
    expect(rawLines('')).toEqual([]);
    expect(rawText(bytes('a\u00ff\r\n'))).toBe('a\\xff\\r\n');
  });

  it('is kept message by message, and begun anew by a new connection', () => {
    const message = (n: number) => ({
      n,
      at: n,
      direction: 'in' as const,
      kind: 'response' as const,
      bytes: 2,
      text: '{}',
    });
    const first = withMessages(NO_MESSAGES, { messages: [message(3), message(4)], newest: 4 });
    expect(first).toMatchObject({ newest: 4, missing: 2 });
    expect(withMessages(first, { messages: [message(4)], newest: 4 })).toBe(first);
    const second = withMessages(first, { messages: [message(1)], newest: 1 });
    expect(second.messages.map(({ n }) => n)).toEqual([1]);
    expect(second.missing).toBe(0);
  });
});

describe('the answer of a tool', () => {
  it('is taken apart by sort', () => {
    const { pieces, structured } = readResult(
      JSON.stringify({
        content: [
          { type: 'text', text: 'hello' },
          { type: 'image', data: 'AAAA', mimeType: 'image/png' },
          { type: 'resource', resource: { uri: 'file:///a', mimeType: 'text/plain', text: 'body' } },
          { type: 'resource_link', uri: 'file:///b', name: 'b' },
          { type: 'of tomorrow' },
        ],
        structuredContent: { n: 1 },
      }),
    );
    expect(pieces.map(({ sort }) => sort)).toEqual(['text', 'image', 'resource', 'resource', 'other']);
    expect(structured).toEqual({ n: 1 });
  });

  it('shows nothing as a picture that is none, and any text that is no JSON as it is', () => {
    const picture = (mimeType: string, data: string) =>
      readResult(JSON.stringify({ content: [{ type: 'image', mimeType, data }] })).pieces[0]?.sort;
    expect(picture('image/svg+xml', 'AAAA')).toBe('other');
    expect(picture('text/html', 'AAAA')).toBe('other');
    expect(picture('image/png', '"onload=')).toBe('other');
    expect(readResult('not JSON')).toEqual({ pieces: [{ sort: 'text', text: 'not JSON' }], structured: undefined });
  });
});
