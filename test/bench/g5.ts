import { createCorpus, SHAPES, type Shape } from './corpus.ts';
import { startBenchHost } from './host.ts';
import { type BenchContext, type BenchResult, type BenchRun, type ResultFrame, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { settled, type TakenIn, takeIn } from './take-in.ts';

const FILES = 5_000;
const BLOCK_MS = 3_000;
/** An atomic save is four events in the queue of a watched directory, and the kernel keeps this many. */
const KERNEL_QUEUE = 16_384;

const WITHIN = { goal: 'G5', unit: 'ms', target: 1_000, moonshot: 300, compares: 'value' } as const;
const NONE_LOST = { goal: 'G5', unit: 'definitions', target: 0, moonshot: 0, compares: 'value', worst: true } as const;

/** Bursts of 5,000 definitions: how long after the last write everything is as on disk, and whether anything is lost. */
export async function benchBursts(context: BenchContext): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const shape of SHAPES) {
    results.push(...(await passing(context, shape)));
    results.push(...(await held(context, shape)));
  }
  results.push(...(await overflowing(context)));
  return results;
}

/** Nothing is held: the registry follows the disk by itself. */
async function passing({ runs, say }: BenchContext, shape: Shape): Promise<BenchResult[]> {
  using scratch = openScratch();
  const corpus = createCorpus(scratch.folder('root'), FILES, { git: shape === 'branch switch' });
  const env = { SIGNALBOX_CONFIG_HOLD_THRESHOLD: '0' };
  await using host = await startBenchHost({ root: corpus.root, home: scratch.folder('home'), env });
  await takeIn(host, corpus, shape, 'loaded');
  const free: TakenIn[] = [];
  const blocked: TakenIn[] = [];
  for (let run = 0; run < runs; run++) {
    free.push(await takeIn(host, corpus, shape, 'loaded'));
    blocked.push(await takeIn(host, corpus, shape, 'loaded', { block: 'main', ms: BLOCK_MS }));
    say(`  ${shape} ${run + 1}/${runs}: ${words(free[run])}; main blocked: ${words(blocked[run])}`);
  }
  return [
    ...timeAndLoss(`${shape}: last write → registry = disk`, free),
    ...timeAndLoss(`${shape}, main blocked 3 s: last write or end of block → registry = disk`, blocked),
  ];
}

/** The default: the burst waits as a batch, and Apply loads it. */
async function held({ runs, say }: BenchContext, shape: Shape): Promise<BenchResult[]> {
  using scratch = openScratch();
  const corpus = createCorpus(scratch.folder('root'), FILES, { git: shape === 'branch switch' });
  await using host = await startBenchHost({ root: corpus.root, home: scratch.folder('home') });
  const planned: TakenIn[] = [];
  const applied: BenchRun[] = [];
  for (let run = 0; run <= runs; run++) {
    const taken = await takeIn(host, corpus, shape, 'planned');
    const { at } = await host.ask('apply');
    const right = await settled(host, 'loaded', at);
    if (run === 0) continue;
    planned.push(taken);
    applied.push({ value: right.at - at, wrong: right.wrong });
    say(
      `  ${shape}, held ${run}/${runs}: ${words(taken)}; apply ${Math.round(right.at - at)} ms, ${right.wrong} wrong`,
    );
  }
  return [
    ...timeAndLoss(`${shape}, held: last write → plan = disk`, planned),
    resultOf({ ...WITHIN, what: `${shape}, held: Apply → registry = disk` }, applied),
    resultOf(
      { ...NONE_LOST, what: `${shape}, held: differ from disk after Apply` },
      applied.map(({ wrong }) => ({ value: Number(wrong) })),
    ),
  ];
}

/** The watch worker is blocked until the kernel's queue has run over: events are gone, and nobody says so. */
async function overflowing({ runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const corpus = createCorpus(scratch.folder('root'), FILES);
  const env = { SIGNALBOX_CONFIG_HOLD_THRESHOLD: '0' };
  await using host = await startBenchHost({ root: corpus.root, home: scratch.folder('home'), env });
  let blockMs = 2 * (await takeIn(host, corpus, 'atomic', 'loaded')).writeMs + BLOCK_MS;
  const taken: TakenIn[] = [];
  for (let tries = 0; taken.length < runs && tries < 3 * runs; tries++) {
    const one = await takeIn(host, corpus, 'atomic', 'loaded', { block: 'watch', ms: blockMs });
    say(`  overflow ${taken.length + 1}/${runs}: ${words(one)}`);
    // Without a block longer than the writing the queue did not run over.
    if (one.blockedMs > 0) taken.push(one);
    else blockMs *= 2;
  }
  const bound = `${FILES * 4} kernel events for a queue of ${KERNEL_QUEUE}`;
  return timeAndLoss('atomic, kernel queue overflowed: end of block → registry = disk', taken, bound);
}

function timeAndLoss(what: string, taken: readonly TakenIn[], bound?: string): BenchResult[] {
  const frame: ResultFrame = { ...WITHIN, what, ...(bound === undefined ? {} : { bound }) };
  const runs = taken.map(({ afterMs, ...details }) => ({ value: afterMs, ...details }));
  const lost = taken.map((one) => ({ value: one.lost }));
  const place = what.slice(0, what.indexOf(':'));
  return [resultOf(frame, runs), resultOf({ ...NONE_LOST, what: `${place}: differ from disk in the end` }, lost)];
}

function words(taken: TakenIn | undefined): string {
  if (taken === undefined) return '';
  const { writeMs, afterMs, lost, rawEvents } = taken;
  return `written in ${Math.round(writeMs)} ms, right ${Math.round(afterMs)} ms later, ${lost} lost, ${rawEvents} raw events`;
}
