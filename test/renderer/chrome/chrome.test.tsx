import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppKeys } from '../../../renderer/features/chrome/app-keys.tsx';
import { Banners } from '../../../renderer/features/chrome/banners.tsx';
import { Rail } from '../../../renderer/features/chrome/rail.tsx';
import { Strip } from '../../../renderer/features/chrome/strip.tsx';
import { TopBar } from '../../../renderer/features/chrome/top-bar.tsx';
import { Palette } from '../../../renderer/features/palette/palette.tsx';
import { WorkspaceMenu } from '../../../renderer/features/workspaces/workspace-menu.tsx';
import { tellFailure } from '../../../renderer/stores/toast-store.ts';
import { uiStore } from '../../../renderer/stores/ui-store.ts';
import { AppError } from '../../../shared/errors.ts';
import { held, refused, reloaded } from '../facts.ts';
import { type FakeCore, fakeCore } from '../fake-core.ts';
import { connectionIs, connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  leave = connectPage(core);
});
afterEach(() => leave());

test('counts in the strip narrow the list of definitions', async () => {
  reloaded(core, 'agents/a', 1);
  refused(core, 'agents/a', 1);
  await show(core, <Strip />);
  const count = screen.getByTestId('strip-refused');
  expect(count.textContent).toBe('1 refused');
  fireEvent.click(count);
  expect(uiStore.getState()).toMatchObject({ view: 'definitions', filters: { definitions: 'state:refused' } });
});

test('the strip shows no count of nothing', async () => {
  reloaded(core, 'agents/a', 1);
  await show(core, <Strip />);
  expect(screen.queryByTestId('strip-refused')).toBeNull();
  expect(screen.queryByTestId('strip-held')).toBeNull();
});

test('the rail tells how many things wait and what is wrong in each kind', async () => {
  reloaded(core, 'agents/a', 1);
  refused(core, 'models/b', null);
  held(core, ['agents/a']);
  await show(core, <Rail />);
  expect(screen.getByTestId('rail-overview').textContent).toContain('2');
  expect(screen.getByRole('img', { name: '1 refused' })).toBeTruthy();
  expect(screen.getByRole('img', { name: '1 held' })).toBeTruthy();
  fireEvent.click(screen.getByText('models'));
  expect(uiStore.getState().filters.definitions).toBe('kind:models');
});

test('a disconnect is said with its time and a way to try again, and goes when it is over', async () => {
  await show(core, <Banners />);
  expect(screen.queryByTestId('banner-disconnected')).toBeNull();
  core.listens = false;
  core.cut();
  expect((await screen.findByTestId('banner-disconnected', {}, LONG)).textContent).toContain('last known at');
  core.listens = true;
  fireEvent.click(screen.getByTestId('retry'));
  await waitFor(() => expect(screen.queryByTestId('banner-disconnected')).toBeNull(), LONG);
});

test('a page without a valid token says what to do', async () => {
  core.refuses = true;
  core.cut();
  await connectionIs('refused');
  render(<Banners />);
  expect(screen.getByTestId('banner-refused').textContent).toContain('no valid token');
});

test('a workspace that is only looked at asks once before it is trusted', async () => {
  core.append('workspace.changed', 'workspace:w1', { trusted: false, readOnly: null });
  const calls: unknown[] = [];
  core.answers.set('workspace.trust', (input) => {
    calls.push(input);
    const { seq } = core.append('workspace.changed', 'workspace:w1', { trusted: true, readOnly: null });
    const result = { id: 'w1', root: '/home/me/desk', name: 'desk', trusted: true, readOnly: null };
    return { actionId: 'a', outcome: 'done', result, position: `${core.state().epoch}:${seq}` };
  });
  await show(core, <Banners />);
  fireEvent.click(screen.getByTestId('trust'));
  expect(calls).toEqual([]);
  fireEvent.click(await screen.findByTestId('confirm-yes'));
  await waitFor(() => expect(screen.queryByTestId('banner-trust')).toBeNull(), LONG);
  expect(calls).toEqual([{ decision: 'trust' }]);
});

test('a workspace held elsewhere names its holder, a journal in memory says so', async () => {
  core.append('workspace.changed', 'workspace:w1', { trusted: true, readOnly: 'process 7' });
  core.append('journal.gap', 'journal', { from: null, to: null, reason: 'disk-full', detail: 'no space left' });
  await show(core, <Banners />);
  expect(screen.getByTestId('banner-read-only').textContent).toContain('process 7');
  expect(screen.getByTestId('banner-journal').textContent).toContain('no space left');
});

test('a failure stays in the strip and opens in full', async () => {
  await show(core, <Strip />);
  tellFailure('Not applied', new AppError('STALE', 'it changed meanwhile', { hint: 'look again' }));
  fireEvent.click(await screen.findByText('details'));
  expect(await screen.findByText('look again')).toBeTruthy();
});

test('keys switch screens and open the palette, which goes to a definition', async () => {
  reloaded(core, 'agents/scout', 3);
  await show(
    core,
    <>
      <AppKeys />
      <Palette />
    </>,
  );
  fireEvent.keyDown(document.body, { key: '2' });
  expect(uiStore.getState().view).toBe('reloads');
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const box = await screen.findByTestId('palette-input');
  fireEvent.change(box, { target: { value: '@scout' } });
  await screen.findByTestId('palette-definition-agents/scout');
  fireEvent.keyDown(box, { key: 'Enter' });
  expect(uiStore.getState()).toMatchObject({
    view: 'definitions',
    selection: { definitions: 'agents/scout' },
    dialog: null,
  });
});

test('the top bar names the workspace, where it lies and what git has checked out', async () => {
  core.append('watch.started', 'watch', { root: '/home/me/desk', backend: 'native', dirs: 3, files: 4, ms: 5 });
  await show(core, <TopBar menu={<WorkspaceMenu />} bell={null} />);
  core.send({ t: 'gauge', values: { gitHead: 'refs/heads/feat/rerank' } });
  expect(await screen.findByText('feat/rerank')).toBeTruthy();
  expect(screen.getByText('desk')).toBeTruthy();
  expect(screen.getByTestId('watch-indicator').textContent).toContain('watching 3 folders');
});
