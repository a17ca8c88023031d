import { expect, test } from 'vitest';
import { agentLines } from '../../../renderer/features/palette/agent-targets.ts';
import { matchesWords, matchRank } from '../../../renderer/features/palette/match.ts';
import {
  actItems,
  commandLine,
  type PaletteContext,
  readQuery,
} from '../../../renderer/features/palette/palette-items.ts';
import { actionRows } from '../../../shared/actions/all.ts';
import { emptyTable, tableFromRecord } from '../../../shared/table.ts';
import { agentWith } from '../agents/facts.ts';

const CONTEXT: PaletteContext = {
  selected: null,
  loaded: null,
  isPinned: false,
  component: null,
  agent: null,
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
      agent: agentWith({ component: null }),
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

test('acts on agents name the one that is selected, lead to where they are asked, and say why when they cannot be done', () => {
  const loaded = agentWith({ id: 'service::x#1', component: null });
  const server = agentWith({ id: 'mcp/notes', sort: 'mcp-stdio', component: 'mcp/notes' });
  expect(find({}, 'agent.load')).toMatchObject({ group: 'Run', does: { sort: 'load-agent' } });
  expect(find({}, 'agent.close')?.off).toBe('select what an act loaded first');
  expect(find({}, 'mcp.call')).toMatchObject({ group: 'Run', does: { sort: 'view', view: 'agents' } });
  expect(find({ agent: loaded }, 'agent.close')).toMatchObject({
    group: 'On the selection',
    label: 'Close service::x#1…',
    does: { sort: 'agent', id: 'service::x#1' },
  });
  expect(find({ agent: { ...loaded, state: 'exited' } }, 'agent.close')?.off).toBe('it is closed');
  expect(find({ agent: server }, 'agent.close')?.off).toContain('undeploy');
  expect(find({ agent: loaded }, 'mcp.call')?.off).toContain('is no MCP server');
  expect(find({ agent: { ...server, state: 'reconnecting' } }, 'mcp.call')?.off).toBe('notes is not ready');
  expect(find({ agent: server }, 'mcp.call')).toMatchObject({
    label: 'Call a tool of notes…',
    does: { sort: 'agent', id: 'mcp/notes', pane: 'tools' },
  });
});

test('connections are found by their name, their reference and what a server calls itself', () => {
  const all = [
    agentWith(),
    agentWith({ id: 'mcp/notes', sort: 'mcp-stdio', ref: 'node notes.js', server: { name: 'memory', version: '1' } }),
  ];
  const table = tableFromRecord(Object.fromEntries(all.map((agent) => [agent.id, agent])));
  const found = (...words: string[]) => agentLines(table, emptyTable(), words).map(({ label, note }) => [label, note]);
  expect(found('coder')).toEqual([['coder', 'ready, gRPC agent']]);
  expect(found('notes.js')).toEqual([['notes', 'ready, MCP, stdio']]);
  expect(found('memory')).toHaveLength(1);
  expect(found('mcp')).toHaveLength(1);
  expect(found('nothing')).toEqual([]);
});
