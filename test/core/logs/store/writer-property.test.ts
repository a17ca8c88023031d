import { existsSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderName, type Written } from '../../../../electron/core/logs/format.ts';
import type { ToReader } from '../../../../electron/core/logs/segments-state.ts';
import { openWriter, type Writer } from '../../../../electron/core/logs/writer.ts';
import type { LogChannel } from '../../../../shared/log.ts';
import { tempFolder } from '../../../helpers/temp.ts';
import { createRandom, type Random } from '../../../proof/random.ts';
import { testStamp } from './open.ts';
import { seedOfRun, tries } from './random.ts';
import { faultsOf, onDisk } from './stored.ts';

const SEED = seedOfRun();
/** A tail is kept back no longer than this. */
const HOLD_MS = 100;
const CHANNELS: readonly LogChannel[] = ['stdout', 'stderr', 'job'];

/** What a stream must hold, byte for byte. */
interface Model {
  bytes: Buffer;
  runs: number;
}

it(`stores every byte with an index that agrees, for any chunks and any point of a kill (seed ${SEED})`, () => {
  for (let round = 0; round < tries(4, 400); round += 1) scenario(SEED + round);
}, 1_800_000);

function scenario(seed: number): void {
  const random = createRandom(seed);
  const folder = tempFolder('logs');
  const segmentBytes = 20 + random.below(300);
  const models = new Map(CHANNELS.map((channel) => [channel, { bytes: Buffer.alloc(0), runs: 0 } as Model]));
  let clock = 1_000;
  let heard: ToReader[] = [];
  let writer = open();

  function open(): Writer {
    heard = [];
    const opened = openWriter({
      folder,
      bounds: { workspaceBytes: Infinity, streamBytes: Infinity, streamDays: Infinity, segmentBytes },
      now: () => clock,
      mono: () => clock,
      stamp: testStamp,
      tell: (message) => heard.push(message),
      trouble: (message) => expect.unreachable(message),
    });
    for (const [id, channel] of CHANNELS.entries()) opened.stream(id, 'item', channel);
    return opened;
  }

  for (let step = 0; step < 40; step += 1) {
    const before = sizes(folder);
    const whole = writer.whole();
    heard = [];
    for (let chunk = random.below(6); chunk > 0; chunk -= 1) {
      clock += random.below(3);
      const id = random.below(CHANNELS.length);
      const model = models.get(CHANNELS[id] as LogChannel) as Model;
      const what = random.below(10);
      if (what === 0) {
        model.runs += 1;
        if (model.bytes.length > 0 && model.bytes.at(-1) !== 10)
          model.bytes = Buffer.concat([model.bytes, Buffer.of(10)]);
        writer.mark(id, {
          at: clock,
          seq: step,
          run: `r${model.runs}`,
          what: { is: 'run-started', number: model.runs, after: null },
        });
      } else if (what === 1) {
        writer.mark(id, { at: clock, seq: step, run: null, what: { is: 'held-back', ms: step } });
      } else {
        const bytes = someBytes(random);
        model.bytes = Buffer.concat([model.bytes, bytes]);
        writer.chunk(id, bytes, clock, step);
      }
    }
    writer.flush();
    if (writer.holds) {
      // The end of the last chunk may be the beginning of a URL: it is waited for as long as the writer waits.
      clock += HOLD_MS;
      writer.tick();
    }
    if (step % 5 === 0) check(`seed ${seed}, step ${step}`);
    checkTold(whole.streams, `seed ${seed}, step ${step}`);
    if (random.chance(0.15)) {
      kill(before);
      writer = open();
      check(`seed ${seed}, step ${step}, after a kill`);
    }
  }
  writer.close();
  rmSync(folder, { recursive: true });

  /** Undoes the end of the last flush, in the reverse of the order in which it writes. */
  function kill(before: ReadonlyMap<string, number>): void {
    writer.close();
    for (const channel of CHANNELS) {
      const place = path.join(folder, folderName(`item/${channel}`));
      if (!existsSync(place)) continue;
      const model = models.get(channel) as Model;
      const grown = [...sizes(place)]
        .map(([file, size]) => ({ file, from: before.get(file) ?? 0, size }))
        .filter(({ from, size }) => size > from)
        .sort((one, other) => rank(other.file) - rank(one.file));
      let kept = model.bytes.length;
      for (const { file, from, size } of grown) {
        const to = random.chance(0.3) ? size : from + random.below(size - from + 1);
        truncateSync(file, to);
        if (file.endsWith('.log')) kept = Number(path.basename(file, '.log')) + to;
        // What was written before a file is whole when something of that file is there.
        if (to > from) break;
      }
      model.bytes = model.bytes.subarray(0, kept);
      if (model.bytes.length > 0 && model.bytes.at(-1) !== 10)
        model.bytes = Buffer.concat([model.bytes, Buffer.of(10)]);
    }
  }

  function check(where: string): void {
    for (const [channel, model] of models) {
      if (!readdirSync(folder).includes(folderName(`item/${channel}`))) {
        expect(model.bytes.length, where).toBe(0);
        continue;
      }
      const stream = onDisk(folder, `item/${channel}`);
      expect(stream.bytes.equals(model.bytes), `${where}: the bytes of ${channel}`).toBe(true);
      expect(faultsOf(stream), `${where}: ${channel}`).toEqual([]);
    }
    const orders = CHANNELS.flatMap((channel) => {
      const place = folderName(`item/${channel}`);
      if (!readdirSync(folder).includes(place)) return [];
      const { entries, marks } = onDisk(folder, `item/${channel}`);
      return [...entries, ...marks].map(({ order }) => order);
    });
    expect(new Set(orders).size, `${where}: an order was given twice`).toBe(orders.length);
  }

  /** What a reader was told after the whole state must be what grew on disk. */
  function checkTold(streams: ReturnType<Writer['whole']>['streams'], where: string): void {
    for (const state of streams) {
      if (!readdirSync(folder).includes(folderName(state.stream))) continue;
      const own = heard.filter(
        (one): one is Written => one.k !== 'all' && one.k !== 'begun' && one.stream === state.stream,
      );
      const stream = onDisk(folder, state.stream);
      const grown = own.filter((one) => one.k === 'grown');
      const newest = grown.at(-1);
      if (newest) expect(newest.end, where).toBe(stream.bytes.length);
      const told = grown.flatMap(({ entries }) => [...entries]);
      const all = stream.entries.flatMap(({ offset, n, at, order, seq }) => [offset, n, at, order, seq]);
      expect(told, where).toEqual(told.length === 0 ? [] : all.slice(-told.length));
      const marks = own.flatMap((one) => (one.k === 'mark' ? [one.mark] : []));
      expect([...state.marks, ...marks], where).toEqual(stream.marks);
    }
  }
}

/** Lines, parts of lines, empty lines, long lines, and bytes of any kind. */
function someBytes(random: Random): Buffer {
  const length = random.pick([1, 5, 30, 200, 900]);
  return Buffer.from(
    Array.from({ length: 1 + random.below(length) }, () => (random.chance(0.08) ? 10 : random.below(256))),
  );
}

function sizes(folder: string): Map<string, number> {
  return new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((one) => one.isFile() && /\.(log|idx|jsonl)$/.test(one.name))
      .map((one) => path.join(one.parentPath, one.name))
      .map((file) => [file, statSync(file).size]),
  );
}

/** Files of a stream in the order they are written: each segment with its index, then the marks. */
function rank(file: string): number {
  if (file.endsWith('.jsonl')) return Number.POSITIVE_INFINITY;
  return Number(path.basename(file).slice(0, 16)) * 2 + (file.endsWith('.idx') ? 1 : 0);
}
