import { fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CrashCard } from '../../../renderer/features/components/crash-card.tsx';
import { OrphanActs } from '../../../renderer/features/components/orphan-acts.tsx';
import { boardOrder } from '../../../renderer/features/overview/board-order.ts';
import { OverviewScreen } from '../../../renderer/features/overview/overview-screen.tsx';
import { uiStore } from '../../../renderer/stores/ui-store.ts';
import { needsOf, selectedNeed } from '../../../renderer/words/needs.ts';
import { became, declared } from '../components/facts.ts';
import { held, refused, reloaded } from '../facts.ts';
import { type FakeCore, fakeCore } from '../fake-core.ts';
import { connectionIs, connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  core.answers.set('kinds', () => ({ kinds: [{ kind: 'agents', extensions: ['.yaml'], runs: false }] }));
  core.append('watch.started', 'watch', { root: '/home/me/desk', backend: 'native', dirs: 3, files: 4, ms: 5 });
});
afterEach(() => leave());

async function showOverview() {
  leave = connectPage(core);
  return show(core, <OverviewScreen parts={{ CrashCard, OrphanActs }} />);
}

describe('what needs somebody', () => {
  test('is ordered: what stops everything, the last broken edit, what can wait', () => {
    reloaded(core, 'agents/a', 1);
    refused(core, 'agents/a', 1);
    refused(core, 'agents/b', null);
    held(core, ['agents/a']);
    core.append('watch.degraded', 'watch', { path: 'models', reason: 'no handles', fallback: 'looked at every 2 s' });
    core.append('root.lost', 'watch', { root: '/home/me/desk' });
    expect(needsOf(core.state()).map(({ id }) => id)).toEqual([
      'root',
      'agents/b',
      'agents/a',
      'batch',
      'watch:models',
    ]);
  });

  test('keeps the chosen one selected while it lasts, and goes to the first when it is gone', () => {
    refused(core, 'agents/a', null);
    refused(core, 'agents/b', null);
    expect(selectedNeed(needsOf(core.state()), 'agents/a')?.id).toBe('agents/a');
    reloaded(core, 'agents/a', 1);
    expect(selectedNeed(needsOf(core.state()), 'agents/a')?.id).toBe('agents/b');
  });
});

test('a refused edit shows message, place, frame, what keeps serving, and leads to its line', async () => {
  reloaded(core, 'agents/a', 41);
  refused(core, 'agents/a', 41);
  const screen = await showOverview();
  const need = within(screen.getByTestId('need-agents/a'));
  expect(need.getByText('agents/a.yaml:12:8')).toBeTruthy();
  expect(need.getByText('limits.max')).toBeTruthy();
  expect(need.getByText('max: 8k', { trim: true })).toBeTruthy();
  expect(need.getByText('v41 keeps serving')).toBeTruthy();
  fireEvent.click(need.getByRole('button', { name: /Open at line 12/ }));
  expect(uiStore.getState()).toMatchObject({
    view: 'definitions',
    definitionFocus: { id: 'agents/a', pane: 'text', line: 12 },
  });
});

test('a new file that never loaded says that nothing serves, and offers nothing to restore', async () => {
  refused(core, 'agents/new', null);
  const screen = await showOverview();
  const need = within(screen.getByTestId('need-agents/new'));
  expect(need.getByText('nothing serves')).toBeTruthy();
  expect(need.queryByTestId('need-restore')).toBeNull();
});

test('a repaired definition leaves the list by itself', async () => {
  reloaded(core, 'agents/a', 1);
  refused(core, 'agents/a', 1);
  const screen = await showOverview();
  expect(screen.getByTestId('need-agents/a')).toBeTruthy();
  reloaded(core, 'agents/a', 2);
  await waitFor(() => expect(screen.queryByTestId('need-agents/a')).toBeNull(), LONG);
});

test('the keys of a list move, and Ctrl Enter does what the filled button says', async () => {
  refused(core, 'agents/a', null);
  refused(core, 'agents/b', null);
  const screen = await showOverview();
  expect(screen.getByTestId('need-agents/b').getAttribute('aria-current')).toBe('true');
  fireEvent.keyDown(document.body, { key: 'j' });
  expect(screen.getByTestId('need-agents/a').getAttribute('aria-current')).toBe('true');
  fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
  expect(uiStore.getState().selection.definitions).toBe('agents/a');
});

