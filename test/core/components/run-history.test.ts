import { expect, it } from 'vitest';
import { foldRuns } from '../../../electron/core/components/run-history.ts';
import type { Envelope } from '../../../shared/envelope.ts';

let seq = 0;
const event = (type: string, subject: string, body: unknown): Envelope =>
  ({ seq: ++seq, epoch: 'e', host: 'h', at: seq, mono: seq, type, v: 1, subject, cause: null, body }) as Envelope;
const began = () =>
  event('run.started', 'run:r', { component: 'a', number: 1, pid: 2, containment: 'marks', descriptorVersion: 1 });
const ended = (afterMs: number, code = 1) =>
  event('run.ended', 'run:r', { component: 'a', code, signal: null, words: `exit ${code}`, afterMs, leftovers: 0 });
const became = (to: string) => event('component.changed', 'component:a', { from: 'running', to, reason: '' });
const STABLE_MS = 30_000;

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
  expect(foldRuns([began(), ...between, ended(afterMs)], STABLE_MS, 0)).toMatchObject([{ id: 'r', healthy }]);
});

it('a run of a schedule that ended well was healthy, however short; one whose end was asked for or counted as a crash was not', () => {
  const healthy = (...events: Envelope[]) => foldRuns([began(), ...events], STABLE_MS, 0)[0]?.healthy;
  expect(healthy(ended(10, 0))).toBe(true);
  expect(healthy(ended(10, 0), became('stopping'), became('stopped'))).toBe(true);
  expect(healthy(ended(10, 1))).toBe(false);
  expect(healthy(ended(10, 0), became('backing-off'))).toBe(false);
  expect(healthy(became('stopping'), ended(10, 0), became('stopped'))).toBe(false);
});

it('a run that is alive counts as healthy once it has run for long enough', () => {
  const run = began();
  const at = (ms: number) => foldRuns([run], STABLE_MS, run.at + ms)[0]?.healthy;
  expect([at(STABLE_MS - 1), at(STABLE_MS)]).toEqual([false, true]);
});

it('tells whether the component was up while it ran', () => {
  const up = (...events: Envelope[]) => foldRuns([began(), ...events], STABLE_MS, 0)[0]?.up;
  expect(up(ended(10))).toBe(false);
  expect(up(became('running'), ended(10), became('crashed'))).toBe(true);
  expect(up(ended(10), became('crashed'), became('running'))).toBe(false);
});
