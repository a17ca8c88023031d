import { expect, it } from 'vitest';
import { foldRuns } from '../../../electron/core/components/run-history.ts';
import type { Envelope } from '../../../shared/envelope.ts';

let seq = 0;
const event = (type: string, subject: string, body: unknown): Envelope =>
  ({ seq: ++seq, epoch: 'e', host: 'h', at: seq, mono: seq, type, v: 1, subject, cause: null, body }) as Envelope;
const began = () =>
  event('run.started', 'run:r', { component: 'a', number: 1, pid: 2, containment: 'marks', descriptorVersion: 1 });
const ended = (afterMs: number) =>
  event('run.ended', 'run:r', { component: 'a', code: 1, signal: null, words: 'exit 1', afterMs, leftovers: 0 });

it.each([
  ['that ended soon was not healthy', [], 10, false],
  ['that ran long enough was healthy', [], 60_000, true],
  [
    'whose readiness probe passed was healthy',
    [event('probe.changed', 'component:a', { to: 'passing', purpose: 'readiness' })],
    10,
    true,
  ],
  [
    'whose agent was ready was healthy',
    [event('agent.changed', 'agent:a', { from: 'checking', to: 'ready', ms: 1 })],
    10,
    true,
  ],
  [
    'whose agent never got so far was not',
    [event('agent.changed', 'agent:a', { from: 'spawning', to: 'failed', ms: 1 })],
    10,
    false,
  ],
] as const)('a run %s', (_, between, afterMs, healthy) => {
  expect(foldRuns([began(), ...between, ended(afterMs)], 30_000)).toMatchObject([{ id: 'r', healthy }]);
});
