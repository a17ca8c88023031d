import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { DefinitionsScreen } from '../../../renderer/features/definitions/definitions-screen.tsx';
import { selectToasts, toastStore } from '../../../renderer/stores/toast-store.ts';
import { openDefinition, select, uiStore } from '../../../renderer/stores/ui-store.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Capability } from '../../../shared/rpc.ts';
import { makeEvent, refusedBody, reloadedBody } from '../reloads/events.ts';
import { saveByKey, shownText, typeText } from './editor.ts';
import { type Answers, draw, eventually, type FakeCore, startFakeCore } from './fake-core.tsx';

const loadScout = makeEvent(
  1,
  'definition.reloaded',
  'definition:agents/scout',
  reloadedBody({ version: 8, hash: 'h8' }),
);
const loadCoder = makeEvent(
  2,
  'definition.reloaded',
  'definition:agents/coder',
  reloadedBody({ path: 'agents/coder.yaml', version: 3, hash: 'c3' }),
);
const refuse = makeEvent(3, 'definition.refused', 'definition:agents/scout', refusedBody());
const events = [loadScout, loadCoder, refuse];
const file = { id: 'agents/scout', path: 'agents/scout.yaml', text: 'a: 1\nb: [\n', hash: 'bad', version: null };

let core: FakeCore;
afterEach(async () => {
  cleanup();
  await core[Symbol.asyncDispose]();
});

async function show(answers: Answers = {}, capabilities?: readonly Capability[]): Promise<void> {
  const given = { 'definition.read': () => file, ...answers };
  core = await startFakeCore(events, capabilities ? { answers: given, capabilities } : { answers: given });
  draw(<DefinitionsScreen />);
  await screen.findByTestId('row-agents/scout');
}

const press = (testId: string): void => void fireEvent.click(screen.getByTestId(testId));
const toasts = (): string[] => selectToasts(toastStore.getState()).map((toast) => toast.text);

async function openMenu(entry: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name: /More acts/ }));
  fireEvent.click(await screen.findByTestId(`menu-${entry}`));
}

