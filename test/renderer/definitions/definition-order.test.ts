import { describe, expect, it } from 'vitest';
import { stateWords, versionCells } from '../../../renderer/features/definitions/definition-columns.ts';
import {
  createDefinitionOrder,
  definitionItems,
  filterKeys,
} from '../../../renderer/features/definitions/definition-order.ts';
import { parseFilter } from '../../../renderer/lib/filter-terms.ts';
import type { Definition } from '../../../shared/state.ts';
import { draftTable, tableFromRecord } from '../../../shared/table.ts';

function make(id: string, given: Partial<Definition> = {}): Definition {
  const cut = id.indexOf('/');
  return {
    kind: id.slice(0, cut),
    name: id.slice(cut + 1),
    path: `${id}.yaml`,
    state: 'ok',
    disk: { hash: 'h', size: 1, mtime: 1 },
    loaded: { version: 3, hash: 'h', at: 1 },
    running: null,
    pin: null,
    batch: null,
    left: null,
    claims: [],
    error: null,
    warnings: 0,
    changed: 1,
    ...given,
  };
}

function many(count: number): Record<string, Definition> {
  const ids = Array.from({ length: count }, (_, index) => `tools/t${String(index).padStart(5, '0')}`);
  return Object.fromEntries(ids.map((id) => [id, make(id)]));
}

const names = (keys: readonly { id: string }[]): string[] => keys.map((key) => key.id);

describe('order of definitions', () => {
  it('groups by kind and puts what is refused or conflicted first, what waits next, what is gone last', () => {
    const table = tableFromRecord({
      'tools/a': make('tools/a'),
      'tools/b': make('tools/b', { state: 'refused' }),
      'tools/c': make('tools/c', { state: 'removed' }),
      'tools/d': make('tools/d', { batch: 'b1' }),
      'agents/z': make('agents/z', { state: 'conflicted' }),
      'agents/y': make('agents/y'),
    });
    expect(names(createDefinitionOrder()(table))).toEqual([
      'agents/z',
      'agents/y',
      'tools/b',
      'tools/d',
      'tools/a',
      'tools/c',
    ]);
  });

  it('answers the same array while no place changes, however often versions do', () => {
    const order = createDefinitionOrder();
    const table = tableFromRecord(many(2_000));
    const first = order(table);
    const draft = draftTable(table);
    draft.put('tools/t00007', make('tools/t00007', { loaded: { version: 4, hash: 'h', at: 9 } }));
    expect(order(draft.done())).toBe(first);
  });

  it('moves only what changed, to the same place a fresh sort gives', () => {
    const order = createDefinitionOrder();
    let table = tableFromRecord(many(2_000));
    order(table);
    const draft = draftTable(table);
    draft.put('tools/t01500', make('tools/t01500', { state: 'refused' }));
    draft.put('agents/new', make('agents/new'));
    draft.put('zebra/last', make('zebra/last'));
    draft.drop('tools/t00000');
    table = draft.done();
    const moved = names(order(table));
    expect(moved).toEqual(names(createDefinitionOrder()(table)));
    expect(moved.slice(0, 3)).toEqual(['agents/new', 'tools/t01500', 'tools/t00001']);
    expect(moved.at(-1)).toBe('zebra/last');
  });

  it('follows a table that grows past its split', () => {
    const order = createDefinitionOrder();
    let table = tableFromRecord(many(990));
    order(table);
    const draft = draftTable(table);
    for (const [id, definition] of Object.entries(many(1_020))) draft.put(id, definition);
    table = draft.done();
    expect(order(table)).toHaveLength(1_020);
  });

  it('draws a head per kind with its counts, and only the head of a closed kind', () => {
    const table = tableFromRecord({
      'agents/a': make('agents/a', { state: 'refused' }),
      'tools/a': make('tools/a'),
      'tools/b': make('tools/b'),
    });
    const items = definitionItems(createDefinitionOrder()(table), new Set(['tools']));
    expect(items).toEqual([
      { sort: 'kind', id: 'kind:agents', kind: 'agents', total: 1, refused: 1, conflicted: 0, closed: false },
      { sort: 'definition', id: 'agents/a' },
      { sort: 'kind', id: 'kind:tools', kind: 'tools', total: 2, refused: 0, conflicted: 0, closed: true },
    ]);
  });

  it('filters by kind, by state and by words of the path', () => {
    const table = tableFromRecord({
      'agents/a': make('agents/a', { state: 'refused', path: 'agents/team/a.yml' }),
      'tools/a': make('tools/a', { pin: { version: 1, hash: 'x' }, warnings: 2 }),
    });
    const keys = createDefinitionOrder()(table);
    const find = (text: string): string[] => {
      const parsed = parseFilter(text, ['kind', 'state']);
      return parsed.ok ? names(filterKeys(keys, parsed.terms)) : [];
    };
    expect(find('state:refused')).toEqual(['agents/a']);
    expect(find('state:pinned,refused')).toEqual(['agents/a', 'tools/a']);
    expect(find('state:warnings kind:tools')).toEqual(['tools/a']);
    expect(find('team')).toEqual(['agents/a']);
  });
});

describe('columns of a definition', () => {
  it('names every facet for the filter', () => {
    expect(
      stateWords(make('a/b', { left: 'discarded', warnings: 1, disk: { hash: 'other', size: 1, mtime: 1 } })),
    ).toEqual(['ok', 'discarded', 'warnings', 'differs']);
  });

  it('shows a version for the file only when the file is that version, and a dash where nothing is', () => {
    const texts = (definition: Definition): string[] => versionCells(definition).map((cell) => cell.text);
    expect(texts(make('a/b'))).toEqual(['v3', 'v3', '—']);
    expect(texts(make('a/b', { disk: { hash: '0123456789', size: 1, mtime: 1 } }))[0]).toBe('01234567');
    expect(texts(make('a/b', { disk: { hash: null, size: 1, mtime: 1 }, loaded: null }))).toEqual([
      'unreadable',
      '—',
      '—',
    ]);
    expect(texts(make('a/b', { disk: null, running: [{ by: 'x', version: 2 }] }))).toEqual(['—', 'v3', 'v2']);
  });

  it('marks only the column that differs from its neighbour', () => {
    const marks = (definition: Definition): boolean[] => versionCells(definition).map((cell) => cell.differs);
    expect(marks(make('a/b'))).toEqual([false, false, false]);
    expect(marks(make('a/b', { disk: { hash: 'other', size: 1, mtime: 1 } }))).toEqual([true, false, false]);
    expect(marks(make('a/b', { running: [{ by: 'x', version: 2 }] }))).toEqual([false, false, true]);
  });
});
