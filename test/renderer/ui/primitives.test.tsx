import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { Button } from '../../../renderer/ui/button.tsx';
import { definitionLook, servingWords } from '../../../renderer/ui/definition-look.ts';
import { DiffTable } from '../../../renderer/ui/diff-table.tsx';
import { ErrorNote } from '../../../renderer/ui/error-note.tsx';
import { Filter } from '../../../renderer/ui/filter.tsx';
import { Frame } from '../../../renderer/ui/frame.tsx';
import { Glyph, type GlyphName } from '../../../renderer/ui/glyph.tsx';
import { ScrollBox } from '../../../renderer/ui/scroll-box.tsx';
import { StaleContext } from '../../../renderer/ui/stale.ts';
import { ThreeFacts } from '../../../renderer/ui/three-facts.tsx';
import { keyName, useHotkeys } from '../../../renderer/ui/use-hotkeys.ts';
import { stepFrom } from '../../../renderer/ui/use-list-keys.ts';
import type { Definition } from '../../../shared/state.ts';

afterEach(cleanup);

const DEFINITION: Definition = {
  kind: 'agents',
  name: 'a',
  path: 'agents/a.yaml',
  state: 'ok',
  disk: { hash: 'h2', size: 1, mtime: 1 },
  loaded: { version: 2, hash: 'h2', at: 1 },
  running: null,
  pin: null,
  batch: null,
  left: null,
  claims: [],
  error: null,
  warnings: 0,
  changed: 1,
};

test('states that stand side by side have shapes of their own', () => {
  const names: GlyphName[] = [
    'ok',
    'refused',
    'held',
    'conflicted',
    'settling',
    'pinned',
    'differs',
    'warning',
    'failed',
    'unknown',
    'removed',
    'added',
    'rolled-back',
    'unchanged',
    'connected',
  ];
  const shapes = names.map((name) => {
    const { container } = render(<Glyph name={name} />);
    return container.querySelector('svg')?.innerHTML;
  });
  expect(new Set(shapes).size).toBe(names.length);
});

