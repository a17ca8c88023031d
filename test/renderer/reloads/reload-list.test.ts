import { describe, expect, it } from 'vitest';
import {
  countGroups,
  createFoldScans,
  createReloadRows,
  filterRows,
  foldScans,
  newerThan,
  RELOAD_KEYS,
  reloadRows,
} from '../../../renderer/features/reloads/reload-list.ts';
import { parseFilter } from '../../../renderer/lib/filter-terms.ts';
import { reloadRow } from '../../../renderer/words/reload-row.ts';
import { EPOCH, makeEvent, refusedBody, reloadedBody } from './events.ts';
import { chances } from './timeline/lanes.ts';

const scout = 'definition:agents/scout';

describe('a row of the list', () => {
  it('shows a reload with both versions, its fields and the time of all steps', () => {
    expect(reloadRow(makeEvent(5, 'definition.reloaded', scout, reloadedBody()))).toMatchObject({
      id: `${EPOCH}:5`,
      outcome: 'reloaded',
      definition: { id: 'agents/scout', kind: 'agents', name: 'scout' },
      version: 'v8 → v9',
      fields: 2,
      effect: 'nothing runs on it',
      tookMs: 24.5,
    });
  });

  it('tells a first load from a roll back', () => {
    const { from, ...firstLoad } = reloadedBody({ version: 1 });
    expect(from).toBe(8);
    expect(reloadRow(makeEvent(1, 'definition.reloaded', scout, firstLoad))).toMatchObject({
      outcome: 'added',
      version: 'v1',
      fields: null,
    });
    expect(reloadRow(makeEvent(2, 'definition.reloaded', scout, reloadedBody({ of: 3 })))).toMatchObject({
      outcome: 'rolled back',
      effect: 'serves v3 again, nothing runs on it',
    });
  });

  it('shows one version when only files beside the definition changed', () => {
    const body = reloadedBody({ version: 8, fields: 0, beside: ['agents/scout/a.md'] });
    expect(reloadRow(makeEvent(1, 'definition.reloaded', scout, body))).toMatchObject({
      outcome: 'reloaded',
      version: 'v8',
    });
  });

  it('says what keeps serving after a refusal, and when nothing does', () => {
    expect(reloadRow(makeEvent(1, 'definition.refused', scout, refusedBody()))).toMatchObject({
      outcome: 'refused',
      version: null,
      effect: 'kept v8, still serving',
      fields: null,
      tookMs: 23,
    });
    expect(
      reloadRow(makeEvent(2, 'definition.refused', scout, refusedBody({ keeps: null, timings: {} }))),
    ).toMatchObject({
      version: null,
      effect: 'nothing serves',
      tookMs: null,
    });
  });

  it('counts files beside a definition, what was touched, and warnings', () => {
    const body = reloadedBody({
      beside: ['a', 'b', 'c'],
      touched: ['w', 'x', 'y', 'z', 'q'],
      warnings: [{ code: 'YAML11', message: 'yes is a word here' }],
    });
    expect(reloadRow(makeEvent(1, 'definition.reloaded', scout, body))?.effect).toBe(
      '3 files beside it changed, touched w, x, y and 2 more, 1 warning',
    );
  });

  it('draws batches, settings, the watcher and cuts of the history', () => {
    const item = { definition: 'a/b', path: 'a/b.yaml', change: 'update', outcome: 'ok' } as const;
    const held = makeEvent(1, 'batch.held', 'batch:1', {
      batchId: '1',
      reason: 'git',
      git: 'main → next',
      items: [item],
      restarts: [],
      unaffected: 3,
    });
    expect(reloadRow(held)).toMatchObject({ outcome: 'held', label: '1 definition', effect: 'git: main → next' });
    const applied = makeEvent(2, 'batch.applied', 'batch:1', {
      batchId: '1',
      applied: ['a/b'],
      left: [],
      leftCount: 0,
    });
    expect(reloadRow(applied)).toMatchObject({ outcome: 'applied', effect: 'nothing waits any more' });
    const discarded = makeEvent(3, 'batch.discarded', 'batch:1', { batchId: '1', why: 'empty' });
    expect(reloadRow(discarded)).toMatchObject({
      outcome: 'discarded',
      effect: 'every file returned to what is loaded',
    });
    const settings = makeEvent(4, 'config.reloaded', 'config:', {
      changed: ['settle.tools'],
      overrides: [],
      skipped: [],
      values: {},
    });
    expect(reloadRow(settings)).toMatchObject({ outcome: 'settings', fields: 1, effect: 'settle.tools' });
    const lost = makeEvent(5, 'root.lost', 'watch:', { root: '/w' });
    expect(reloadRow(lost)).toMatchObject({ outcome: 'folder lost', label: '/w' });
    const gap = makeEvent(6, 'journal.gap', 'journal:', { from: null, to: null, reason: 'compacted' });
    expect(reloadRow(gap)?.label).toMatch(/^history was cut here: older events/);
  });

  it('leaves out what the list does not show', () => {
    expect(reloadRow(makeEvent(1, 'definition.unpinned', scout, {}))).toBeNull();
  });

  it('gives the same row for the same event', () => {
    const event = makeEvent(1, 'definition.reloaded', scout, reloadedBody());
    expect(reloadRow(event)).toBe(reloadRow(event));
  });
});

