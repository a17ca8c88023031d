import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { FolderPicker } from '../../../renderer/features/workspaces/folder-picker.tsx';
import { fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
let leave = () => {};
afterEach(() => leave());

test('a folder is found by walking, opened, and then shown instead', async () => {
  const core = fakeCore();
  core.answers.set('folders', (input) => {
    const path = (input as { path?: string }).path ?? '/home/me';
    return {
      path,
      parent: path === '/home/me' ? null : '/home/me',
      folders: path === '/home/me' ? ['desk', 'shop'] : [],
    };
  });
  const opened: unknown[] = [];
  core.answers.set('workspace.open', (input) => {
    opened.push(input);
    const result = { id: 'w2', root: '/home/me/shop', name: 'shop', trusted: false, readOnly: null };
    return { actionId: 'a', outcome: 'done', result, position: `${core.state().epoch}:1` };
  });
  leave = connectPage(core);
  let closed = false;
  await show(
    core,
    <FolderPicker
      onClose={() => {
        closed = true;
      }}
    />,
  );
  fireEvent.click(await screen.findByRole('button', { name: 'shop' }));
  expect(await screen.findByText('No folders in here.')).toBeTruthy();
  fireEvent.click(screen.getByTestId('open-folder-yes'));
  await waitFor(() => expect(closed).toBe(true), LONG);
  expect(opened).toEqual([{ path: '/home/me/shop' }]);
  await waitFor(() => {
    const hello = core.frames.filter((frame) => frame.t === 'hello').at(-1);
    expect(hello).toMatchObject({ workspace: 'w2' });
  }, LONG);
});

test('a folder that cannot be opened says why, and the question stays', async () => {
  const core = fakeCore();
  core.answers.set('folders', () => ({ path: '/home/me', parent: null, folders: [] }));
  core.answers.set('workspace.open', () => {
    throw { code: 'NOT_FOUND', message: '/x is not a folder.', hint: 'Check the name.', retryable: false };
  });
  leave = connectPage(core);
  await show(core, <FolderPicker onClose={() => {}} />);
  await screen.findByText('No folders in here.');
  fireEvent.click(screen.getByTestId('open-folder-yes'));
  expect(await screen.findByText('/x is not a folder.')).toBeTruthy();
  expect(screen.getByText('Check the name.')).toBeTruthy();
});