test('a glyph that stands alone has a name, one beside its word is silent', () => {
  render(<Glyph name="refused" title="refused" />);
  expect(screen.getByRole('img', { name: 'refused' })).toBeTruthy();
  const { container } = render(<Glyph name="held" />);
  expect(container.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
});

test('without a connection a state is drawn as not known, what happened is not', () => {
  const draw = (name: GlyphName, isStale: boolean) =>
    render(
      <StaleContext value={isStale}>
        <Glyph name={name} />
      </StaleContext>,
    )
      .container.querySelector('path')
      ?.getAttribute('d');
  expect(draw('ok', true)).toBe(draw('unknown', false));
  expect(draw('reloaded', true)).toBe(draw('reloaded', false));
});

test('a button that is off says why, stays reachable, and does nothing', () => {
  const onClick = vi.fn();
  render(
    <Button onClick={onClick} disabledReason="not connected">
      Apply
    </Button>,
  );
  const button = screen.getByRole('button', { name: 'Apply' });
  fireEvent.click(button);
  expect(onClick).not.toHaveBeenCalled();
  expect(button.getAttribute('aria-disabled')).toBe('true');
  expect(button.title).toBe('not connected');
  expect((button as HTMLButtonElement).disabled).toBe(false);
});

test('a busy button says its step and cannot be pressed twice', () => {
  const onClick = vi.fn();
  render(
    <Button onClick={onClick} busy="1 of 3">
      Apply
    </Button>,
  );
  fireEvent.click(screen.getByRole('button'));
  expect(onClick).not.toHaveBeenCalled();
  expect(screen.getByText('1 of 3')).toBeTruthy();
});

test('an error is shown whole: message, place, frame with its line marked, hint', () => {
  const at = { path: 'a.yaml', line: 2, column: 3, frame: '  1 | a:\n> 2 |   b' };
  const { container } = render(<ErrorNote error={{ message: 'no `colon`', hint: 'write one', at }} />);
  expect(screen.getByText('a.yaml:2:3')).toBeTruthy();
  expect(screen.getByText('write one')).toBeTruthy();
  expect(screen.getByText('colon').tagName).toBe('CODE');
  expect(container.querySelector('[data-marked]')?.textContent).toContain('b');
});

test('a frame marks the line it is told when its text marks none', () => {
  const { container } = render(<Frame text={'  1 | a\n  2 | b'} line={2} />);
  expect(container.querySelectorAll('[data-marked]')).toHaveLength(1);
});

test('a diff says not set where a side is absent, and keeps null apart from it', () => {
  render(
    <DiffTable
      changes={[
        { path: 'x', new: 1 },
        { path: 'y', old: null, new: 'true' },
      ]}
    />,
  );
  expect(screen.getByText('not set')).toBeTruthy();
  expect(screen.getByText('− null')).toBeTruthy();
  expect(screen.getByText('+ "true"')).toBeTruthy();
});

test('the three facts stand in one order, and a difference is said', () => {
  const { container, rerender } = render(<ThreeFacts definition={DEFINITION} />);
  expect([...container.querySelectorAll('dt')].map((term) => term.textContent)).toEqual(['disk', 'loaded', 'running']);
  expect(container.textContent).toBe('diskv2loadedv2runningnot applicable');
  rerender(
    <ThreeFacts definition={{ ...DEFINITION, state: 'refused', disk: { hash: 'abcdef0123', size: 1, mtime: 1 } }} />,
  );
  expect(container.textContent).toContain('abcdef01 refused');
});

test('facets outrank a plain ok, and what serves is said in words', () => {
  expect(definitionLook(DEFINITION).word).toBe('ok');
  expect(definitionLook({ ...DEFINITION, batch: 'b1' }).word).toBe('held');
  expect(definitionLook({ ...DEFINITION, left: 'discarded' }).word).toBe('file differs');
  expect(definitionLook({ ...DEFINITION, pin: { version: 1, hash: 'x' } }).word).toBe('pinned');
  expect(definitionLook({ ...DEFINITION, state: 'refused', batch: 'b1' }).word).toBe('refused');
  expect(servingWords(DEFINITION)).toBe('v2 keeps serving');
  expect(servingWords({ ...DEFINITION, loaded: null })).toBe('nothing serves');
  const disk = { hash: DEFINITION.loaded?.hash ?? '', size: 1, mtime: 1 };
  expect(servingWords({ ...DEFINITION, state: 'refused', disk })).toBe('loaded, and serves nobody');
});

test('a filter says why its text is not used', () => {
  render(<Filter id="f" value="/(" onChange={() => {}} placeholder="Filter" error="missing )" />);
  const input = screen.getByRole('textbox');
  expect(input.getAttribute('aria-invalid')).toBe('true');
  expect(document.getElementById(input.getAttribute('aria-describedby') ?? '')?.textContent).toBe('missing )');
});

function Keys({ onKey }: { readonly onKey: (key: string) => void }) {
  useHotkeys({ j: () => onKey('j'), '?': () => onKey('?'), 'mod+k': () => onKey('mod+k'), '/': () => onKey('/') });
  return <input aria-label="field" />;
}

test('bare keys do nothing inside a field, keys with Ctrl do', () => {
  const keys: string[] = [];
  render(<Keys onKey={(key) => keys.push(key)} />);
  const field = screen.getByLabelText('field');
  fireEvent.keyDown(field, { key: 'j' });
  fireEvent.keyDown(field, { key: 'k', ctrlKey: true });
  fireEvent.keyDown(document.body, { key: 'j' });
  fireEvent.keyDown(document.body, { key: '?', shiftKey: true });
  expect(keys).toEqual(['mod+k', 'j', '?']);
});

test('keys are named the same on every keyboard', () => {
  const press = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  expect(keyName({ ...press, key: 'K', metaKey: true })).toBe('mod+k');
  expect(keyName({ ...press, key: 'P', ctrlKey: true, shiftKey: true })).toBe('mod+shift+P');
  expect(keyName({ ...press, key: '?', shiftKey: true })).toBe('?');
  expect(keyName({ ...press, key: 'Enter', shiftKey: true })).toBe('shift+Enter');
});

test('a selection moves inside its list and never out of it', () => {
  const ids = ['a', 'b', 'c'];
  expect(stepFrom(ids, null, 1)).toBe('a');
  expect(stepFrom(ids, 'a', 1)).toBe('b');
  expect(stepFrom(ids, 'c', 1)).toBe('c');
  expect(stepFrom(ids, 'b', -15)).toBe('a');
  expect(stepFrom(ids, 'a', Number.POSITIVE_INFINITY)).toBe('c');
  expect(stepFrom(ids, 'gone', 1)).toBe('a');
  expect(stepFrom([], 'a', 1)).toBeNull();
});

test('what scrolls can be reached by keyboard and has a name, also a plain text', () => {
  for (const as of ['pre', 'section', 'figure'] as const) {
    render(
      <ScrollBox as={as} label={`A long ${as}`} testId={as} data-stream="stdout">
        text
      </ScrollBox>,
    );
    const role = { pre: 'group', section: 'region', figure: 'figure' }[as];
    const box = screen.getByRole(role, { name: `A long ${as}` });
    expect([box.tabIndex, box.dataset['testid'], box.dataset['stream']]).toEqual([0, as, 'stdout']);
  }
});
