import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentsScreen } from '../../../renderer/features/agents/agents-screen.tsx';
import { forgetCalls } from '../../../renderer/features/agents/call-store.ts';
import { readCallTime } from '../../../renderer/features/agents/call-time.ts';
import { setToolDraft } from '../../../renderer/features/agents/draft-store.ts';
import { select } from '../../../renderer/stores/ui-store.ts';
import type { WireError } from '../../../shared/errors.ts';
import type { ClientFrame } from '../../../shared/rpc.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { connectionIs, connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
const SERVER = 'mcp/every';
const TOOL = { name: 'wait', inputSchema: { type: 'object', properties: {} } };
let core: FakeCore;
let leave = () => {};
beforeEach(async () => {
  core = fakeCore();
  core.answers.set('mcp.tools', () => ({ id: SERVER, tools: [TOOL], listedAt: 1 }));
  const opened = {
    sort: 'mcp-stdio' as const,
    key: 'mcp::every',
    ref: 'every',
    component: null,
    log: 'component:every',
  };
  const subject = `agent:${SERVER}`;
  core.append('agent.changed', subject, { from: null, to: 'spawning', ms: 0, opened });
  core.append('agent.changed', subject, { from: 'spawning', to: 'handshaking', ms: 5, pid: 17 });
  core.append('agent.changed', subject, { from: 'handshaking', to: 'ready', ms: 9 });
  core.append('agent.listed', subject, { tools: 1 });
  leave = connectPage(core);
  select('agents', SERVER);
  await show(core, <AgentsScreen />);
  await screen.findByTestId('tool-call', {}, LONG);
});
afterEach(() => {
  leave();
  forgetCalls(SERVER);
  setToolDraft(SERVER, TOOL.name, { fields: {}, json: null, time: '' });
});

/** The frame of the newest call of this act. */
async function called(name: string): Promise<Extract<ClientFrame, { t: 'call' }>> {
  const find = () => core.frames.findLast((frame) => frame.t === 'call' && frame.name === name);
  await waitFor(() => expect(find()).toBeDefined(), LONG);
  return find() as Extract<ClientFrame, { t: 'call' }>;
}

function refuse(id: number, code: WireError['code'], message: string): void {
  core.send({ t: 'error', id, error: { code, message, hint: 'The server was told.', retryable: false } });
}

const answer = (text: string) => ({
  actionId: 'a7',
  outcome: 'done',
  result: {
    server: SERVER,
    tool: 'wait',
    isError: false,
    ms: 3,
    body: JSON.stringify({ content: [{ type: 'text', text }] }),
  },
  position: `${EPOCH}:1`,
});

