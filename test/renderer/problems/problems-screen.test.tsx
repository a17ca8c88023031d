import { fireEvent, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { App } from '../../../renderer/app.tsx';
import {
  filterProblems,
  PROBLEM_KEYS,
  problemItems,
  problemOrder,
} from '../../../renderer/features/problems/problem-list.ts';
import { ProblemsScreen } from '../../../renderer/features/problems/problems-screen.tsx';
import { parseFilter } from '../../../renderer/lib/filter-terms.ts';
import { select, uiStore } from '../../../renderer/stores/ui-store.ts';
import type { EventBodies } from '../../../shared/events/all.ts';
import { reloaded } from '../facts.ts';
import { type FakeCore, fakeCore } from '../fake-core.ts';
import { caughtUp, connectPage, show } from '../page.tsx';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  core.answers.set('problem', () => ({
    path: 'agents/scout.yaml',
    line: 2,
    column: 11,
    frame: '  1 | id: scout\n> 2 | modelRef: gpt5',
  }));
  core.answers.set('references', () => ({ names: [], usedBy: [], users: 0 }));
});
afterEach(() => leave());

function found(problemId: string, more: Partial<EventBodies['problem.found']> = {}): void {
  core.append('problem.found', 'definition:agents/scout', {
    problemId,
    rule: 'unknown-reference',
    level: 'error',
    definition: 'agents/scout',
    path: 'agents/scout.yaml',
    line: 2,
    column: 11,
    message: 'Agent `scout` names model `gpt5`, which does not exist. Did you mean `gpt-5`?',
    hint: 'Write `gpt-5`, or define `gpt5`.',
    refersTo: { kinds: ['models'], name: 'gpt5', near: 'gpt-5' },
    ...more,
  });
}

describe('the list', () => {
  test('is grouped by file, in the order of lines, and a closed file shows its counts only', () => {
    found('late', { line: 9 });
    found('early', { line: 3, level: 'warning' });
    found('other', { path: 'agents/a.yaml', definition: 'agents/a' });
    const order = problemOrder(core.state().problems);
    expect(problemItems(order, new Set()).map(({ id }) => id)).toEqual([
      'file:agents/a.yaml',
      'other',
      'file:agents/scout.yaml',
      'early',
      'late',
    ]);
    const closed = problemItems(order, new Set(['file:agents/scout.yaml']));
    expect(closed.at(-1)).toMatchObject({ errors: 1, warnings: 1, closed: true });
  });

  test.each([
    ['level:warning', ['key']],
    ['rule:unknown-reference', ['name', 'link']],
    ['kind:models', ['key']],
    ['gpt5', ['name']],
    ['outside', ['link']],
  ])('is narrowed by %s', (text, wanted) => {
    found('name');
    found('key', {
      rule: 'unknown-key',
      level: 'warning',
      definition: 'models/x',
      path: 'models/x.yaml',
      message: 'k',
    });
    found('link', { definition: undefined, path: 'outside.yaml', message: 'leads away' });
    const parsed = parseFilter(text, PROBLEM_KEYS);
    const ids = parsed.ok ? filterProblems(problemOrder(core.state().problems), parsed.terms).map(({ id }) => id) : [];
    expect(ids.sort()).toEqual([...wanted].sort());
  });
});

async function showProblems() {
  leave = connectPage(core);
  return show(core, <ProblemsScreen />);
}

test('an empty list says so', async () => {
  const screen = await showProblems();
  expect(screen.getByText('No problems.')).toBeTruthy();
});

test('the inspector shows message, hint, lines and who uses the name, and writes the name that was meant', async () => {
  reloaded(core, 'agents/scout', 1);
  found('name');
  core.answers.set('references', () => ({
    names: [],
    usedBy: [{ id: 'agents/other', field: 'model', path: 'agents/other.yaml', line: 7, column: 3 }],
    users: 1,
  }));
  core.answers.set('definition.read', () => ({
    id: 'agents/scout',
    path: 'agents/scout.yaml',
    text: 'id: scout\nmodelRef: gpt5\n',
    hash: '1'.repeat(64),
    version: null,
  }));
  const saved: unknown[] = [];
  core.answers.set('definition.save', (input) => {
    saved.push(input);
    return { id: 'agents/scout', path: 'agents/scout.yaml', hash: '2'.repeat(64) };
  });
  const screen = await showProblems();
  select('problems', 'name');
  const inspector = within(await screen.findByTestId('inspector', {}, LONG));
  await inspector.findByText('modelRef: gpt5', { trim: true }, LONG);
  await inspector.findByText('agents/other', {}, LONG);
  fireEvent.click(inspector.getByTestId('problem-write'));
  await waitFor(
    () =>
      expect(saved).toEqual([
        { id: 'agents/scout', text: 'id: scout\nmodelRef: gpt-5\n', expectedHash: '1'.repeat(64) },
      ]),
    LONG,
  );
});

test('a problem that is solved while it is open says so', async () => {
  found('name');
  const screen = await showProblems();
  select('problems', 'name');
  await screen.findByTestId('problem-open', {}, LONG);
  core.append('problem.cleared', 'definition:agents/scout', { problemId: 'name' });
  await caughtUp(core);
  await screen.findByText('This problem does not stand any more.', {}, LONG);
});

test('rail, strip and Overview count problems; hints alone need nobody', async () => {
  reloaded(core, 'agents/scout', 1);
  found('hint', { level: 'warning' });
  leave = connectPage(core);
  const screen = await show(core, <App />);
  expect(screen.getByTestId('rail-problems').textContent).toContain('1');
  expect(screen.queryByTestId('need-problems')).toBeNull();
  found('name');
  found('name-2', { line: 4 });
  await caughtUp(core);
  const need = await screen.findByTestId('need-problems', {}, LONG);
  expect(need.textContent).toContain('3 problems');
  expect(need.textContent).toContain('2 errors, 1 warning');
  fireEvent.click(screen.getByTestId('strip-problems'));
  await waitFor(() => expect(uiStore.getState().view).toBe('problems'), LONG);
});
