import { describe, expect, it } from 'vitest';
import { chainEntries, formatOffset } from '../../../renderer/features/reloads/chain-entries.ts';
import { eventWords } from '../../../renderer/words/event-words.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { eventSchemas } from '../../../shared/events/all.ts';
import { EPOCH, makeEvent, refusedBody, reloadedBody } from './events.ts';

const settled = makeEvent(10, 'file.settled', 'file:agents/a.yaml', {
  path: 'agents/a.yaml',
  change: 'update',
  hash: 'h',
  size: 1,
  mtime: 1,
  rawCount: 2,
  ms: 20,
  definition: 'agents/a',
  role: 'definition',
});
const reloaded = makeEvent(12, 'definition.reloaded', 'definition:agents/a', reloadedBody(), {
  cause: `${EPOCH}:10`,
  mono: 36.6,
});
const problem = makeEvent(13, 'problem.cleared', 'problem:1', { problemId: '1' }, { cause: `${EPOCH}:12`, mono: 37 });
const deeper = makeEvent(
  14,
  'problem.cleared',
  'problem:2',
  { problemId: '2' },
  { cause: `far/${EPOCH}:13`, mono: 38 },
);

describe('cause chain', () => {
  it('stands root first, marks the selected event and indents each step below it', () => {
    const entries = chainEntries([settled], reloaded, [deeper, problem]);
    expect(entries.map((entry) => [entry.event.seq, entry.part, entry.depth])).toEqual([
      [10, 'cause', 0],
      [12, 'selected', 0],
      [13, 'effect', 1],
      [14, 'effect', 2],
    ]);
  });

  it('measures distances by the steady clock, and by wall time over a restart', () => {
    const earlier = makeEvent(
      1,
      'epoch.closed',
      'host:',
      { reason: 'quit' },
      { epoch: 'b'.repeat(16), mono: 9e9, at: reloaded.at - 5_000 },
    );
    const [first, second] = chainEntries([earlier, settled], reloaded, []);
    expect(first?.offsetMs).toBe(-5_000);
    expect(second?.offsetMs).toBeCloseTo(-26.6);
    expect(formatOffset(-26.6, (ms) => `${ms} ms`)).toBe('−26.6 ms');
    expect(formatOffset(3, (ms) => `${ms} ms`)).toBe('+3 ms');
  });
});

describe('events in words', () => {
  it('says what settled, what was refused and what a newer build sent', () => {
    expect(eventWords(settled)).toEqual({ glyph: 'file', text: 'agents/a.yaml settled', more: '2 writes merged' });
    expect(
      eventWords(makeEvent(1, 'definition.refused', 'definition:agents/a', refusedBody({ keeps: null }))),
    ).toMatchObject({
      text: 'agents/a refused at parse',
      more: 'nothing serves',
    });
    const strange = { ...settled, type: 'component.changed', subject: 'component:db' } as Envelope;
    expect(eventWords(strange)).toEqual({ glyph: 'unknown', text: 'component.changed', more: 'component:db' });
  });

  it('says what another host did in the same words, with its name, and does not trust half an event', () => {
    const inner = {
      ...makeEvent(4, 'definition.removed', 'definition:agents/a', { path: 'agents/a.yaml', version: 2 }),
    };
    const remote = (event: { type: string }) =>
      eventWords(makeEvent(9, 'remote', 'host:far', { host: 'far', epoch: EPOCH, seq: 4, event }));
    expect(remote(inner)).toEqual({ glyph: 'removed', text: 'on far: agents/a removed', more: '' });
    expect(remote({ type: 'definition.removed' })).toEqual({
      glyph: 'unknown',
      text: 'far wrote an event',
      more: 'definition.removed',
    });
    expect(remote({ ...inner, type: 'remote' }).text).toBe('far wrote an event');
  });

  it('has words of its own for every event a row or a chain can show', () => {
    const plain = new Set(['notice.raised', 'notice.cleared', 'workspace.changed']);
    const samples: Record<string, unknown> = {
      'action.requested': { door: 'ui', name: 'definition.save' },
      'action.ended': { outcome: 'done' },
      'agent.changed': { to: 'ready', ms: 1 },
      'agent.stepped': { rung: 'asked', pids: [1] },
      'batch.held': { items: [] },
      'batch.changed': { items: [], dropped: [] },
      'batch.applied': { applied: [], leftCount: 0 },
      'component.changed': { to: 'running', reason: 'is up' },
      'call.ended': { outcome: 'ok', ms: 1 },
      'component.pending': { pending: { calls: 1 } },
      'config.reloaded': { changed: [] },
      'definition.conflicted': { paths: [] },
      'definition.reloaded': reloadedBody(),
      'definition.refused': refusedBody(),
      'file.settled': settled.body,
      'job.ended': { status: 'completed', exitCode: 0, ms: 1 },
      'plan.made': { action: 'deploy', names: ['db'], steps: [] },
      'plan.stepped': { step: 0, state: 'done' },
      'store.tried': { store: 'oci', outcome: 'hit', ms: 1 },
      'stop.stepped': { component: 'db', rung: 'asked', pids: [1] },
      remote: { host: 'far', epoch: EPOCH, seq: 1, event: settled },
    };
    for (const type of Object.keys(eventSchemas)) {
      if (plain.has(type)) continue;
      const event = { ...settled, type, body: samples[type] ?? {} } as Envelope;
      expect(eventWords(event).text, type).not.toBe(type);
    }
  });
});
