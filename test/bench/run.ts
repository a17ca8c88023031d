import path from 'node:path';
import { buildIfStale } from '../../electron/build.ts';
import { readArguments } from './arguments.ts';
import { calmsDown, isBusy, machine } from './machine.ts';
import type { BenchContext, BenchResult, Goal } from './result.ts';
import { tableOf } from './table.ts';

// Loaded one by one, so that a goal that needs no browser does not ask for one.
const BENCHES: Readonly<Record<Goal, () => Promise<(context: BenchContext) => Promise<BenchResult[]>>>> = {
  G1: async () => (await import('./g1.ts')).benchRawEvents,
  G2: async () => (await import('./g2.ts')).benchPaint,
  G3: async () => (await import('./g3.ts')).benchReady,
  G4: async () => (await import('./g4.ts')).benchCost,
  G5: async () => (await import('./g5.ts')).benchBursts,
  G6: async () => (await import('./g6.ts')).benchSmoothness,
  G7: async () => (await import('./g7.ts')).benchReading,
  G8: async () => (await import('./g8.ts')).benchOutput,
  G9: async () => (await import('./g9.ts')).benchJournal,
  G10: async () => (await import('./g10.ts')).benchLogReader,
  G10VIEW: async () => (await import('./g10-view.ts')).benchLogView,
  G11: async () => (await import('./g11.ts')).benchIdle,
  G12: async () => (await import('./g12.ts')).benchStart,
  TIMELINE: async () => (await import('./timeline.ts')).benchTimeline,
  AGENT: async () => (await import('./agent-load.ts')).benchAgentLoad,
};

/**
 * Measures the goals and prints them; answers the exit code: 0 when every one was met, 1 when one was missed or could
 * not be measured, 2 when the arguments make no sense or the machine is too busy.
 *
 * @param root the checkout
 */
export async function bench(root: string, args: readonly string[]): Promise<number> {
  const asked = readArguments(args);
  if (typeof asked === 'string') {
    console.error(asked);
    return 2;
  }
  const say = (line: string) => console.error(line);
  // What is measured starts its threads as a user's does: built.
  await buildIfStale(root);
  process.env['SIGNALBOX_WORKERS'] = path.join(root, 'out', 'workers');
  if (!asked.force && !(await calmsDown(say))) {
    console.error(`The load is ${machine().load}, above half of each core: close something, or say --force.`);
    return 2;
  }
  const before = machine();
  const busy = isBusy();
  const results: BenchResult[] = [];
  const failed: string[] = [];
  for (const goal of asked.only) {
    say(`${goal}…`);
    try {
      const measure = await BENCHES[goal]();
      for (const result of await measure({ root, runs: asked.runs, say }))
        results.push(noted(result, busy, asked.json));
    } catch (error) {
      failed.push(goal);
      console.error(`${goal} could not be measured: ${error instanceof Error ? error.stack : String(error)}`);
    }
  }
  console.log(asked.json ? JSON.stringify({ machine: before, results }) : tableOf(before, results));
  if (busy && !asked.json) console.log('\nTaken on a busy machine (--force).');
  return failed.length === 0 && results.every((result) => result.verdict === 'met') ? 0 : 1;
}

function noted(result: BenchResult, busy: boolean, json: boolean): BenchResult {
  const notes = [
    ...(result.bound === undefined ? [] : [result.bound]),
    ...(result.runs.length < 5 ? [`median of ${result.runs.length} only`] : []),
    ...(busy && json ? ['taken on a busy machine (--force)'] : []),
  ];
  return notes.length > 0 ? { ...result, bound: notes.join('; ') } : result;
}
