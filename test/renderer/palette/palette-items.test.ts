import { expect, test } from 'vitest';
import { matchesWords, matchRank } from '../../../renderer/features/palette/match.ts';
import {
  actItems,
  commandLine,
  type PaletteContext,
  readQuery,
} from '../../../renderer/features/palette/palette-items.ts';
import { actionRows } from '../../../shared/actions/all.ts';

const CONTEXT: PaletteContext = {
  selected: null,
  loaded: null,
  isPinned: false,
  component: null,
  heldCount: 0,
  isTrusted: true,
  isHeldElsewhere: false,
};
const find = (context: Partial<PaletteContext>, name: string, off?: string) =>
  actItems({ ...CONTEXT, ...context }, () => off).find(({ id }) => id === `act-${name}`);

test('every act of the table is listed, whatever can be done now', () => {
  const acts = Object.entries(actionRows).filter(([, row]) => !row.reads);
  expect(actItems(CONTEXT, () => undefined)).toHaveLength(acts.length);
  expect(
    actItems(CONTEXT, () => 'not connected').every(({ off, group }) => off === 'not connected' && group === 'Not now'),
  ).toBe(true);
});

test('an act that has nothing to act on says what is missing', () => {
  expect(find({}, 'definition.reload')).toMatchObject({ group: 'Not now', off: 'select a definition first' });
  expect(find({}, 'batch.apply')).toMatchObject({ off: 'nothing waits' });
});

test('acts on the selection name it and carry its id', () => {
  expect(find({ selected: 'agents/a' }, 'definition.reload')).toMatchObject({
    group: 'On the selection',
    label: 'Load agents/a from disk again',
    does: { sort: 'act', name: 'definition.reload', input: { id: 'agents/a' } },
  });
});

test('destructive acts lead to where they are asked, never to the act itself', () => {
  const all = actItems(
    {
      selected: 'agents/a',
      component: null,
      loaded: 1,
      isPinned: true,
      heldCount: 3,
      isTrusted: false,
      isHeldElsewhere: true,
    },
    () => undefined,
  );
  for (const { does } of all) {
    if (does.sort === 'act') expect(actionRows[does.name].destructive, does.name).toBe(false);
  }
});

test('the first character narrows, the rest is words that must all occur', () => {
  expect(readQuery('> Apply held')).toEqual({ only: 'acts', words: ['apply', 'held'] });
  expect(readQuery('@scout')).toEqual({ only: 'definitions', words: ['scout'] });
  expect(readQuery(':1042').only).toBe('seq');
  expect(matchesWords('Apply 31 held', ['held', 'app'])).toBe(true);
  expect(matchesWords('Apply 31 held', ['held', 'x'])).toBe(false);
  expect(['deep', 'models/deep', 'indeed'].map((label) => matchRank(label, ['dee']))).toEqual([0, 1, 2]);
});

test('the command line of a line can be pasted into a shell', () => {
  const does = { sort: 'act', name: 'definition.reload', input: { id: "agents/o'neil" } } as const;
  expect(commandLine(does)).toBe(`signalbox act definition.reload '{"id":"agents/o'\\''neil"}'`);
  expect(commandLine({ sort: 'theme' })).toBeNull();
});
