import { describe, expect, it } from 'vitest';
import { type LogChannel, type LogSpecInput, logSpec, streamName } from '../../../../shared/log.ts';
import { createRandom, type Random } from '../../../proof/random.ts';
import { seedOfRun, tries } from '../store/random.ts';
import { type Fixture, fixture, type TestView } from './fixture.ts';
import { modelRows } from './model.ts';

const STREAMS: readonly (readonly [item: string, channel: LogChannel])[] = [
  ['component:api', 'stdout'],
  ['component:api', 'stderr'],
  ['signalbox', 'own'],
];
const PIECES = [
  'GET /users/17 200 in 3 ms',
  'GET /users/18 200 in 41 ms',
  'ERROR: cannot reach "db"',
  '\x1b[31mERR\x1b[0mOR split by colour',
  '{"level":40,"msg":"slow"}',
  '10%\r20%\r100% done',
  'naïve café ✓',
  'WARN disk',
  'x',
  '',
  'a'.repeat(300),
];
const TEXTS = ['users', 'USERS', 'error', '00', 'café', 'Ä', 'x', '✓', '%', 'slow'];
const REGEXES = ['users/\\d+', '^WARN', 'done$', '[0-9]{3}', 'é', '^$', '(?:a|b)+$'];

function line(random: Random): Buffer {
  if (random.chance(0.1)) return Buffer.from(Array.from({ length: random.below(40) }, () => random.below(256)));
  const text = Buffer.from(random.pick(PIECES));
  return random.chance(0.2) ? text.subarray(0, random.below(text.length + 1)) : text;
}

/** Some lines in one piece; the last may have no end yet. */
function chunk(random: Random): Buffer {
  const parts: Buffer[] = [];
  for (let left = 1 + random.below(5); left > 0; left -= 1)
    parts.push(line(random), Buffer.from(random.chance(0.2) ? '\r\n' : '\n'));
  if (random.chance(0.4)) parts.push(line(random));
  return Buffer.concat(parts);
}

function pattern(random: Random) {
  const regex = random.chance(0.4);
  return { text: random.pick(regex ? REGEXES : TEXTS), regex, case: random.chance(0.5) };
}

function specOf(random: Random, now: number, runs: readonly string[]): LogSpecInput {
  const some = (share: number) => random.chance(share);
  return {
    streams: random.pick([
      ['*'],
      ['component:api/*'],
      ['component:api/stderr'],
      ['component:api/stdout', 'signalbox/own'],
    ]),
    ...(some(0.4) ? { include: random.chance(0.8) ? [pattern(random)] : [pattern(random), pattern(random)] } : {}),
    ...(some(0.3) ? { exclude: [pattern(random)] } : {}),
    ...(some(0.2) ? { levels: random.some(['debug', 'info', 'warn', 'error'] as const, 2) } : {}),
    ...(some(0.2) ? { from: random.below(now + 1) } : {}),
    ...(some(0.1) ? { until: random.below(now + 1) } : {}),
    ...(some(0.15) && runs.length > 0 ? { runs: random.some(runs, 2) } : {}),
    ...(some(0.15) ? { foldedRuns: random.some(runs, 1) } : {}),
    ...(some(0.4) ? { fold: true } : {}),
    ...(some(0.2)
      ? { unlike: runs.length > 0 && some(0.5) ? { run: random.pick(runs) } : { seq: random.below(20) } }
      : {}),
  };
}

/** Compares every row of a view with what reading everything says. */
function check(log: Fixture, shown: { view: TestView; spec: LogSpecInput }, what: string, dropped: boolean): void {
  const spec = logSpec.parse(shown.spec);
  const names = STREAMS.map(([item, channel]) => streamName(item, channel));
  // What a line is compared with is what there is when the view is opened; and rows that were folded with another
  // stream's lines between them stay apart when those are dropped.
  const anew = spec.unlike || (spec.fold && dropped);
  const rows = (anew ? log.view(shown.spec) : shown.view).rows();
  const wanted = modelRows(log.folder, names, spec);
  expect(rows, `${what}: ${JSON.stringify(shown.spec)}`).toEqual(wanted);
}

const seed = seedOfRun();

describe('the rows of a view', () => {
  it(`are those that reading everything and trying each line gives, while lines come and go (seed ${seed})`, () => {
    for (let round = 0; round < tries(12, 400); round += 1) {
      const random = createRandom(seed + round);
      const what = `SIGNALBOX_TEST_SEED=${seed} round ${round}`;
      const log = fixture({ segmentBytes: random.pick([200, 2_000, 100_000]) });
      let now = 1;
      const runs: string[] = [];
      const isCut = random.chance(0.5);
      let dropped = false;
      let shown: { view: TestView; spec: LogSpecInput }[] = [];
      for (let step = 0; step < 60; step += 1) {
        const [item, channel] = random.pick(STREAMS);
        const stream = log.stream(item, channel);
        const what2 = random.below(20);
        if (random.chance(0.5)) now += random.below(3);
        const seq = Math.floor(now / 3);
        if (what2 < 12) stream.append(chunk(random), now, seq);
        else if (what2 < 14) {
          const run = `r${runs.length + 1}`;
          const isStart = runs.length === 0 || random.chance(0.6);
          if (isStart) runs.push(run);
          for (const one of ['stdout', 'stderr'] as const) {
            const its = log.stream('component:api', one);
            its.closeLine(now, seq);
            const what3 = isStart
              ? ({ is: 'run-started', number: runs.length, after: null } as const)
              : ({ is: 'run-ended', number: runs.length, words: 'exit 0', healthy: true } as const);
            its.mark({ at: now, seq, run: runs.at(-1) ?? null, what: what3 });
          }
        } else if (what2 < 15) stream.mark({ at: now, seq, run: null, what: { is: 'held-back', ms: 3 } });
        else if (what2 < 16 && isCut) {
          dropped = dropped || STREAMS.length > 1;
          for (const one of log.streams.values()) one.flush();
          stream.drop(1);
        } else if (what2 < 17 && isCut && random.chance(0.3)) {
          dropped = true;
          stream.flush();
          log.forget(item, channel);
        } else {
          // Streams are written one after another, and heard of later.
          for (const one of random.some([...log.streams.values()], 3)) one.flush();
        }
        if (random.chance(0.6)) log.hear();
        if (random.chance(0.1)) {
          const spec = specOf(random, now, runs);
          shown.push({ spec, view: log.view(spec) });
        }
        for (const { view } of shown) {
          if (random.chance(0.3)) view.view.step();
          if (random.chance(0.2)) view.view.tell();
          if (random.chance(0.1)) view.ask({ k: 'follow', rows: random.below(10) });
          if (random.chance(0.2)) view.ask({ k: 'rows', from: random.below(50), count: 1 + random.below(20) });
        }
        if (random.chance(0.1)) {
          for (const one of log.streams.values()) one.flush();
          log.hear();
          for (const one of shown) check(log, one, what, dropped);
          shown = random.some(shown, 4);
        }
      }
      for (const one of log.streams.values()) one.flush();
      log.hear();
      for (const one of shown) check(log, one, what, dropped);
    }
  }, 1_800_000);
});
