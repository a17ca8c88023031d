import { afterEach, expect, test } from 'vitest';
import { copyOfState, switchWorkspace } from '../../../renderer/client/bind.ts';
import { ask, call, currentConnection } from '../../../renderer/client/calls.ts';
import { gaugeStore } from '../../../renderer/stores/gauge-store.ts';
import { history } from '../../../renderer/stores/history.ts';
import { workspaceStore } from '../../../renderer/stores/workspace-store.ts';
import { canonical } from '../../../shared/canonical.ts';
import { snapshotOf } from '../../../shared/snapshot.ts';
import { tableGet } from '../../../shared/table.ts';
import { reloaded } from '../facts.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { caughtUp, connectionIs, connectPage } from '../page.tsx';

const LONG = { timeout: 20_000 };
let leave = () => {};
afterEach(() => leave());

async function connected(): Promise<FakeCore> {
  const core = fakeCore();
  leave = connectPage(core);
  await connectionIs('connected');
  await caughtUp(core);
  return core;
}

const acked = (core: FakeCore) => core.frames.reduce((sum, frame) => sum + (frame.t === 'ack' ? frame.chars : 0), 0);

test('a snapshot in parts and the events after it give the very state of the core', async () => {
  const core = await connected();
  reloaded(core, 'agents/a', 1);
  reloaded(core, 'agents/a', 2);
  await caughtUp(core);
  expect(copyOfState()).toBe(canonical(snapshotOf(core.state())));
  expect(tableGet(workspaceStore.getState().state.definitions, 'agents/a')?.loaded?.version).toBe(2);
});

test('what was applied is acknowledged to the character', async () => {
  const core = await connected();
  const before = acked(core);
  const event = core.append('notice.raised', 'notice:n1', { level: 'info', cause: 'x', text: 'y' });
  await caughtUp(core);
  const chars = JSON.stringify({ t: 'events', events: [event] }).length;
  await expect.poll(() => acked(core) - before, LONG).toBe(chars);
});

test('an event that is missing ends the connection, and the next one brings it', async () => {
  const core = await connected();
  core.append('notice.raised', 'notice:lost', { level: 'info', cause: 'x', text: 'y' }, true);
  core.append('notice.raised', 'notice:seen', { level: 'info', cause: 'x', text: 'y' });
  await expect.poll(core.connections, LONG).toBe(2);
  await caughtUp(core);
  expect(tableGet(workspaceStore.getState().state.notices, 'lost')).toBeDefined();
});

test('after a disconnect the page asks for what it missed, and keeps what it knew until then', async () => {
  const core = await connected();
  core.listens = false;
  core.cut();
  await connectionIs('disconnected');
  expect(workspaceStore.getState().state.workspace?.name).toBe('desk');
  reloaded(core, 'agents/a', 1);
  core.listens = true;
  currentConnection()?.retryNow();
  await connectionIs('connected');
  await caughtUp(core);
  const hello = core.frames.filter((frame) => frame.t === 'hello').at(-1);
  expect(hello).toMatchObject({ since: { epoch: EPOCH, seq: 1 } });
});

test('the moment of the disconnect stays the same through failed attempts', async () => {
  const core = await connected();
  core.listens = false;
  core.cut();
  await connectionIs('disconnected');
  const since = () => workspaceStore.getState().connection.since;
  const first = since();
  const retryAt = () => (workspaceStore.getState().connection as { retryAt?: number }).retryAt;
  const before = retryAt();
  await expect.poll(retryAt, LONG).not.toBe(before);
  expect(since()).toBe(first);
});

test('calls under way at a disconnect are told that the host is lost', async () => {
  const core = await connected();
  const answer = call('batch.apply', {});
  await expect
    .poll(() => core.frames.some((frame) => frame.t === 'call' && frame.name === 'batch.apply'), LONG)
    .toBe(true);
  core.cut();
  await expect(answer).rejects.toMatchObject({ code: 'HOST_LOST' });
});

test('a call without a connection is refused at once', async () => {
  const core = await connected();
  core.listens = false;
  core.cut();
  await connectionIs('disconnected');
  await expect(call('workspaces', {})).rejects.toMatchObject({ code: 'HOST_LOST' });
});

test('an error of the core arrives with its code, hint and place', async () => {
  const core = await connected();
  core.answers.set('explain', () => {
    throw { code: 'NOT_FOUND', message: 'no', hint: 'look', retryable: false, at: { path: 'a', line: 2 } };
  });
  await expect(ask('explain', { path: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    hint: 'look',
    at: { line: 2 },
  });
});

test('a token that is not accepted ends the attempts', async () => {
  const core = fakeCore();
  core.refuses = true;
  leave = connectPage(core);
  await connectionIs('refused');
  expect(core.connections()).toBe(1);
});

test('another workspace begins with nothing known and asks for it by its id', async () => {
  const core = await connected();
  switchWorkspace('w2');
  expect(workspaceStore.getState().state.seq).toBe(0);
  await connectionIs('connected');
  const hello = core.frames.filter((frame) => frame.t === 'hello').at(-1);
  expect(hello).toMatchObject({ workspace: 'w2' });
  expect(hello).not.toHaveProperty('since');
});

test('gauges are asked for, kept, and forgotten at a disconnect', async () => {
  const core = await connected();
  expect(core.frames).toContainEqual({ t: 'gauges', on: true });
  core.send({ t: 'gauge', values: { dirty: 3 } });
  await expect.poll(() => gaugeStore.getState().dirty, LONG).toBe(3);
  core.cut();
  await expect.poll(() => gaugeStore.getState().dirty, LONG).toBeUndefined();
});

test('the history holds the past the journal tells and what happens from then on', async () => {
  const core = fakeCore();
  const old = core.append('definition.unpinned', 'definition:agents/old', {}, true);
  core.answers.set('events', () => ({ events: [old], position: `${EPOCH}:2`, oldest: 1, more: true }));
  leave = connectPage(core);
  await connectionIs('connected');
  await expect.poll(() => history.events().map((event) => event.seq), LONG).toEqual([old.seq]);
  expect(history.hasOlder()).toBe(true);
  reloaded(core, 'agents/a', 1);
  await caughtUp(core);
  expect(history.events().map((event) => event.type)).toEqual(['definition.unpinned', 'definition.reloaded']);
});