describe('a call of a tool', () => {
  it('that goes on can be cancelled; it stands as cancelling until the core says how it ended', async () => {
    fireEvent.click(screen.getByTestId('tool-call'));
    const { id, input } = await called('mcp.call');
    expect(input).toMatchObject({ tool: 'wait', timeoutMs: 60_000 });
    fireEvent.click(await screen.findByTestId('tool-cancel', {}, LONG));
    expect(screen.getByText('cancelling')).toBeTruthy();
    await waitFor(() => expect(core.frames).toContainEqual({ t: 'cancel', id }), LONG);
    refuse(id, 'CANCELLED', 'wait of every was cancelled.');
    const end = await screen.findByTestId('call-failure', {}, LONG);
    expect([end.dataset['outcome'], end.textContent]).toEqual([
      'cancelled',
      'wait of every was cancelled. The server was told.',
    ]);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.queryByTestId('tool-cancel')).toBeNull();
    fireEvent.click(screen.getByTestId('tool-call'));
    await waitFor(async () => expect((await called('mcp.call')).id).toBeGreaterThan(id), LONG);
  });

  it('that was answered before it could be cancelled is shown as answered', async () => {
    fireEvent.click(screen.getByTestId('tool-call'));
    const { id } = await called('mcp.call');
    fireEvent.click(await screen.findByTestId('tool-cancel', {}, LONG));
    core.send({ t: 'result', id, value: answer('just in time') });
    expect((await screen.findByTestId('call-result', {}, LONG)).textContent).toContain('just in time');
    expect(screen.getByText('answered')).toBeTruthy();
  });

  it('that ran out of its time says that, and not that it was cancelled or failed', async () => {
    fireEvent.change(screen.getByTestId('tool-time'), { target: { value: '2.5' } });
    fireEvent.click(screen.getByTestId('tool-call'));
    const { id, input } = await called('mcp.call');
    expect(input).toMatchObject({ timeoutMs: 2_500 });
    expect(screen.getByText(/Waits 2.50 s for an answer/)).toBeTruthy();
    refuse(id, 'DEADLINE', 'wait of every did not answer within 2500 ms.');
    expect(await screen.findByText('timed out', {}, LONG)).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('did not answer within 2500 ms.');
  });

  it('is not made with a time-out that is none', async () => {
    const time = screen.getByTestId('tool-time');
    fireEvent.change(time, { target: { value: 'soon' } });
    expect(screen.getByRole('alert').textContent).toBe('The time-out is not a number of seconds.');
    fireEvent.click(screen.getByTestId('tool-call'));
    fireEvent.change(time, { target: { value: '' } });
    fireEvent.click(screen.getByTestId('tool-call'));
    await called('mcp.call');
    expect(core.frames.filter((frame) => frame.t === 'call' && frame.name === 'mcp.call')).toHaveLength(1);
  });

  it('that goes on for longer than its answer is waited for is followed to its end, also over a lost connection', async () => {
    let ended = false;
    core.answers.set('mcp.call', () => ({ actionId: 'a7', state: 'pending' }));
    core.answers.set('action.get', () =>
      ended ? { actionId: 'a7', state: 'ended', answer: answer('at last') } : { actionId: 'a7', state: 'pending' },
    );
    fireEvent.click(screen.getByTestId('tool-call'));
    await called('action.get');
    expect(screen.getByText('in flight')).toBeTruthy();
    core.cut();
    await expect.poll(() => core.connections(), LONG).toBe(2);
    await connectionIs('connected');
    expect(screen.getByText('in flight')).toBeTruthy();
    ended = true;
    core.append('call.ended', `agent:${SERVER}`, { call: 'c1', outcome: 'ok', ms: 70_000 });
    expect((await screen.findByTestId('call-result', {}, LONG)).textContent).toContain('at last');
  });

  it('of that kind is cancelled by its act', async () => {
    let error: WireError | undefined;
    core.answers.set('mcp.call', () => ({ actionId: 'a7', state: 'pending' }));
    core.answers.set('action.get', () => ({
      actionId: 'a7',
      state: error ? 'ended' : 'pending',
      ...(error ? { error } : {}),
    }));
    core.answers.set('action.cancel', () => {
      error = { code: 'CANCELLED', message: 'wait of every was cancelled.', hint: '', retryable: false };
      core.append('call.ended', `agent:${SERVER}`, { call: 'c1', outcome: 'cancelled', ms: 70_000 });
      return { actionId: 'a8', outcome: 'done', result: { cancelled: true }, position: `${EPOCH}:1` };
    });
    fireEvent.click(screen.getByTestId('tool-call'));
    await called('action.get');
    fireEvent.click(screen.getByTestId('tool-cancel'));
    expect((await called('action.cancel')).input).toEqual({ actionId: 'a7' });
    expect((await screen.findByTestId('call-failure', {}, LONG)).dataset['outcome']).toBe('cancelled');
  });

  it('of a core that is gone says that its answer is lost', async () => {
    core.answers.set('mcp.call', () => ({ actionId: 'a7', state: 'pending' }));
    core.answers.set('action.get', () => {
      throw { code: 'NOT_FOUND', message: 'There is no act a7.', hint: '', retryable: false };
    });
    fireEvent.click(screen.getByTestId('tool-call'));
    expect((await screen.findByRole('alert', {}, LONG)).textContent).toContain('its answer is lost');
  });
});

describe('a time-out that is typed', () => {
  it.each([
    ['', 60_000],
    [' 5 ', 5_000],
    ['0.25', 250],
    ['600', 600_000],
  ])('%j is so many ms: %i', (typed, ms) => {
    expect(readCallTime(typed)).toEqual({ ms });
  });

  it.each(['0', '-1', '1e3', 'x', '601', '1,5', 'Infinity'])('%j is none', (typed) => {
    expect(readCallTime(typed)).toHaveProperty('fault');
  });
});
