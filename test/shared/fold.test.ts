import { describe, expect, it } from 'vitest';
import { canonical } from '../../shared/canonical.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { fold } from '../../shared/fold.ts';
import { type Snapshot, snapshotOf, stateOf } from '../../shared/snapshot.ts';
import { snapshotText } from '../../shared/snapshot-text.ts';
import { EMPTY_STATE, type State } from '../../shared/state.ts';
import { tableGet } from '../../shared/table.ts';

const EPOCH = '00000000000000e1';
let seq = 0;

function event(type: string, subject: string, body: unknown, extra: Partial<Envelope> = {}): Envelope {
  seq += 1;
  return { seq, epoch: EPOCH, host: 'h', at: 1_000 + seq, mono: seq, type, v: 1, subject, cause: null, body, ...extra };
}

function reloaded(id: string, version: number): Envelope {
  const timings = { settle: 1, read: 1, parse: 1, validate: 1, swap: 1 };
  const body = {
    path: `${id}.yaml`,
    version,
    hash: `h${version}`,
    size: 1,
    mtime: 1,
    change: 'update',
    diff: [],
    fields: 0,
    timings,
    rule: 'agents',
    touched: [],
    warnings: [],
  };
  return event('definition.reloaded', `definition:${id}`, body);
}

function refused(id: string): Envelope {
  const error = { code: 'SYNTAX', message: 'm', hint: 'h', retryable: false };
  return event('definition.refused', `definition:${id}`, {
    path: `${id}.yaml`,
    hash: 'x',
    size: 1,
    mtime: 1,
    phase: 'parse',
    error,
    keeps: 1,
    timings: {},
  });
}

function removed(id: string, mono?: number): Envelope {
  return event(
    'definition.removed',
    `definition:${id}`,
    { path: `${id}.yaml`, version: 1 },
    mono === undefined ? {} : { mono },
  );
}

