import { describe, expect, it } from 'vitest';
import { outcomeAt } from '../../../../renderer/stores/mark-log.ts';
import { createMarks, type Marks } from '../../../../renderer/stores/marks.ts';
import type { Envelope } from '../../../../shared/envelope.ts';
import { columnsOfEvents } from '../../../../shared/timeline-columns.ts';
import { makeEvent, refusedBody, reloadedBody } from '../events.ts';
import { chances } from './lanes.ts';

const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const START = 1_795_000_000_000;
const build = { build: '1', shape: 1, reason: 'start' as const };
const workspace = { id: 'w', root: '/w', name: 'w', trusted: true, readOnly: null };

/** A history as it might be: saves good and bad, batches held and let go, starts, and a clock that goes back at times. */
function someHistory(random: () => number, length: number): Envelope[] {
  const ids = Array.from({ length: 8 }, (_, index) => `${index % 2 ? 'tools/bundles' : 'agents'}/a${index}`);
  const pick = () => ids[Math.floor(random() * ids.length)]!;
  let at = START;
  let epoch = 'a'.repeat(16);
  return Array.from({ length }, (_, index) => {
    at += Math.floor(random() * 400) - (random() < 0.02 ? 5_000 : 0);
    const id = pick();
    const subject = `definition:${id}`;
    const given = { at, epoch };
    const items = Array.from({ length: 3 }, pick).map((definition) => ({
      definition,
      path: `${definition}.yaml`,
      change: 'update' as const,
      outcome: 'ok' as const,
    }));
    const seq = index + 1;
    const chance = random();
    if (chance < 0.5) {
      const { from, ...rest } = reloadedBody({ rule: id.slice(0, id.lastIndexOf('/')) });
      const body = random() < 0.8 ? { ...rest, from: 1 } : rest;
      return makeEvent(
        seq,
        'definition.reloaded',
        subject,
        random() < 0.1 ? { ...body, stored: 'pinned' } : body,
        given,
      );
    }
    if (chance < 0.65) return makeEvent(seq, 'definition.refused', subject, refusedBody(), given);
    if (chance < 0.7) {
      const body = { path: '', hash: 'h', size: 1, mtime: 1 };
      return makeEvent(seq, 'definition.unchanged', subject, body, given);
    }
    if (chance < 0.74) {
      const body = { from: pick(), to: id, path: '', was: '' };
      return makeEvent(seq, 'definition.renamed', subject, body, given);
    }
    if (chance < 0.8) {
      const body = { batchId: 'b', reason: 'size' as const, items, restarts: [], unaffected: 0 };
      return makeEvent(seq, 'batch.held', 'batch:b', body, given);
    }
    if (chance < 0.85) {
      const body = { batchId: 'b', items, dropped: [pick()], restarts: [], unaffected: 0 };
      return makeEvent(seq, 'batch.changed', 'batch:b', body, given);
    }
    if (chance < 0.9) {
      const body = { batchId: 'b', applied: [pick()], left: [], leftCount: random() < 0.5 ? 0 : 2 };
      return makeEvent(seq, 'batch.applied', 'batch:b', body, given);
    }
    if (chance < 0.93) {
      const why = (['asked', 'empty', 'superseded'] as const)[Math.floor(random() * 3)]!;
      return makeEvent(seq, 'batch.discarded', 'batch:b', { batchId: 'b', why }, given);
    }
    if (chance < 0.95) {
      epoch = String(seq).padStart(16, '0');
      return makeEvent(seq, 'epoch.opened', 'host', { ...build, durable: { workspace, pins: {} } }, { at, epoch });
    }
    if (chance < 0.97)
      return makeEvent(seq, 'watch.degraded', 'watch:', { path: '/w', reason: '', fallback: '' }, given);
    return makeEvent(seq, 'watch.rescanned', 'watch:', { reason: 'timer', files: 1, found: 0, ms: 1 }, given);
  });
}

/** Everything a timeline can read of marks. */
function contentOf(marks: Marks): unknown {
  return Object.fromEntries(
    [...marks.laneNames()].sort().map((name) => {
      const lane = marks.lane(name)!;
      const all = Array.from({ length: lane.length }, (_, place) => [
        lane.ats[place],
        marks.position(lane.seqs[place]!),
        outcomeAt(lane.outcomes[place]!),
        marks.name(lane.names[place]!),
      ]);
      return [name, { all, spans: marks.spans(name), holds: marks.holds(name) }];
    }),
  );
}

function atOnce(events: readonly Envelope[]): Marks {
  const marks = createMarks();
  marks.add(events);
  return marks;
}

