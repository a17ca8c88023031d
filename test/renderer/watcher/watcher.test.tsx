import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { WatcherScreen } from '../../../renderer/features/watcher/watcher-screen.tsx';
import { fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';

let leave = () => {};
afterEach(() => leave());

test('the watcher tells its health, and why a path did not reload', async () => {
  const core = fakeCore();
  core.answers.set('watchHealth', () => ({
    backend: 'polling',
    root: '/home/me/desk',
    rootPresent: true,
    dirs: 7,
    limits: { maxUserWatches: 100, inUse: 90 },
    degraded: [{ path: 'models', reason: 'no handles', fallback: 'looked at every 2 s' }],
  }));
  core.answers.set('explain', (input) => ({
    path: (input as { path: string }).path,
    watched: false,
    why: 'It is ignored by drafts/**.',
    ignoredBy: 'drafts/**',
    raw: [{ at: 1_700_000_000_000, event: 'change' }],
    dirty: false,
  }));
  leave = connectPage(core);
  await show(core, <WatcherScreen />);
  expect(await screen.findByText('polling')).toBeTruthy();
  expect(screen.getByText(/close to the limit/)).toBeTruthy();
  expect(screen.getByText(/no handles; looked at every 2 s/)).toBeTruthy();
  fireEvent.change(screen.getByTestId('explain-path'), { target: { value: 'drafts/x.yaml' } });
  fireEvent.click(screen.getByTestId('explain'));
  const answer = await screen.findByTestId('explanation');
  expect(answer.textContent).toContain('Not watched');
  expect(answer.textContent).toContain('It is ignored by drafts/**.');
});
