import { fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setChecked } from '../../../renderer/features/components/checked-store.ts';
import { ComponentsScreen } from '../../../renderer/features/components/components-screen.tsx';
import { setPreview } from '../../../renderer/features/components/preview-store.ts';
import { setShape } from '../../../renderer/features/components/shape-store.ts';
import { toastStore } from '../../../renderer/stores/toast-store.ts';
import { select, uiStore } from '../../../renderer/stores/ui-store.ts';
import { actionRows } from '../../../shared/actions/all.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { connectionIs, connectPage, show } from '../page.tsx';
import { answerDesk, desk } from './scenario.ts';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
let acts: { name: string; input: unknown }[];
beforeEach(() => {
  core = fakeCore();
  desk(core);
  answerDesk(core);
  acts = [];
});
afterEach(() => {
  leave();
  setShape('table');
  setChecked([]);
  setPreview(null);
});

/** Answers an act with what it observed. */
function answerAct(name: string, steps: readonly object[] | null, result: object = {}): void {
  core.answers.set(name, (input) => {
    acts.push({ name, input });
    const position = `${EPOCH}:${core.state().seq}`;
    return { actionId: 'a1', outcome: 'done', result: steps === null ? result : { steps }, position };
  });
}

async function showComponents(name: string | null = null) {
  leave = connectPage(core);
  if (name !== null) select('components', name);
  const screen = await show(core, <ComponentsScreen />);
  return screen;
}

const toasts = () => toastStore.getState().toasts.map(({ text }) => text);

describe('an act', () => {
  test('on one component is done at once, and the toast says what was observed', async () => {
    answerAct('component.redeploy', [{ name: 'worker', from: 'running', to: 'running' }]);
    const screen = await showComponents('worker');
    fireEvent.click(await screen.findByTestId('inspector-redeploy', {}, LONG));
    await waitFor(() => expect(toasts()).toEqual(['worker is running']), LONG);
    expect(acts).toEqual([{ name: 'component.redeploy', input: { names: ['worker'], scope: 'only' } }]);
  });

  test('with what depends on it is previewed in order, numbered in the graph, and named by its count', async () => {
    answerAct('component.redeploy', []);
    setShape('graph');
    const screen = await showComponents('api');
    await screen.findByTestId('node-gateway', {}, LONG);
    fireEvent.keyDown(window, { key: 'R', shiftKey: true });
    fireEvent.click(await screen.findByTestId('scope-dependents', {}, LONG));
    const preview = await screen.findByTestId('plan-preview', {}, LONG);
    await within(preview).findByText('gateway', {}, LONG);
    expect(
      within(preview)
        .getAllByRole('listitem')
        .map((item) => item.textContent),
    ).toEqual([
      '1degradedapistop, then start, about 3 s',
      '2startinggatewaystop, then start, under 1 s',
      '3runningwebstop, then start',
      'legacy-sync is left as it is: undeployed by hand.',
    ]);
    expect(screen.getByTestId('plan-time').textContent).toBe(
      'Ready in about 4 s, from 5 runs of each; 1 other never ran here.',
    );
    expect(screen.getByTestId('node-web').textContent).toContain('step 3');
    const run = screen.getByTestId('plan-run');
    expect(run.textContent).toContain('Redeploy 3');
    fireEvent.click(run);
    await waitFor(
      () =>
        expect(acts).toEqual([
          {
            name: 'component.redeploy',
            input: { names: ['api'], scope: 'dependents', planId: 'plan-redeploy-dependents' },
          },
        ]),
      LONG,
    );
    await waitFor(() => expect(screen.getByTestId('node-web').textContent).not.toContain('step'), LONG);
  });

  test('that takes down what others need is asked about, says who, and can be forced or undone', async () => {
    answerAct('component.undeploy', [{ name: 'db', from: 'running', to: 'stopped' }]);
    answerAct('component.deploy', [{ name: 'db', from: 'stopped', to: 'running' }]);
    const screen = await showComponents('db');
    fireEvent.click(await screen.findByTestId('inspector-undeploy', {}, LONG));
    const hurt = await screen.findByTestId('plan-hurt', {}, LONG);
    expect(hurt.textContent).toBe('api, gateway, scheduler, web, worker need it and are up.');
    expect(acts).toEqual([]);
    const run = screen.getByTestId('plan-run');
    await waitFor(() => expect(run.textContent).toContain('Undeploy 1 anyway'), LONG);
    fireEvent.click(run);
    await waitFor(() => expect(toasts()).toEqual(['db is stopped']), LONG);
    expect(acts).toMatchObject([{ input: { names: ['db'], scope: 'only', force: true } }]);
    toastStore.getState().toasts[0]?.action?.run();
    await waitFor(
      () => expect(acts.at(-1)).toEqual({ name: 'component.deploy', input: { names: ['db'], scope: 'only' } }),
      LONG,
    );
  });

  test('that failed in part names the first failure and stays', async () => {
    const error = { code: 'START_DEADLINE', message: 'worker was not ready in time.', hint: '', retryable: true };
    answerAct('component.redeploy', [{ name: 'worker', from: 'running', to: 'failed', error }]);
    const screen = await showComponents('worker');
    fireEvent.click(await screen.findByTestId('inspector-redeploy', {}, LONG));
    await waitFor(() => expect(toasts()).toEqual(['worker not redeployed']), LONG);
    expect(toastStore.getState().toasts[0]).toMatchObject({ tone: 'bad' });
  });

  test('on several acts on what is checked and listed, never on what the filter hides', async () => {
    setChecked(['db', 'api', 'mailer']);
    const screen = await showComponents();
    uiStore.setState(({ filters }) => ({ filters: { ...filters, components: 'group:running' } }));
    await waitFor(() => expect(screen.getByTestId('checked-count').textContent).toContain('1 checked'), LONG);
    uiStore.setState(({ filters }) => ({ filters: { ...filters, components: '' } }));
    await waitFor(() => expect(screen.getByTestId('checked-count').textContent).toContain('3 checked'), LONG);
  });

  test('on all is never done without its preview', async () => {
    answerAct('component.deploy', []);
    const screen = await showComponents();
    fireEvent.click(await screen.findByTestId('bar-deploy', {}, LONG));
    const run = await screen.findByTestId('plan-run', {}, LONG);
    expect(acts).toEqual([]);
    await waitFor(() => expect(run.textContent).toMatch(/Deploy \d+/), LONG);
  });

  test('no bare letter starts anything', async () => {
    const screen = await showComponents('api');
    await screen.findByTestId('inspector', {}, LONG);
    for (const key of 'abcdefhilmnopqrstuvwxyz') fireEvent.keyDown(window, { key });
    expect(core.frames.filter((frame) => frame.t === 'call' && !actionRows[frame.name as 'runs'].reads)).toEqual([]);
    expect(screen.queryByTestId('plan-preview')).toBeNull();
  });
});

