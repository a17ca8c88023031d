import { afterEach, beforeEach, expect, test } from 'vitest';
import { JobsScreen } from '../../../renderer/features/jobs/jobs-screen.tsx';
import { type FakeCore, fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
const TOOL = {
  ...{ id: 'tools/desk', name: 'desk', version: '1.0.0', path: 'tools/desk.json', definitionVersion: 1, commands: [] },
};
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  leave = connectPage(core);
});
afterEach(() => leave());

test.each([
  ['with tools', [TOOL]],
  ['without any', []],
])('jobs that could not be asked for are not said to be none, %s', async (_, tools) => {
  core.answers.set('tools', () => ({ tools }));
  core.answers.set('jobs', () => {
    throw { code: 'INTERNAL', message: 'The history cannot be read.', hint: '', retryable: true };
  });
  const screen = await show(core, <JobsScreen />);
  await screen.findByText('The history cannot be read.', {}, LONG);
  expect(screen.queryByText('No job ran yet.')).toBeNull();
});

test('where no job ran, that is said', async () => {
  core.answers.set('tools', () => ({ tools: [TOOL] }));
  core.answers.set('jobs', () => ({ jobs: [], next: null }));
  const screen = await show(core, <JobsScreen />);
  await screen.findByText('No job ran yet.', {}, LONG);
});
