import { fireEvent, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { droppedFile } from '../../../renderer/features/watcher/dropped-file.ts';
import { WatcherScreen } from '../../../renderer/features/watcher/watcher-screen.tsx';
import type { ExplanationAnswer, RunningHealth } from '../../../shared/actions/watch-answers.ts';
import { fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';

let leave = () => {};
afterEach(() => leave());

const HEALTH: RunningHealth = {
  backend: 'polling',
  root: '/home/me/desk',
  rootPresent: true,
  dirs: 7,
  files: 12,
  rawEvents: 0,
  merged: 3,
  dropped: 2,
  rescans: 1,
  restarts: 0,
  lastEventAt: null,
  lastRescan: { at: 1_700_000_000_000, reason: 'timer', ms: 12, found: 2 },
  degraded: [{ path: 'models', reason: 'no handles', fallback: 'looked at every 2 s' }],
  limits: { maxUserWatches: 100, inUse: 90, maxUserInstances: 128, instancesInUse: 1, maxPaths: 100_000 },
  queue: 0,
  blockedMs: 4,
  passedOver: [{ path: 'drafts/x.yaml', at: 1_700_000_000_000, ignoredBy: 'drafts/**' }],
  messages: 9,
};

function explained(path: string, more: Partial<ExplanationAnswer> = {}): ExplanationAnswer {
  return { path, watched: true, why: 'It is a definition of agents in agents/.', raw: [], dirty: false, ...more };
}

async function open(explain: (path: string) => ExplanationAnswer) {
  const core = fakeCore();
  core.answers.set('watchHealth', () => HEALTH);
  core.answers.set('explain', (input) => explain((input as { path: string }).path));
  leave = connectPage(core);
  await show(core, <WatcherScreen />);
  await screen.findByText('polling');
}

function askFor(path: string) {
  fireEvent.change(screen.getByTestId('explain-path'), { target: { value: path } });
  fireEvent.click(screen.getByTestId('explain'));
  return screen.findByTestId('explanation');
}

test('the watcher tells its health and its limits, and why a path did not reload', async () => {
  await open((path) => explained(path, { watched: false, why: 'It is ignored by drafts/**.' }));
  expect(screen.getByText('90 of 100')).toBeTruthy();
  expect(screen.getByText(/close to the limit: raise fs.inotify.max_user_watches/)).toBeTruthy();
  expect(screen.getByText('1 of 128')).toBeTruthy();
  expect(screen.getByText(/no handles; looked at every 2 s/)).toBeTruthy();
  const { textContent } = await askFor('drafts/x.yaml');
  expect(textContent).toContain('Not watched');
  expect(textContent).toContain('It is ignored by drafts/**.');
});

test('a path that was passed over lately is offered, and asking about it takes one click', async () => {
  await open((path) => explained(path, { watched: false, why: 'It is ignored by drafts/**.' }));
  fireEvent.click(screen.getByRole('button', { name: /drafts\/x\.yaml/ }));
  expect((await screen.findByTestId('explanation')).textContent).toContain('drafts/x.yaml');
});

test('what became of a file is told with the definition, its state and what serves', async () => {
  await open((path) =>
    explained(path, {
      became: { definition: 'agents/a', state: 'refused', version: 4, isOnDisk: false, fault: 'key `tool` is no list' },
      link: { says: '../shared/a.yaml', real: '/srv/shared/a.yaml' },
    }),
  );
  const { textContent } = await askFor('agents/a.yaml');
  expect(textContent).toContain('agents/a, refused: v4 serves, which differs from the disk');
  expect(textContent).toContain('key tool is no list');
  expect(textContent).toContain('/srv/shared/a.yaml');
});

test('a file of which the browser tells only the name is looked for by its name, and that is said', async () => {
  await open((path) => explained(path, path === 'a.yaml' ? { watched: false, elsewhere: ['agents/a.yaml'] } : {}));
  const dataTransfer = { files: [new File(['x'], 'a.yaml')], getData: () => '' };
  fireEvent.drop(screen.getByLabelText('Explain a path'), { dataTransfer });
  expect((await screen.findByTestId('explanation')).textContent).toContain('agents/a.yaml');
  expect(screen.getByText(/tells only the name a.yaml/)).toBeTruthy();
});

test('of several files with the dropped name one is chosen by hand', async () => {
  const elsewhere = ['agents/a.yaml', 'models/a.yaml'];
  await open((path) => explained(path, path === 'a.yaml' ? { watched: false, why: 'Not here.', elsewhere } : {}));
  const dataTransfer = { files: [new File(['x'], 'a.yaml')], getData: () => '' };
  fireEvent.drop(screen.getByLabelText('Explain a path'), { dataTransfer });
  fireEvent.click(await screen.findByRole('button', { name: 'models/a.yaml' }));
  expect(await screen.findByText('It is a definition of agents in agents/.')).toBeTruthy();
});

test('the desktop app tells where a dropped file lies; otherwise an address, a text, or the name alone', () => {
  const data = (files: File[], texts: Record<string, string> = {}) =>
    ({ files, getData: (type: string) => texts[type] ?? '' }) as unknown as DataTransfer;
  const file = new File(['x'], 'a.yaml');
  const inApp = droppedFile(data([file]), { pathOf: () => '/w/agents/a.yaml' });
  expect(inApp).toEqual({ path: '/w/agents/a.yaml', isNameOnly: false });
  expect(droppedFile(data([file], { 'text/uri-list': 'file:///w/a%20b.yaml' }), undefined)?.path).toBe('/w/a b.yaml');
  expect(droppedFile(data([], { 'text/plain': ' agents/a.yaml ' }), undefined)?.path).toBe('agents/a.yaml');
  expect(droppedFile(data([file]), undefined)).toEqual({ path: 'a.yaml', isNameOnly: true });
  expect(droppedFile(data([]), undefined)).toBeNull();
});