describe('marks', () => {
  it(`are the same however they came: live, by pages from the past, or all at once (SEED=${seed})`, () => {
    const random = chances(seed);
    for (let round = 0; round < 30; round += 1) {
      const events = someHistory(random, 20 + Math.floor(random() * 300));
      const marks = createMarks();
      let low = Math.floor(random() * events.length);
      let high = low;
      while (low > 0 || high < events.length) {
        const step = 1 + Math.floor(random() * 40);
        if (low > 0 && random() < 0.5) {
          const next = Math.max(0, low - step);
          marks.addOlder(columnsOfEvents(events.slice(next, low)), next > 0);
          low = next;
        } else {
          marks.add(events.slice(high, high + step));
          high = Math.min(events.length, high + step);
        }
      }
      expect(contentOf(marks)).toEqual(contentOf(atOnce(events)));
    }
  });

  it('put what a kind with slashes made into its own lane', () => {
    const body = reloadedBody({ rule: 'rules/deep' });
    const marks = atOnce([makeEvent(1, 'definition.reloaded', 'definition:rules/deep/a', body)]);
    marks.add([makeEvent(2, 'definition.removed', 'definition:rules/deep/a', { path: '', version: 1 })]);
    expect(marks.laneNames()).toEqual(['rules/deep']);
    expect(marks.lane('rules/deep')?.length).toBe(2);
  });

  it('keep an MCP server and its definition, which are called the same, in lanes of their own', () => {
    const was = { from: 'starting', reason: 'is up' } as const;
    const events = [
      makeEvent(1, 'definition.reloaded', 'definition:mcp/notes', reloadedBody({ rule: 'mcp' })),
      makeEvent(2, 'component.changed', 'component:mcp/notes', { ...was, to: 'running' }),
      makeEvent(3, 'definition.removed', 'definition:mcp/notes', { path: '', version: 1 }),
    ];
    const older = createMarks();
    older.addOlder(columnsOfEvents(events), false);
    for (const marks of [atOnce(events), older]) {
      expect(marks.lane('mcp')?.length).toBe(2);
      expect(marks.lane('runs')?.length).toBe(1);
    }
  });

  it('keep the newest when there are too many, and what still differs from long before', () => {
    const marks = createMarks({ kept: 100 });
    marks.add([makeEvent(1, 'definition.refused', 'definition:agents/a', refusedBody())]);
    for (let seq = 2; seq <= 200; seq += 1)
      marks.add([makeEvent(seq, 'definition.reloaded', 'definition:agents/b', reloadedBody())]);
    expect(marks.size()).toBeLessThanOrEqual(125);
    expect(marks.lane('agents')?.seqs[marks.lane('agents')!.length - 1]).toBe(200);
    expect(marks.spans('agents')).toEqual([{ from: START + 1, to: null, why: 'refused' }]);
    expect([marks.hasOlder(), marks.size() < 100 || !marks.wantsOlder()]).toEqual([true, true]);
  });

  it('know nothing any more after another journal came', () => {
    const marks = atOnce([makeEvent(1, 'definition.refused', 'definition:agents/a', refusedBody())]);
    marks.clear();
    expect([marks.size(), marks.oldest(), marks.spans('agents'), marks.generation()]).toEqual([0, null, [], 1]);
  });

  it('tell how far the clock of the host is ahead, by what came soonest', () => {
    const marks = createMarks({ now: () => START });
    for (const [seq, at] of [START + 50_000, START + 60_000, START + 40_000].entries())
      marks.add([makeEvent(seq + 1, 'definition.refused', 'definition:agents/a', refusedBody(), { at })]);
    expect(marks.skewMs()).toBe(60_000);
  });
});

describe('lines of what differs on disk', () => {
  const event = (seq: number, type: 'reloaded' | 'refused', id = 'agents/a') =>
    type === 'reloaded'
      ? makeEvent(seq, 'definition.reloaded', `definition:${id}`, reloadedBody())
      : makeEvent(seq, 'definition.refused', `definition:${id}`, refusedBody());
  const item = { definition: 'agents/b', path: 'agents/b.yaml', change: 'update', outcome: 'ok' } as const;
  const held = makeEvent(10, 'batch.held', 'batch:1', {
    batchId: '1',
    reason: 'git',
    items: [item],
    restarts: [],
    unaffected: 0,
  });
  const spans = (...events: Envelope[]) =>
    atOnce(events)
      .spans('agents')
      .map(({ from, to, why }) => [from - START, to === null ? null : to - START, why]);

  it('last from the first refusal until the last definition of the lane is fixed', () => {
    expect(
      spans(
        event(1, 'refused'),
        event(2, 'refused', 'agents/b'),
        event(3, 'reloaded'),
        event(5, 'reloaded', 'agents/b'),
      ),
    ).toEqual([[1, 5, 'refused']]);
  });

  it('wait while a batch is held, until it is applied', () => {
    const applied = { batchId: '1', applied: ['agents/b'], left: [], leftCount: 0 };
    expect(spans(held, makeEvent(14, 'batch.applied', 'batch:1', applied))).toEqual([[10, 14, 'waits']]);
  });

  it('go on when a waiting change is discarded, and end when the files went back by themselves', () => {
    const discarded = (why: 'asked' | 'empty') => makeEvent(12, 'batch.discarded', 'batch:1', { batchId: '1', why });
    expect(spans(held, discarded('asked'))).toEqual([[10, null, 'waits']]);
    expect(spans(held, discarded('empty'))).toEqual([[10, 12, 'waits']]);
  });

  it('begin with how many are held, once: not again when one that waits is saved again', () => {
    const items = [item, { ...item, definition: 'agents/c' }];
    const more = { batchId: '1', items, dropped: [], restarts: [], unaffected: 0 };
    const marks = atOnce([held, makeEvent(12, 'batch.changed', 'batch:1', more)]);
    expect(marks.holds('agents').map(({ at, seq, count }) => [at - START, seq, count])).toEqual([
      [10, 10, 1],
      [12, 12, 1],
    ]);
    expect(marks.holds('models')).toEqual([]);
  });

  it('are solid while something is refused, whatever else waits', () => {
    expect(spans(held, event(11, 'refused'), event(13, 'reloaded'))).toEqual([
      [10, 11, 'waits'],
      [11, 13, 'refused'],
      [13, null, 'waits'],
    ]);
  });

  it('end where a host began anew: how things stand then is observed again', () => {
    const opened = makeEvent(5, 'epoch.opened', 'host', { ...build, durable: { workspace, pins: {} } });
    expect(spans(event(1, 'refused'), opened)).toEqual([[1, 5, 'refused']]);
  });
});