describe('the list of reloads', () => {
  const events = [
    makeEvent(1, 'definition.reloaded', 'definition:agents/a', reloadedBody({ first: true })),
    makeEvent(2, 'definition.reloaded', 'definition:agents/b', reloadedBody({ first: true })),
    makeEvent(3, 'definition.reloaded', 'definition:tools/c', reloadedBody({ first: true })),
    makeEvent(4, 'definition.refused', 'definition:tools/d', refusedBody()),
    makeEvent(5, 'journal.gap', 'journal:', { from: null, to: null, reason: 'compacted' }),
    makeEvent(6, 'definition.reloaded', 'definition:tools/d', reloadedBody()),
  ];
  const rows = reloadRows(events);
  const find = (text: string): number[] => {
    const parsed = parseFilter(text, RELOAD_KEYS);
    return parsed.ok ? filterRows(rows, parsed.terms).map((row) => row.seq) : [];
  };

  it('stands newest first', () => {
    expect(rows.map((row) => row.seq)).toEqual([6, 5, 4, 3, 2, 1]);
  });

  it('follows a history that grows at its end, at its beginning, and that begins anew', () => {
    const rowsOf = createReloadRows();
    const seqs = (from: number, to: number): number[] => rowsOf(events.slice(from, to)).map((row) => row.seq);
    expect(seqs(2, 4)).toEqual([4, 3]);
    expect(seqs(2, 6)).toEqual([6, 5, 4, 3]);
    expect(seqs(0, 6)).toEqual([6, 5, 4, 3, 2, 1]);
    expect(seqs(3, 6)).toEqual([6, 5, 4]);
    expect(seqs(0, 0)).toEqual([]);
    expect(seqs(5, 6)).toEqual([6]);
  });

  it('keeps the same rows when nothing that is shown was added', () => {
    const rowsOf = createReloadRows();
    const before = rowsOf(events);
    expect(
      rowsOf([...events, makeEvent(7, 'watch.rescanned', 'watch:', { reason: 'timer', files: 1, found: 0, ms: 1 })]),
    ).toBe(before);
  });

  it('filters by kind, outcome or chip, position and words, and never hides a cut', () => {
    expect(find('kind:tools')).toEqual([6, 5, 4, 3]);
    expect(find('outcome:refused')).toEqual([5, 4]);
    expect(find('outcome:ok agents')).toEqual([5, 2, 1]);
    expect(find('seq:4')).toEqual([5, 4]);
    expect(find('/still serving$/')).toEqual([5, 4]);
  });

  it('counts each chip', () => {
    expect(countGroups(rows)).toEqual({ component: 0, ok: 4, refused: 1, held: 0, removed: 0, problem: 0, watch: 1 });
  });

  it('folds a first scan into one line that opens', () => {
    const folded = foldScans(rows, new Set());
    expect(folded.map((item) => item.sort)).toEqual(['row', 'row', 'row', 'scan']);
    const scan = folded[3]!;
    expect(scan.sort === 'scan' && scan.rows.length).toBe(3);
    expect(foldScans(rows, new Set([scan.id]))).toHaveLength(7);
  });

  it('keeps the name of a folded scan while more of it arrives', () => {
    const before = foldScans(reloadRows(events.slice(0, 2)), new Set())[0];
    const after = foldScans(reloadRows(events.slice(0, 3)), new Set())[0];
    expect(after?.id).toBe(before?.id);
  });

  it('leaves a lone row of a scan as it is', () => {
    expect(foldScans(reloadRows(events.slice(0, 1)), new Set())[0]?.sort).toBe('row');
  });

  it('counts what is newer than where the reader stands', () => {
    expect(newerThan(rows, 4)).toBe(2);
    expect(newerThan(rows, 6)).toBe(0);
    expect(newerThan(rows, null)).toBe(0);
  });
});

describe('a list that grows at one end and is cut at the other', () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

  it(`is what it would be from scratch, folded too (SEED=${seed})`, () => {
    const random = chances(seed);
    for (let round = 0; round < 40; round += 1) {
      const rowsOf = createReloadRows();
      const fold = createFoldScans();
      const none: ReadonlySet<string> = new Set();
      let events = someEvents(500, 5, random);
      let next = 505;
      for (let step = 0; step < 20; step += 1) {
        const [grown, left, older] = [random(), random(), random()].map((part) => Math.floor(part * 6));
        const oldest = events[0]?.seq ?? 500;
        if (random() < 0.2) events = someEvents(oldest - older!, older!, random).concat(events);
        events = events.slice(left).concat(someEvents(next, grown!, random));
        next += grown!;
        if (random() < 0.05) events = someEvents(next, 3, random);
        next = Math.max(next, (events.at(-1)?.seq ?? 0) + 1);
        const rows = rowsOf(events);
        expect(rows).toEqual(reloadRows(events));
        expect(fold(rows, none)).toEqual(foldScans(rows, none));
      }
    }
  });

  function someEvents(from: number, count: number, random: () => number) {
    return Array.from({ length: count }, (_, index) =>
      random() < 0.3
        ? makeEvent(from + index, 'definition.refused', scout, refusedBody())
        : makeEvent(from + index, 'definition.reloaded', scout, reloadedBody(random() < 0.3 ? { first: true } : {})),
    );
  }
});