test('a held batch shows its plan per kind and is applied, in part, or discarded after a question', async () => {
  for (const id of ['agents/a', 'agents/b', 'models/c']) reloaded(core, id, 1);
  held(core, ['agents/a', 'agents/b', 'models/c']);
  const calls: unknown[] = [];
  const position = `${core.state().epoch}:${core.state().seq}`;
  for (const name of ['batch.apply', 'batch.discard']) {
    core.answers.set(name, (input) => {
      calls.push([name, input]);
      return { actionId: 'a1', outcome: 'done', result: { applied: [], left: [], discarded: [] }, position };
    });
  }
  const screen = await showOverview();
  const card = within(screen.getByTestId('batch-card'));
  expect(screen.getByText(/main → feat\/rerank/)).toBeTruthy();
  expect(card.getAllByRole('row').map((row) => row.textContent)).toEqual([
    'kindchangedaddedremovedwhat applying does',
    'agents2002 used from the next call',
    'models1001 used from the next call',
  ]);
  fireEvent.click(card.getByTestId('batch-apply'));
  await waitFor(() => expect(calls).toEqual([['batch.apply', { batchId: 'b1' }]]), LONG);

  fireEvent.click(card.getByTestId('batch-apply-some'));
  fireEvent.click(await screen.findByRole('checkbox', { name: /models\/c/ }));
  fireEvent.click(screen.getByTestId('apply-some-yes'));
  await waitFor(() => expect(calls.at(-1)).toEqual(['batch.apply', { batchId: 'b1', only: ['models/c'] }]), LONG);

  fireEvent.click(card.getByTestId('batch-discard'));
  expect(calls).toHaveLength(2);
  fireEvent.click(await screen.findByTestId('confirm-yes'));
  await waitFor(() => expect(calls.at(-1)).toEqual(['batch.discard', { batchId: 'b1' }]), LONG);
});

test('acts are off without a connection, and come back with it', async () => {
  reloaded(core, 'agents/a', 1);
  held(core, ['agents/a']);
  const screen = await showOverview();
  const apply = () => screen.getByTestId('batch-apply').getAttribute('aria-disabled');
  expect(apply()).toBeNull();
  core.listens = false;
  core.cut();
  await connectionIs('disconnected');
  await waitFor(() => expect(apply()).toBe('true'), LONG);
  core.listens = true;
  await waitFor(() => expect(apply()).toBeNull(), LONG);
});

test('when nothing needs anybody, everything that is loaded is shown, worst first', async () => {
  reloaded(core, 'agents/a', 1);
  reloaded(core, 'agents/b', 1);
  core.append('definition.pinned', 'definition:agents/b', { version: 1, hash: 'x' });
  expect(boardOrder(core.state().definitions)).toEqual(['agents/b', 'agents/a']);
  const screen = await showOverview();
  expect(screen.getByText(/Nothing needs you/)).toBeTruthy();
  expect(screen.getByTitle('agents/b').textContent).toContain('pinned');
});

test('what was deployed stands before what is loaded, with its state, and leads to it', async () => {
  reloaded(core, 'agents/a', 1);
  declared(core, 'web');
  became(core, 'web', 'running');
  declared(core, 'idle', { enabled: false });
  const screen = await showOverview();
  expect(screen.getByText(/1 component deployed, 1 definition, worst first/)).toBeTruthy();
  const web = await screen.findByTestId('board-web');
  expect(web.textContent).toBe('webrunning');
  expect(web.compareDocumentPosition(screen.getByTitle('agents/a'))).toBe(Node.DOCUMENT_POSITION_FOLLOWING);
  expect(screen.queryByTestId('board-idle')).toBeNull();
  expect(screen.queryByText('Deploy something')).toBeNull();
  became(core, 'web', 'waiting');
  await waitFor(() => expect(web.textContent).toBe('webwaiting'), LONG);
  fireEvent.click(web);
  expect(uiStore.getState()).toMatchObject({ view: 'components' });
  expect(uiStore.getState().selection['components']).toBe('web');
});

test('first steps name a deploy while components are declared and none was deployed', async () => {
  reloaded(core, 'agents/a', 1);
  declared(core, 'idle', { enabled: false });
  const screen = await showOverview();
  expect(await screen.findByText('Deploy something')).toBeTruthy();
  declared(core, 'web');
  await waitFor(() => expect(screen.queryByText('Deploy something')).toBeNull(), LONG);
});

test('an empty workspace teaches the first definition', async () => {
  const screen = await showOverview();
  expect(await screen.findByRole('button', { name: /New definition/ })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: /New definition/ }));
  expect(uiStore.getState().definitionFocus).toMatchObject({ id: 'agents/', pane: 'create' });
});