/** Random but seeded: the seed is printed by the name of the test that fails. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return (state >>> 0) / 2 ** 32;
  };
}

function history(seed: number, length: number): Envelope[] {
  seq = 0;
  const next = random(seed);
  return Array.from({ length }, () => {
    const id = `agents/a${Math.floor(next() * 1_400)}`;
    const dice = next();
    return dice < 0.6 ? reloaded(id, Math.ceil(next() * 9)) : dice < 0.8 ? refused(id) : removed(id);
  });
}

const text = (state: State) => canonical(snapshotOf(state));

describe('the fold', () => {
  it.each([1, 2, 3])('J10: gives the same state however its events are cut into batches (seed %i)', (seed) => {
    const events = history(seed, 4_000);
    const whole = fold(EMPTY_STATE, events);
    const next = random(seed + 100);
    let parts: State = EMPTY_STATE;
    for (let at = 0; at < events.length; ) {
      const size = 1 + Math.floor(next() * 300);
      parts = fold(parts, events.slice(at, at + size));
      at += size;
    }
    expect(text(parts)).toBe(text(whole));
    expect(text(stateOf(JSON.parse(JSON.stringify(snapshotOf(whole))) as Snapshot))).toBe(text(whole));
  });

  it('J10: changes nothing for events it has folded, and keeps unknown and newer ones as a count only', () => {
    seq = 0;
    const events = [reloaded('agents/a', 1), refused('agents/b')];
    const state = fold(EMPTY_STATE, events);
    expect(fold(state, events)).toBe(state);
    const strange = [event('teapot.boiled', 'teapot:1', {}), { ...reloaded('agents/a', 7), v: 99 }];
    const after = fold(state, strange);
    expect(after.counts.unknownEvents).toBe(2);
    expect(after.definitions).toBe(state.definitions);
    expect(after.seq).toBe(4);
  });

  it('J11: copies only the bucket that changed, and splits a table above a thousand entries', () => {
    seq = 0;
    const state = fold(
      EMPTY_STATE,
      Array.from({ length: 1_500 }, (_, index) => reloaded(`agents/a${index}`, 1)),
    );
    expect(state.definitions.buckets.length).toBe(256);
    const after = fold(state, [reloaded('agents/a7', 2)]);
    const changed = after.definitions.buckets.filter((bucket, index) => bucket !== state.definitions.buckets[index]);
    expect(changed.length).toBe(1);
    expect(tableGet(after.definitions, 'agents/a7')?.loaded?.version).toBe(2);
    expect(tableGet(state.definitions, 'agents/a7')?.loaded?.version).toBe(1);
    expect(after.problems).toBe(state.problems);
  });

  it('J12: holds living things only: removed definitions leave after a minute, and 200 recent positions stay', () => {
    seq = 0;
    const events = Array.from({ length: 900 }, (_, index) => reloaded(`agents/a${index % 3}`, index));
    const state = fold(EMPTY_STATE, [...events, removed('agents/a0', 10_000)]);
    expect(state.recent.length).toBe(200);
    expect(tableGet(state.definitions, 'agents/a0')?.state).toBe('removed');
    const soon = fold(state, [{ ...reloaded('agents/a1', 1), mono: 69_000 }]);
    expect(tableGet(soon.definitions, 'agents/a0')?.state).toBe('removed');
    const later = fold(soon, [{ ...reloaded('agents/a1', 1), mono: 70_001 }]);
    expect(tableGet(later.definitions, 'agents/a0')).toBeUndefined();
    expect(later.counts.kinds['agents']?.total).toBe(2);
  });

  it('counts each kind as a look over all definitions would', () => {
    const state = fold(EMPTY_STATE, history(9, 3_000));
    const definitions = Object.values(snapshotOf(state).definitions);
    const counts = state.counts.kinds['agents'];
    expect(counts?.total).toBe(definitions.filter((one) => one.state !== 'removed').length);
    expect(counts?.faulty).toBe(definitions.filter((one) => one.state === 'refused').length);
  });

  it('writes its snapshot as text that parses to the very same, also after a change', () => {
    const events = history(5, 3_000);
    let state = fold(EMPTY_STATE, events.slice(0, 2_500));
    expect(canonical(JSON.parse([...snapshotText(state)].join('')))).toBe(text(state));
    state = fold(state, events.slice(2_500));
    expect(canonical(JSON.parse([...snapshotText(state)].join('')))).toBe(text(state));
    expect(canonical(JSON.parse([...snapshotText(EMPTY_STATE)].join('')))).toBe(text(EMPTY_STATE));
  });

  it('lets a probe that fails for another reason fail since the same moment', () => {
    seq = 0;
    const declared = { type: 'process', definition: null, version: 1, hash: 'h', enabled: true, dependsOn: {} };
    const probed = (from: string, to: string, why: string) =>
      event('probe.changed', 'component:web', { probe: 'ready', purpose: 'readiness', from, to, why, streak: 1 });
    const start = [event('component.declared', 'component:web', declared), probed('unknown', 'failing', 'refuses')];
    const failing = fold(EMPTY_STATE, start);
    const ready = (state: State) => tableGet(state.components, 'web')?.probes['ready'];
    const since = ready(failing)?.since;
    const other = fold(failing, [probed('failing', 'failing', 'no answer')]);
    expect(ready(other)).toMatchObject({ why: 'no answer', since });
    expect(ready(fold(other, [probed('failing', 'passing', 'answered')]))?.since).toBeGreaterThan(since ?? 0);
  });

  it('begins anew with an epoch', () => {
    seq = 0;
    const state = fold(EMPTY_STATE, [reloaded('agents/a', 1)]);
    const workspace = { id: 'w', root: '/w', name: 'w', trusted: true, readOnly: null };
    const opened = event(
      'epoch.opened',
      'host',
      { build: 'b', shape: 1, reason: 'start', durable: { workspace, pins: {} } },
      { epoch: '00000000000000e2' },
    );
    const after = fold(state, [opened]);
    expect(after).toMatchObject({ epoch: '00000000000000e2', seq: 2, workspace });
    expect(after.definitions.size).toBe(0);
  });
});
