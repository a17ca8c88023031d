import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentsScreen } from '../../../renderer/features/agents/agents-screen.tsx';
import { forgetCalls } from '../../../renderer/features/agents/call-store.ts';
import { setPane } from '../../../renderer/stores/agents-pane.ts';
import { select } from '../../../renderer/stores/ui-store.ts';
import { running } from '../components/facts.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
const TOOL = {
  name: 'sum',
  description: 'Adds.',
  inputSchema: { type: 'object', properties: { a: { type: 'number' } }, required: ['a'] },
};
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  core.answers.set('mcp.tools', () => ({ id: 'mcp/every', tools: [TOOL], listedAt: 1 }));
  core.answers.set('mcp.server', () => ({
    id: 'mcp/every',
    protocol: 'MCP 1',
    server: {},
    capabilities: { tools: {} },
    instructions: null,
  }));
});
afterEach(() => {
  leave();
  forgetCalls('mcp/every');
  setPane('tools');
});

function ready(component: string | null = null): void {
  const opened = {
    sort: 'mcp-stdio' as const,
    key: 'mcp::mcp/every',
    ref: 'node every.js',
    component,
    log: 'component:mcp/every',
  };
  const subject = 'agent:mcp/every';
  core.append('agent.changed', subject, { from: null, to: 'spawning', ms: 0, opened });
  core.append('agent.changed', subject, { from: 'spawning', to: 'handshaking', ms: 5, pid: 17 });
  const server = { name: 'every', version: '2' };
  core.append('agent.changed', subject, { from: 'handshaking', to: 'ready', ms: 9, protocol: 'MCP 1', server });
  core.append('agent.listed', subject, { tools: 1 });
}

async function showAgents(id: string | null = null) {
  leave = connectPage(core);
  if (id !== null) select('agents', id);
  return show(core, <AgentsScreen />);
}

/** Answers calls of the tool, and remembers what was given. */
function answerCalls(isError: boolean, body: object): unknown[] {
  const given: unknown[] = [];
  core.answers.set('mcp.call', (input) => {
    given.push(input);
    const result = { server: 'mcp/every', tool: 'sum', isError, ms: 3, body: JSON.stringify(body) };
    return { actionId: 'a1', outcome: 'done', result, position: `${EPOCH}:${core.state().seq}` };
  });
  return given;
}

describe('the screen of agents', () => {
  it('says what makes a connection while there is none', async () => {
    const screen = await showAgents();
    expect(await screen.findByText('No agent or MCP server was connected yet.', {}, LONG)).toBeTruthy();
  });

  it('shows a connection with its phase, protocol, server and tools', async () => {
    ready();
    const screen = await showAgents();
    const line = await screen.findByTestId('row-mcp/every', {}, LONG);
    for (const text of ['every', 'ready', 'MCP, stdio', 'MCP 1', 'every 2', '1']) {
      expect(line.textContent).toContain(text);
    }
    fireEvent.click(line);
    expect((await screen.findByTestId('handshake', {}, LONG)).textContent).toBe(
      'spawn5.0 msinitialize9.0 mslist toolsnot needed',
    );
  });

  it('does not call one plainly ready whose process is suspended', async () => {
    running(core, 'mcp/every', { type: 'mcp' });
    ready('mcp/every');
    const screen = await showAgents('mcp/every');
    const line = await screen.findByTestId('row-mcp/every', {}, LONG);
    core.send({ t: 'gauge', values: { usage: { 'mcp/every': { cpu: 0, memory: 1, suspended: 17 } } } });
    await waitFor(() => expect(line.textContent).toContain('suspended, ready'), LONG);
    expect(screen.getByTestId('suspended').textContent).toContain('kill -CONT 17');
  });

  it('calls a tool with what its form says, and not before it is right', async () => {
    ready();
    const given = answerCalls(false, { content: [{ type: 'text', text: 'it is 7' }] });
    const screen = await showAgents('mcp/every');
    fireEvent.click(await screen.findByTestId('tool-call', {}, LONG));
    expect(await screen.findByText('a needs a value.', {}, LONG)).toBeTruthy();
    fireEvent.change(screen.getByTestId('input-a'), { target: { value: '7' } });
    fireEvent.click(screen.getByTestId('tool-call'));
    expect((await screen.findByTestId('call-result', {}, LONG)).textContent).toContain('it is 7');
    expect(given).toEqual([{ server: 'mcp/every', tool: 'sum', arguments: { a: 7 }, timeoutMs: 60_000 }]);
  });

  it('tells a tool that says it failed from a call without an answer', async () => {
    ready();
    answerCalls(true, { content: [{ type: 'text', text: 'no such number' }] });
    const screen = await showAgents('mcp/every');
    fireEvent.change(await screen.findByTestId('input-a', {}, LONG), { target: { value: '7' } });
    fireEvent.click(screen.getByTestId('tool-call'));
    expect((await screen.findByText('the tool failed', {}, LONG)).textContent).toBe('the tool failed');
    core.answers.set('mcp.call', () => {
      throw { code: 'MCP_PROTOCOL', message: 'every went away.', hint: '', retryable: true };
    });
    fireEvent.click(screen.getByTestId('tool-call'));
    expect(await screen.findByText('no answer', {}, LONG)).toBeTruthy();
    expect(screen.getByText('every went away.')).toBeTruthy();
  });

  it('says that it asks for messages until something was heard of them', async () => {
    ready();
    setPane('messages');
    const screen = await showAgents('mcp/every');
    await screen.findByText('Asking for its messages.', {}, LONG);
    const asked = () => core.frames.find((frame) => frame.t === 'call' && frame.name === 'mcp.messages');
    await waitFor(() => expect(asked()).toBeDefined(), LONG);
    expect(screen.queryByText('No message was exchanged yet.')).toBeNull();
    const call = asked();
    if (call?.t === 'call') core.send({ t: 'result', id: call.id, value: { messages: [], newest: 0, dropped: 0 } });
    await screen.findByText('No message was exchanged yet.', {}, LONG);
  });

  it('lets nobody act in a workspace that is only looked at, and says why', async () => {
    ready();
    core.append('workspace.changed', 'workspace:w1', { trusted: false, readOnly: null });
    const given = answerCalls(false, { content: [] });
    const screen = await showAgents('mcp/every');
    const call = await screen.findByTestId('tool-call', {}, LONG);
    await waitFor(() => expect(call.title).toBe('workspace is not trusted yet'), LONG);
    fireEvent.click(call);
    expect(given).toEqual([]);
    expect(screen.getByTestId('agent-load').title).toBe('workspace is not trusted yet');
  });
});