describe('the screen of definitions', () => {
  it('puts what is refused first within its kind and shows its file beside what is loaded', async () => {
    await show();
    expect(screen.getAllByTestId(/^row-/).map((row) => row.dataset['testid'])).toEqual([
      'row-kind:agents',
      'row-agents/scout',
      'row-agents/coder',
    ]);
    expect(screen.getByTestId('row-agents/scout').textContent).toMatch(/^refusedscout.*bad.*v8/);
  });

  it('folds a kind with Enter, and opens it again', async () => {
    await show();
    act(() => select('definitions', 'kind:agents'));
    fireEvent.keyDown(document.body, { key: 'Enter' });
    expect(screen.queryByTestId('row-agents/scout')).toBeNull();
    fireEvent.keyDown(document.body, { key: 'Enter' });
    expect(screen.getByTestId('row-agents/scout')).toBeTruthy();
  });

  it('tells a refused file in full, and that the last good version serves', async () => {
    await show();
    press('row-agents/scout');
    const inspector = await screen.findByTestId('inspector');
    for (const text of ['v8 keeps serving', 'a value is missing', 'agents/scout.yaml:3:7', 'Write one.']) {
      expect(inspector.textContent).toContain(text);
    }
  });

  it('saves a text with the hash of the file it was based on', async () => {
    await show({ 'definition.save': () => ({ id: 'agents/scout', path: 'agents/scout.yaml', hash: 'h9' }) });
    act(() => openDefinition('agents/scout', 'text'));
    expect(await shownText()).toBe(file.text);
    await typeText('a: 1\n');
    await saveByKey();
    await eventually(() => core.inputs('definition.save')).toEqual([
      { id: 'agents/scout', text: 'a: 1\n', expectedHash: 'bad' },
    ]);
    await eventually(toasts).toContain('agents/scout.yaml saved');
  });

  it('keeps a file from being overwritten unseen: both texts are shown and only a choice saves', async () => {
    let onDisk = file;
    const save = ({ expectedHash }: { expectedHash: string }) => {
      if (expectedHash !== onDisk.hash)
        throw new AppError('STALE', 'agents/scout.yaml changed on disk since you looked at it.');
      return { id: 'agents/scout', path: 'agents/scout.yaml', hash: 'mine' };
    };
    await show({ 'definition.read': () => onDisk, 'definition.save': save });
    act(() => openDefinition('agents/scout', 'text'));
    await typeText('mine: 1\n');
    onDisk = { ...file, text: 'theirs: 1\n', hash: 'theirs' };
    press('definition-save');
    const note = await screen.findByTestId('definition-stale');
    expect(note.textContent).toContain('theirs: 1');
    expect(note.textContent).toContain('mine: 1');
    expect(screen.getByTestId('definition-save').getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(within(note).getByText('Overwrite with mine'));
    await eventually(() => core.inputs('definition.save')).toEqual([
      { id: 'agents/scout', text: 'mine: 1\n', expectedHash: 'bad' },
      { id: 'agents/scout', text: 'mine: 1\n', expectedHash: 'theirs' },
    ]);
  });

  it('keeps what was typed while somebody looks at another definition', async () => {
    await show();
    act(() => openDefinition('agents/scout', 'text'));
    await typeText('typed');
    press('row-agents/coder');
    await eventually(shownText).toBe(file.text);
    press('row-agents/scout');
    await eventually(shownText).toBe('typed');
  });

  it('writes a version to the file with the hash of the file it replaces', async () => {
    await show({
      'definition.read': ({ version }: { version?: number }) =>
        version ? { ...file, text: 'good\n', hash: 'h8', version } : file,
      'definition.rollback': () => ({ id: 'agents/scout', version: 9, path: 'agents/scout.yaml', hash: 'h8' }),
    });
    press('row-agents/scout');
    fireEvent.click(await screen.findByTestId('definition-restore'));
    const preview = await screen.findByTestId('rollback-preview');
    await within(preview).findByText('good');
    press('confirm-yes');
    await eventually(() => core.inputs('definition.rollback')).toEqual([
      { id: 'agents/scout', version: 8, how: 'write', expectedHash: 'bad' },
    ]);
  });

  it('deletes after one question, and brings back what was deleted', async () => {
    await show({
      'definition.delete': () => ({ id: 'agents/scout', path: 'agents/scout.yaml', hash: 'bad', text: file.text }),
      'definition.create': () => ({ id: 'agents/scout', path: 'agents/scout.yaml', hash: 'bad' }),
    });
    press('row-agents/scout');
    await openMenu('delete');
    fireEvent.click(await screen.findByTestId('confirm-yes'));
    await eventually(toasts).toContain('agents/scout deleted');
    expect(core.inputs('definition.delete')).toEqual([{ id: 'agents/scout', expectedHash: 'bad' }]);
    const undo = selectToasts(toastStore.getState()).find((toast) => toast.action?.label === 'Undo');
    act(() => undo?.action?.run());
    await eventually(() => core.inputs('definition.create')).toEqual([
      { kind: 'agents', name: 'scout', text: file.text, path: 'agents/scout.yaml' },
    ]);
  });

  it('renames by name within the kind, and refuses a name that is taken before it is sent', async () => {
    await show({ 'definition.rename': () => ({ id: 'agents/scout2', path: 'agents/scout2.yaml', hash: 'bad' }) });
    press('row-agents/scout');
    await openMenu('rename');
    const field = await screen.findByTestId('definition-name');
    fireEvent.change(field, { target: { value: 'coder' } });
    expect(screen.getByText('agents/coder exists already')).toBeTruthy();
    expect(screen.getByTestId('confirm-yes').getAttribute('aria-disabled')).toBe('true');
    fireEvent.change(field, { target: { value: 'scout2' } });
    press('confirm-yes');
    await eventually(() => core.inputs('definition.rename')).toEqual([{ id: 'agents/scout', to: 'scout2' }]);
  });

  it('duplicates in the format of the file', async () => {
    const json = { ...file, path: 'agents/coder.json', text: '{}\n' };
    await show({
      'definition.read': () => json,
      'definition.create': () => ({ id: 'agents/twin', path: 'agents/twin.json', hash: 't1' }),
    });
    const moved = reloadedBody({ path: 'agents/coder.json', version: 4, hash: 'c4' });
    await core.emit(makeEvent(4, 'definition.reloaded', 'definition:agents/coder', moved));
    press('row-agents/coder');
    await openMenu('duplicate');
    fireEvent.change(await screen.findByTestId('definition-name'), { target: { value: 'twin' } });
    press('confirm-yes');
    await eventually(() => core.inputs('definition.create')).toEqual([
      { kind: 'agents', name: 'twin', text: '{}\n', path: 'agents/twin.json' },
    ]);
  });

  it('creates from the template of the kind and opens the text', async () => {
    await show({
      kinds: () => ({ kinds: [{ kind: 'agents', extensions: ['.yaml'], runs: false }] }),
      template: () => ({ text: 'id: planner\n', path: 'agents/planner.yaml' }),
      'definition.create': () => ({ id: 'agents/planner', path: 'agents/planner.yaml', hash: 'p1' }),
    });
    press('definition-new');
    fireEvent.change(await screen.findByTestId('create-name'), { target: { value: 'planner' } });
    await screen.findByText('Will be written to agents/planner.yaml.');
    expect(((await screen.findByTestId('create-text')) as HTMLTextAreaElement).value).toBe('id: planner\n');
    press('confirm-yes');
    await eventually(() => core.inputs('definition.create')).toEqual([{ kind: 'agents', name: 'planner' }]);
    await eventually(() => uiStore.getState().selection.definitions).toBe('agents/planner');
  });

  it('shows a pin with the way back to the file', async () => {
    await show({ 'definition.unpin': () => ({ id: 'agents/coder', version: 5, state: 'ok' }) });
    const pinned = makeEvent(4, 'definition.pinned', 'definition:agents/coder', { version: 2, hash: 'c2' });
    await core.emit(pinned);
    press('row-agents/coder');
    expect((await screen.findByTestId('inspector')).textContent).toContain('Pinned to v2, the file is newer');
    press('definition-follow');
    await eventually(() => core.inputs('definition.unpin')).toEqual([{ id: 'agents/coder' }]);
    await eventually(toasts).toContain('agents/coder follows its file, v5');
  });

  it('leads from a change that waits to the plan, and from a discarded one to the disk', async () => {
    await show({ 'definition.reload': () => ({ id: 'agents/coder', version: 4, state: 'ok' }) });
    const item = { definition: 'agents/coder', path: 'agents/coder.yaml', change: 'update', outcome: 'ok' } as const;
    const held = { batchId: 'b', git: 'main → next', items: [item], restarts: [], unaffected: 0 };
    await core.emit(makeEvent(4, 'batch.held', 'batch:b', { ...held, reason: 'git' }));
    press('row-agents/coder');
    fireEvent.click(await screen.findByText('Open the plan'));
    expect(uiStore.getState().dialog).toBe('batch');
    await core.emit(makeEvent(5, 'batch.discarded', 'batch:b', { batchId: 'b', why: 'asked' }));
    fireEvent.click(await screen.findByTestId('definition-load'));
    await eventually(() => core.inputs('definition.reload')).toEqual([{ id: 'agents/coder' }]);
  });

  it('names both files of a conflict and which of them serves', async () => {
    await show();
    const paths = ['agents/coder.yaml', 'agents/coder.yml'];
    await core.emit(
      makeEvent(4, 'definition.conflicted', 'definition:agents/coder', { paths, serves: 'agents/coder.yaml' }),
    );
    press('row-agents/coder');
    const text = (await screen.findByTestId('inspector')).textContent;
    expect(text).toContain('agents/coder.yamlserves');
    expect(text).toContain('agents/coder.ymldoes not serve');
  });

  it('turns acts off with the reason when the address may not write, and when nothing is connected', async () => {
    await show({}, ['read', 'act']);
    press('row-agents/scout');
    const open = await screen.findByTestId('definition-open-text');
    expect(open.title).toBe('this address may not read or write files');
    expect(core.inputs('definition.read')).toEqual([]);
    await core.disconnect();
    expect(screen.getByTestId('definition-new').title).toBe('not connected');
  });

  it('does once what another screen asked for, not again on coming back', async () => {
    await show();
    act(() => openDefinition('agents/scout', 'text'));
    await shownText();
    cleanup();
    draw(<DefinitionsScreen />);
    await screen.findByTestId('row-agents/scout');
    expect(screen.queryByTestId('definition-text')).toBeNull();
  });
});