test('what components use is asked for only while the table is looked at', async () => {
  const wants = () => core.frames.flatMap((frame) => (frame.t === 'gauges' ? [frame.want ?? []] : []));
  await showComponents();
  await waitFor(() => expect(wants().at(-1)).toEqual(['usage']), LONG);
  setShape('graph');
  await waitFor(() => expect(wants().at(-1)).toEqual([]), LONG);
});

test('a process that is suspended is told, for as long as it is', async () => {
  const screen = await showComponents('worker');
  await screen.findByTestId('inspector', {}, LONG);
  expect(screen.queryByTestId('suspended')).toBeNull();
  core.send({ t: 'gauge', values: { usage: { worker: { cpu: 0, memory: 1, suspended: 4711 } } } });
  const note = await screen.findByTestId('suspended', {}, LONG);
  expect(note.textContent).toBe('Process 4711 is suspended. Let it go on: kill -CONT 4711. A debugger may hold it.');
  core.send({ t: 'gauge', values: { usage: { worker: { cpu: 0, memory: 1 } } } });
  await waitFor(() => expect(screen.queryByTestId('suspended')).toBeNull(), LONG);
});

describe('the inspector', () => {
  test('shows a crash with its end, phase, last error output, difference and ways out', async () => {
    const screen = await showComponents('indexer');
    const card = within(await screen.findByTestId('crash-indexer', {}, LONG));
    await card.findByText('exit code 1 after 8.20 s', {}, LONG);
    await card.findByText(/ConnectionError: vector-store:6333 refused/, {}, LONG);
    await card.findByText(
      'descriptor v17 → v18 since run 2, which was healthy; of its start: 1 file, 2 variables',
      {},
      LONG,
    );
    await card.findByText('config.args[2]', {}, LONG);
    for (const [field, before, after] of [
      ['file /usr/bin/python3', '− /usr/bin/python3.11', '+ /usr/bin/python3.12'],
      ['variable BATCH', '− one value', '+ another value'],
      ['variable PYTHONPATH', 'not set', '+ is set'],
    ]) {
      const row = within(card.getByText(field ?? '').closest('tr') as HTMLElement);
      expect(row.getAllByRole('cell').map((cell) => cell.textContent)).toEqual([before, after]);
    }
    for (const id of ['crash-restart', 'crash-rollback', 'crash-open', 'crash-copy']) card.getByTestId(id);
  });

  test('shows a stop rung by rung with its processes, and kills only after a question', async () => {
    answerAct('run.killNow', null, { name: 'mail-out', state: 'stopped' });
    const screen = await showComponents('mail-out');
    const ladder = await screen.findByTestId('stop-ladder', {}, LONG);
    expect(
      within(ladder)
        .getAllByRole('listitem')
        .map((rung) => rung.dataset['place']),
    ).toEqual(['past', 'now', 'future', 'future']);
    await screen.findByText('sendmail -q15m', {}, LONG);
    fireEvent.click(screen.getByTestId('kill-now'));
    fireEvent.click(await screen.findByTestId('confirm-yes', {}, LONG));
    await waitFor(() => expect(acts).toEqual([{ name: 'run.killNow', input: { runId: 'mail-out-1' } }]), LONG);
  });

  test('shows what is wanted by hand beside what is, and follows the file on request', async () => {
    answerAct('component.followFile', null, { name: 'legacy-sync', state: 'running' });
    const screen = await showComponents('legacy-sync');
    expect((await screen.findByTestId('component-desired', {}, LONG)).textContent).toBe(
      'down, undeployed by hand; code says enabled',
    );
    expect(screen.getByTestId('component-escaped').textContent).toContain('1 process may have escaped');
    fireEvent.click(screen.getByTestId('follow-file'));
    await waitFor(() => expect(acts).toEqual([{ name: 'component.followFile', input: { name: 'legacy-sync' } }]), LONG);
  });

  test('shows a change that waits, and applies it on request', async () => {
    core.append('component.pending', 'component:worker', { pending: { calls: 1 } });
    answerAct('component.applyNow', null, { name: 'worker', state: 'running' });
    const screen = await showComponents('worker');
    const pending = await screen.findByTestId('component-pending', {}, LONG);
    expect(pending.textContent).toContain('Will apply when idle: 1 call left.');
    fireEvent.click(screen.getByTestId('apply-now'));
    await waitFor(() => expect(toasts()).toEqual(['worker: the change is applied']), LONG);
  });

  test('leads from what waits to what is waited for', async () => {
    const screen = await showComponents('rerank');
    const waits = within(await screen.findByTestId('waiting-on', {}, LONG));
    fireEvent.click(waits.getByText('indexer'));
    await screen.findByTestId('crash-indexer', {}, LONG);
  });

  test('compares the descriptor field by field where it differs', async () => {
    core.append('component.declared', 'component:worker', {
      type: 'process',
      definition: null,
      version: 15,
      hash: '2'.repeat(64),
      enabled: true,
      dependsOn: {},
    });
    const screen = await showComponents('worker');
    fireEvent.click(await screen.findByText('which fields differ', {}, LONG));
    await screen.findByText('memory', {}, LONG);
    await screen.findByText('+ 1GiB', {}, LONG);
  });

  test('of a component that went away says so', async () => {
    const screen = await showComponents('metrics');
    await screen.findByTestId('component-state', {}, LONG);
    core.append('component.forgotten', 'component:metrics', {});
    await screen.findByText('There is no such component now.', {}, LONG);
  });
});

test('without a connection nothing is claimed and nothing can be done', async () => {
  const screen = await showComponents('api');
  await screen.findByTestId('component-state', {}, LONG);
  core.listens = false;
  core.cut();
  await connectionIs('disconnected');
  await waitFor(() => expect(screen.getByTestId('component-state').textContent).toBe('last known: degraded'), LONG);
  expect(screen.getByTestId('inspector-redeploy').getAttribute('title')).toBe('not connected');
  fireEvent.click(screen.getByTestId('inspector-redeploy-more'));
  expect(screen.queryByTestId('plan-preview')).toBeNull();
});
