import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { systemClock } from '../../electron/core/clock.ts';
import { type Journal, openJournal } from '../../electron/core/journal/journal.ts';
import { createMasker } from '../../electron/core/journal/masker.ts';
import { openStoreClient } from '../../electron/core/journal/store-client.ts';
import { createGaugePlane } from '../../electron/core/rpc/gauges.ts';
import { startSession } from '../../electron/core/rpc/session.ts';
import type { EventDraft } from '../../shared/envelope.ts';
import { type ClientFrame, portPair, type ServerFrame } from '../../shared/rpc.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';

const EVENTS_PER_SECOND = 20_000;
const ENTITIES = 500;
const TICK_MS = 5;
const MOST_PER_TICK = 1_000;
const RUN_MS = 4_000;
const HASH = 'a3f1'.repeat(16);

/** CPU of numbering, folding, encoding and sending 20,000 events a second, and of writing them. */
export async function benchJournal({ runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const workers: Worker[] = [];
  const onWorker = (worker: Worker) => workers.push(worker);
  process.on('worker', onWorker);
  const store = await openStoreClient(scratch.folder('journal'), () => {});
  process.off('worker', onWorker);
  const [writer] = workers;
  if (!writer) throw new Error('The journal started no worker.');
  const masker = createMasker(randomBytes(32));
  // Values like those of a real environment, so that every text is searched for them.
  masker.learn(Array.from({ length: 20 }, (_, index) => `secret-value-${index}-${randomBytes(8).toString('hex')}`));
  const faults: string[] = [];
  const journal = openJournal({ host: 'bench', clock: systemClock, masker, store, log: (line) => faults.push(line) });
  openEpoch(journal);
  const client = connect(journal);
  await appendFor(journal, RUN_MS / 2);

  const main: BenchRun[] = [];
  const writing: BenchRun[] = [];
  for (let run = 0; run < runs; run++) {
    const idle = await appendFor(null, RUN_MS);
    const before = { events: client.events(), chars: client.chars(), writer: await writer.cpuUsage() };
    const loaded = await appendFor(journal, RUN_MS);
    journal.flush();
    await client.caughtUp(journal.position().seq);
    const written = await writer.cpuUsage(before.writer);
    const events = client.events() - before.events;
    const seconds = loaded.ms / 1_000;
    const facts = {
      eventsPerSecond: Math.round(events / seconds),
      charsPerEvent: Math.round((client.chars() - before.chars) / events),
    };
    // What making the events costs is not the journal's.
    main.push({ value: loaded.percent - idle.percent, generatorPercent: idle.percent, ...facts });
    writing.push({ value: (written.user + written.system) / 10 / loaded.ms, ...facts });
    say(
      `  ${run + 1}/${runs}: main ${main[run]?.value.toFixed(1)} % (generator ${idle.percent.toFixed(1)} %), writer ${writing[run]?.value.toFixed(1)} %, ${facts.eventsPerSecond} events/s of ${facts.charsPerEvent} characters`,
    );
  }
  const missed = client.resyncs() - 1;
  await journal.close('bench');
  if (missed > 0 || faults.length > 0) throw new Error(`The client was resynced ${missed} times. ${faults[0] ?? ''}`);
  const slow = main.some((run) => Number(run['eventsPerSecond']) < EVENTS_PER_SECOND * 0.95);
  const bound = slow ? { bound: 'fewer than 20,000 events a second were reached: see the runs' } : {};
  const percent = { unit: '% of a core', compares: 'value', ...bound } as const;
  const what = `${EVENTS_PER_SECOND} events/s over ${ENTITIES} definitions`;
  return [
    resultOf({ ...percent, goal: 'G9', what: `${what}: main thread`, target: 15, moonshot: 8 }, main),
    resultOf({ ...percent, goal: 'G9b', what: `${what}: journal worker`, target: 20, moonshot: 10 }, writing),
  ];
}

/** Appends at the rate asked for, or only makes the events where there is no journal; answers the thread's CPU. */
async function appendFor(journal: Journal | null, forMs: number): Promise<{ percent: number; ms: number }> {
  const began = performance.now();
  const cpu = process.threadCpuUsage();
  let made = 0;
  let skipped = 0;
  let kept = '';
  for (let elapsed = 0; elapsed < forMs; elapsed = performance.now() - began) {
    // What a stalled machine kept us from making is not made up for: it would come as one lump no owner ever appends.
    const due = Math.floor((elapsed / 1_000) * EVENTS_PER_SECOND) - skipped;
    skipped += Math.max(0, due - made - MOST_PER_TICK);
    for (const end = Math.min(due, made + MOST_PER_TICK); made < end; made += 2) {
      const first = settled(made);
      const next = reloaded(made, journal?.append(first) ?? first.subject);
      journal?.append(next);
      kept = next.subject;
    }
    await sleep(TICK_MS);
  }
  if (kept === '') throw new Error('Nothing was made.');
  const { user, system } = process.threadCpuUsage(cpu);
  const ms = performance.now() - began;
  return { percent: (user + system) / 10 / ms, ms };
}

/** A client as the page is one: it acknowledges every frame of the journal once it has taken it in. */
function connect(journal: Journal) {
  const [ours, theirs] = portPair();
  let events = 0;
  let chars = 0;
  let resyncs = 0;
  let last = 0;
  const send = (frame: ClientFrame) => ours.send(JSON.stringify(frame));
  ours.onFrame((text) => {
    if (text.startsWith('{"t":"resync"' satisfies `{"t":"${ServerFrame['t']}"`)) resyncs += 1;
    if (text.startsWith('{"t":"snap"')) send({ t: 'ack', chars: text.length });
    if (!text.startsWith('{"t":"events"')) return;
    // Counted by number, not parsed: what the client does with them is not the main process's work.
    const first = Number(/"seq":(\d+)/.exec(text)?.[1] ?? 0);
    const newest = Number(/^\{"seq":(\d+)/.exec(text.slice(text.lastIndexOf('{"seq":')))?.[1] ?? 0);
    events += newest - first + 1;
    last = newest;
    chars += text.length;
    send({ t: 'ack', chars: text.length });
  });
  const gauges = createGaugePlane();
  const logs = { open: () => ({ ask: () => {}, close: () => {} }) };
  const served = { id: 'bench', journal, gauges, logs, call: () => Promise.reject(new Error('not asked')) };
  startSession(theirs, { door: 'ui', capabilities: new Set(['read']) }, 'bench', () => served);
  send({ t: 'hello' });
  return {
    events: () => events,
    chars: () => chars,
    resyncs: () => resyncs,
    async caughtUp(seq: number) {
      // A resync says nothing of single events any more; it is reported in the end.
      while (last < seq && resyncs < 2) await sleep(TICK_MS);
    },
  };
}

function openEpoch(journal: Journal): void {
  const workspace = { id: 'bench', root: '/bench', name: 'bench', trusted: true, readOnly: null };
  journal.append({
    type: 'epoch.opened',
    subject: 'host',
    cause: null,
    body: { build: 'bench', shape: 1, reason: 'start', durable: { workspace, pins: {} } },
  });
}

function settled(index: number): EventDraft<'file.settled'> {
  const id = idOf(index);
  const body = {
    path: `${id}.yaml`,
    change: 'update' as const,
    hash: HASH,
    size: 1_024 + index,
    mtime: 1_700_000_000_000 + index,
    rawCount: 4,
    ms: 20.31,
    definition: id,
    role: 'definition' as const,
  };
  return { type: 'file.settled', subject: `file:${id}.yaml`, cause: null, body };
}

function reloaded(index: number, cause: string): EventDraft<'definition.reloaded'> {
  const id = idOf(index);
  const body = {
    path: `${id}.yaml`,
    version: index + 2,
    from: index + 1,
    hash: HASH,
    size: 1_024 + index,
    mtime: 1_700_000_000_000 + index,
    change: 'update' as const,
    diff: [{ path: 'description', old: `Generation ${index}`, new: `Generation ${index + 1}` }],
    fields: 1,
    timings: { settle: 20.31, read: 0.2, parse: 0.4, validate: 0.1, swap: 0.1 },
    rule: 'agents',
    touched: [],
    warnings: [],
  };
  return { type: 'definition.reloaded', subject: `definition:${id}`, cause, body };
}

function idOf(index: number): string {
  return `agents/group/d${String((index / 2) % ENTITIES).padStart(5, '0')}`;
}
