import { act, cleanup, fireEvent, renderHook, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ReloadsScreen } from '../../../renderer/features/reloads/reloads-screen.tsx';
import { useReloadList } from '../../../renderer/features/reloads/use-reload-list.ts';
import { uiStore } from '../../../renderer/stores/ui-store.ts';
import { draw, eventually, type FakeCore, startFakeCore } from '../definitions/fake-core.tsx';
import { EPOCH, makeEvent, refusedBody, reloadedBody } from './events.ts';

const settled = makeEvent(2, 'file.settled', 'file:agents/scout.yaml', {
  path: 'agents/scout.yaml',
  change: 'update',
  hash: 'h9',
  size: 1,
  mtime: 1,
  rawCount: 2,
  ms: 20,
  definition: 'agents/scout',
  role: 'definition',
});
const first = makeEvent(
  1,
  'definition.reloaded',
  'definition:agents/scout',
  reloadedBody({ version: 8, hash: 'h8', first: true }),
);
const reloaded = makeEvent(
  3,
  'definition.reloaded',
  'definition:agents/scout',
  reloadedBody({ diff: [{ path: 'options.temperature', old: 0.2, new: 0.7 }], fields: 1 }),
  { cause: `${EPOCH}:2` },
);
const refused = makeEvent(4, 'definition.refused', 'definition:tools/deploy', refusedBody());
const gap = makeEvent(5, 'journal.gap', 'journal:', { from: null, to: null, reason: 'disk-full' });
const events = [first, settled, reloaded, refused, gap];
const chain = { causes: [settled], event: reloaded, effects: [], older: false };

let core: FakeCore;
afterEach(async () => {
  cleanup();
  await core[Symbol.asyncDispose]();
});

async function show(): Promise<void> {
  core = await startFakeCore(events, {
    answers: {
      chain: ({ position }: { position: string }) =>
        position.endsWith(':2') ? { causes: [], event: settled, effects: [reloaded], older: true } : chain,
      diff: () => ({ changes: [{ path: 'options.temperature', old: 0.7, new: 0.2 }], fields: 1 }),
      'definition.rollback': () => ({ id: 'agents/scout', version: 10, path: 'agents/scout.yaml', hash: 'h8' }),
    },
  });
  draw(<ReloadsScreen />);
  await screen.findByTestId(`row-${EPOCH}:4`);
}

const rowIds = (): string[] => screen.getAllByTestId(/^row-/).map((row) => row.dataset['testid'] ?? '');
const typeFilter = (text: string): void =>
  void fireEvent.change(screen.getByPlaceholderText('Filter reloads'), { target: { value: text } });

describe('the screen of reloads', () => {
  it('shows what happened newest first, with words beside the shapes, and a ruler where history was cut', async () => {
    await show();
    expect(rowIds()).toEqual([5, 4, 3, 1].map((seq) => `row-${EPOCH}:${seq}`));
    expect(screen.getByTestId(`row-${EPOCH}:5`).textContent).toContain('history was cut here: the disk was full');
    const row = screen.getByTestId(`row-${EPOCH}:4`).textContent;
    expect(row).toContain('refused');
    expect(row).toContain('kept v8, still serving');
  });

  it('filters while somebody types, and keeps the last filter while a pattern is broken', async () => {
    await show();
    typeFilter('outcome:refused');
    await eventually(rowIds).toEqual([5, 4].map((seq) => `row-${EPOCH}:${seq}`));
    typeFilter('/dep(loy/');
    expect((await screen.findByText(/group/i)).textContent).not.toBe('');
    expect(rowIds()).toEqual([5, 4].map((seq) => `row-${EPOCH}:${seq}`));
  });

  it('narrows by a chip, and by the same chip back to all', async () => {
    await show();
    fireEvent.click(screen.getByTestId('chip-refused'));
    expect(uiStore.getState().filters.reloads).toBe('outcome:refused');
    expect(screen.getByTestId('chip-refused').getAttribute('aria-pressed')).toBe('true');
    fireEvent.click(screen.getByTestId('chip-refused'));
    expect(uiStore.getState().filters.reloads).toBe('');
  });

  it('goes to the next failure by its key, with message, place, frame, hint and what keeps serving', async () => {
    await show();
    fireEvent.keyDown(document.body, { key: 'n' });
    const inspector = await screen.findByTestId('inspector');
    expect(uiStore.getState().selection.reloads).toBe(`${EPOCH}:4`);
    for (const text of ['a value is missing', 'agents/scout.yaml:3:7', 'b: [', 'Write one.', 'kept v8']) {
      expect(inspector.textContent).toContain(text);
    }
  });

  it('explains a reload: its cause first, the event itself marked, and every changed field', async () => {
    await show();
    fireEvent.click(screen.getByTestId(`row-${EPOCH}:3`));
    const why = within(await screen.findByTestId('cause-chain'));
    const cause = await why.findByText(/agents\/scout.yaml settled/);
    expect(cause.textContent).toContain('2 writes merged');
    expect(why.getAllByRole('listitem').map((line) => line.getAttribute('aria-current'))).toEqual([null, 'true']);
    expect(screen.getByText('options.temperature')).toBeTruthy();
  });

  it('shows what a roll back changes before it does anything', async () => {
    await show();
    fireEvent.click(screen.getByTestId(`row-${EPOCH}:3`));
    fireEvent.click(await screen.findByTestId('reload-rollback'));
    const preview = await screen.findByTestId('rollback-preview');
    await within(preview).findByText('options.temperature');
    expect(core.inputs('diff')).toEqual([{ id: 'agents/scout', from: 9, to: 8 }]);
    expect(core.inputs('definition.rollback')).toEqual([]);
    fireEvent.click(screen.getByTestId('confirm-yes'));
    await eventually(() => core.inputs('definition.rollback')).toEqual([
      { id: 'agents/scout', version: 8, how: 'pin' },
    ]);
  });

  it('says why nothing can be rolled back while nothing is connected', async () => {
    await show();
    fireEvent.click(screen.getByTestId(`row-${EPOCH}:3`));
    await core.disconnect();
    const button = await screen.findByTestId('reload-rollback');
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.title).toBe('not connected');
  });

  it('explains an event that is not in the list, as a link may name one', async () => {
    await show();
    act(() => uiStore.setState({ selection: { ...uiStore.getState().selection, reloads: `${EPOCH}:2` } }));
    expect(await screen.findByRole('heading', { name: 'agents/scout.yaml settled' })).toBeTruthy();
    expect(screen.getByTestId('cause-chain').textContent).toContain('older than the journal');
    expect(screen.getByTestId('cause-chain').textContent).toContain('agents/scout reloaded');
  });
});

describe('the list away from its live edge', () => {
  it('stands still and counts what came, until the reader returns', async () => {
    core = await startFakeCore(events);
    const { result } = renderHook(() => useReloadList());
    await eventually(() => result.current.items.length).toBe(4);
    act(() => result.current.setLive(false));
    await core.emit(
      makeEvent(6, 'definition.removed', 'definition:agents/scout', { path: 'agents/scout.yaml', version: 9 }),
    );
    await eventually(() => result.current.newer).toBe(1);
    expect(result.current.items).toHaveLength(4);
    act(() => result.current.setLive(true));
    expect(result.current.newer).toBe(0);
    expect(result.current.items).toHaveLength(5);
  });
});
