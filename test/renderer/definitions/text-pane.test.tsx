import { act, cleanup, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { DefinitionsScreen } from '../../../renderer/features/definitions/definitions-screen.tsx';
import { fitsFrame } from '../../../renderer/features/definitions/frame-limit.ts';
import { countWords, textProblems } from '../../../renderer/features/definitions/marks.ts';
import { selectToasts, toastStore } from '../../../renderer/stores/toast-store.ts';
import { openDefinition } from '../../../renderer/stores/ui-store.ts';
import { changeTo } from '../../../renderer/ui/code-editor/text-change.ts';
import { makeEvent, refusedBody, reloadedBody } from '../reloads/events.ts';
import { caret, editor, saveByKey, shownText, typeText } from './editor.ts';
import { type Answers, draw, eventually, type FakeCore, startFakeCore } from './fake-core.tsx';

const ID = 'agents/scout';
const load = makeEvent(1, 'definition.reloaded', `definition:${ID}`, reloadedBody({ version: 8, hash: 'h8' }));
const refuse = makeEvent(2, 'definition.refused', `definition:${ID}`, refusedBody());
const file = { id: ID, path: 'agents/scout.yaml', text: 'a: 1\nb: [\n', hash: 'bad', version: null };

const fault = (message: string, line: number, column: number) => ({
  code: 'SYNTAX',
  message,
  hint: 'Mend it.',
  retryable: false,
  at: { path: file.path, line, column, frame: '' },
});

let core: FakeCore;
afterEach(async () => {
  cleanup();
  await core?.[Symbol.asyncDispose]();
});

async function show(answers: Answers = {}): Promise<void> {
  core = await startFakeCore([load, refuse], { answers: { 'definition.read': () => file, ...answers } });
  draw(<DefinitionsScreen />);
  await screen.findByTestId(`row-${ID}`);
  act(() => openDefinition(ID, 'text'));
  await shownText();
}

const problems = (): string => screen.getByTestId('text-problems').textContent ?? '';
const texts = (): unknown[] => core.inputs('definition.check').map((input) => (input as { text: string }).text);

describe('a text that is checked while it is written', () => {
  it('lists what the core says with line and column, and Enter goes there', async () => {
    await show({
      'definition.check': () => ({
        faults: [fault('the list is not closed', 2, 4)],
        warnings: [{ code: 'UNKNOWN_KEY', message: 'unknown key `a`', line: 1, column: 1 }],
      }),
    });
    await eventually(problems).toContain('1 error, 1 warning');
    const lines = within(screen.getByTestId('text-problems')).getAllByRole('button', { name: /line/ });
    expect(lines.map((line) => line.textContent)).toEqual([
      'Warningunknown key a line 1, column 1',
      'Errorthe list is not closed Mend it.line 2, column 4',
    ]);
    fireEvent.click(lines[1]!);
    await eventually(caret).toBe('2:4');
    const marked = (await editor()).dom;
    expect(marked.querySelector('.cm-line-error')?.textContent).toBe('b: [');
    expect(marked.querySelector('.cm-lintRange-error')?.textContent).toBe('[');
    expect(marked.querySelector('.cm-sign-warning')).toBeTruthy();
  });

  it('asks again after a pause, and never shows an answer about an older text', async () => {
    await show({
      'definition.check': ({ text }: { text: string }) => ({
        faults: text === file.text ? [fault('about the file', 1, 1)] : [],
        warnings: text === 'two: 2\n' ? [{ code: 'X', message: 'about two', line: 1, column: 1 }] : [],
      }),
    });
    await eventually(problems).toContain('about the file');
    await typeText('one: 1\n');
    await typeText('two: 2\n');
    await eventually(problems).toContain('about two');
    expect(texts()).toEqual([file.text, 'two: 2\n']);
    await typeText('good: 1\n');
    await eventually(problems).toBe('No problems');
  });

  it('shows why the file was refused as long as nothing else is known', async () => {
    await show({
      'definition.check': () => {
        throw new Error('away');
      },
    });
    await eventually(problems).toContain('a value is missing');
    expect(problems()).toContain('Not checked');
  });

  it('puts the caret on the fault of a save that was refused, and says so', async () => {
    await show({ 'definition.save': () => ({ id: ID, path: file.path, hash: 'bad2' }) });
    await typeText('a: 1\nbroken\n  c: 2\n');
    const body = refusedBody();
    const error = { ...body.error, at: { path: file.path, line: 2, column: 3, frame: '' } };
    await core.emit(makeEvent(3, 'definition.refused', `definition:${ID}`, { ...body, hash: 'bad2', error }));
    // The page folds what became of a save before it takes the answer.
    await saveByKey();
    const toasts = () => selectToasts(toastStore.getState()).map((toast) => toast.text);
    await eventually(toasts).toContain('agents/scout.yaml saved, and refused');
    await eventually(caret).toBe('2:3');
  });
});

describe('what a text needs besides', () => {
  it('copies the place where no editor can be opened, and says why', async () => {
    await show();
    const button = await screen.findByTestId('definition-external');
    expect(button.textContent).toBe('Copy path:line');
    await eventually(() => button.title).toContain('server');
  });

  it('opens the own editor at the first problem', async () => {
    await show({
      'editor.external': () => ({ name: 'Zed', why: null }),
      'definition.check': () => ({ faults: [fault('x', 2, 4)], warnings: [] }),
      'definition.openExternal': () => ({ path: file.path, name: 'Zed', command: ['zed'] }),
    });
    await eventually(() => screen.getByTestId('definition-external').textContent).toBe('Open in Zed');
    await eventually(problems).toContain('1 error');
    fireEvent.click(screen.getByTestId('definition-external'));
    await eventually(() => core.inputs('definition.openExternal')).toEqual([{ id: ID, line: 2, column: 4 }]);
  });

  it('does not send what does not fit into one frame, and says what to do', async () => {
    const long = `a: ${'x'.repeat(1_100_000)}\n`;
    await show({ 'definition.read': () => ({ ...file, text: long }) });
    await eventually(problems).toContain('checked when it is saved');
    await typeText(`${long}b: 1\n`);
    fireEvent.click(screen.getByTestId('definition-save'));
    await screen.findByText(/too long to be saved from here/);
    expect(core.inputs('definition.save')).toEqual([]);
    expect(texts()).toEqual([]);
  });

  it('knows what fits into a frame by what it becomes there', () => {
    expect(fitsFrame('x'.repeat(1_000_000))).toBe(true);
    expect(fitsFrame('"'.repeat(600_000))).toBe(false);
    expect(fitsFrame('x'.repeat(1_048_576))).toBe(false);
  });

  it('counts problems in words and sorts them by place', () => {
    const warning = { code: 'A', message: 'w' };
    const found = textProblems([], [{ ...warning, line: 9, column: 1 }, { ...warning, line: 2, column: 7 }, warning]);
    expect(found.map(({ place }) => place?.line ?? null)).toEqual([null, 2, 9]);
    expect(countWords(found)).toBe('3 warnings');
    expect(countWords([])).toBe('No problems');
  });

  it('changes a shown text no further than it differs', () => {
    expect(changeTo('abcd', 'abcd')).toBeNull();
    expect(changeTo('abcd', 'abXd')).toEqual({ from: 2, to: 3, insert: 'X' });
    expect(changeTo('aaa', 'aaaa')).toEqual({ from: 3, to: 3, insert: 'a' });
    expect(changeTo('abab', 'ab')).toEqual({ from: 2, to: 4, insert: '' });
    expect(changeTo('', 'x')).toEqual({ from: 0, to: 0, insert: 'x' });
  });
});
