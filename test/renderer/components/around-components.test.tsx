import { fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { App } from '../../../renderer/app.tsx';
import { setChecked } from '../../../renderer/features/components/checked-store.ts';
import { setPreview } from '../../../renderer/features/components/preview-store.ts';
import { setShape } from '../../../renderer/features/components/shape-store.ts';
import { actItems } from '../../../renderer/features/palette/palette-items.ts';
import { toastStore } from '../../../renderer/stores/toast-store.ts';
import { showView, uiStore } from '../../../renderer/stores/ui-store.ts';
import { actionRows } from '../../../shared/actions/all.ts';
import { tableGet } from '../../../shared/table.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { caughtUp, connectPage, show } from '../page.tsx';
import { became } from './facts.ts';
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

const toasts = () => toastStore.getState().toasts.map(({ text }) => text);

describe('around the screen', () => {
  test('rail, strip and Overview tell what is wrong, and lead to it', async () => {
    leave = connectPage(core);
    const screen = await show(core, <App />);
    expect(screen.getByTestId('rail-components').textContent).toContain('4');
    expect(screen.getByTestId('strip-up').textContent).toContain('7 up');
    await screen.findByTestId('need-component:api', {}, LONG);
    expect(screen.getByTestId('need-component:api').textContent).toContain('pool exhausted');
    fireEvent.click(screen.getByTestId('strip-failing'));
    await waitFor(() => expect(uiStore.getState()).toMatchObject({ view: 'components' }), LONG);
    expect(uiStore.getState().filters.components).toBe('group:failing');
  });

  test('a leftover process is adopted, or killed after a question', async () => {
    answerAct('orphan.kill', null, { decision: 'gone' });
    leave = connectPage(core);
    const screen = await show(core, <App />);
    const need = within(await screen.findByTestId('need-orphan:4711:77', {}, LONG));
    fireEvent.click(need.getByTestId('kill-4711'));
    expect(acts).toEqual([]);
    fireEvent.click(await screen.findByTestId('confirm-yes', {}, LONG));
    await waitFor(() => expect(toasts()).toEqual(['Process 4711 had ended by itself']), LONG);
    expect(acts).toEqual([{ name: 'orphan.kill', input: { pid: 4711, startTime: '77' } }]);
  });

  test('a need leaves Overview when it is mended', async () => {
    leave = connectPage(core);
    const screen = await show(core, <App />);
    await screen.findByTestId('need-component:indexer', {}, LONG);
    became(core, 'indexer', 'running', { from: 'starting' });
    await caughtUp(core);
    await waitFor(() => expect(screen.queryByTestId('need-component:indexer')).toBeNull(), LONG);
  });

  test('the palette acts on the selected component, and asks before it takes anything down', () => {
    const context = {
      selected: null,
      component: tableGet(core.state().components, 'mail-out') ?? null,
      loaded: null,
      isPinned: false,
      heldCount: 0,
      isTrusted: true,
      isHeldElsewhere: false,
    };
    const items = actItems(context, () => undefined);
    expect(items.find(({ id }) => id === 'act-component.redeploy')).toMatchObject({ label: 'Redeploy mail-out' });
    for (const { does, off } of items) {
      if (does.sort === 'act' && off === undefined) expect(actionRows[does.name].destructive, does.name).toBe(false);
    }
  });

  test('key 3 shows the components', async () => {
    leave = connectPage(core);
    const screen = await show(core, <App />);
    showView('overview');
    fireEvent.keyDown(window, { key: '3' });
    await screen.findByTestId('screen-components', {}, LONG);
  });
});
