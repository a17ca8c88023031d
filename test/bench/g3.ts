import { startBenchHost } from './host.ts';
import { startInotifywait } from './inotifywait.ts';
import { steadyMs } from './machine.ts';
import { type BenchContext, type BenchResult, type BenchRun, type ResultFrame, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { fillTree } from './tree.ts';
import { watchInProcess } from './watcher-process.ts';

const SIZES = [10_000, 50_000] as const;
const FRAME = { goal: 'G3', unit: 'ms', target: 15, moonshot: 3, compares: 'ratio' } as const;

/** How long a large folder takes until it is watched and known, held against inotifywait's own start. */
export async function benchReady(context: BenchContext): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const size of SIZES) results.push(...(await atSize(context, size)));
  return results;
}

async function atSize({ runs, say }: BenchContext, size: number): Promise<BenchResult[]> {
  using scratch = openScratch();
  const root = scratch.folder('root');
  fillTree(root, size);
  const watcher: BenchRun[] = [];
  const workspace: BenchRun[] = [];
  for (let run = 0; run < runs; run++) {
    const reference = await byInotifywait(root);
    const { readyMs, files } = await watchInProcess(root);
    if (files !== size) throw new Error(`The watcher told of ${files} files instead of ${size}.`);
    const after = await byInotifywait(root);
    const opened = await byWorkspace(root, scratch.folder('home'));
    watcher.push({ value: readyMs, reference });
    workspace.push({ value: opened, reference: after });
    say(
      `  ${size} files ${run + 1}/${runs}: watcher ${readyMs.toFixed(0)} ms, workspace ${opened.toFixed(0)} ms (inotifywait ${reference.toFixed(0)} and ${after.toFixed(0)} ms)`,
    );
  }
  const frame = (what: string): ResultFrame => ({ ...FRAME, what: `${size} files: ${what}` });
  return [
    resultOf(frame('watcher ready, every file read'), watcher),
    resultOf(frame('workspace ready, every definition loaded'), workspace),
  ];
}

async function byInotifywait(root: string): Promise<number> {
  const began = steadyMs();
  await using _watching = await startInotifywait(root);
  return steadyMs() - began;
}

async function byWorkspace(root: string, home: string): Promise<number> {
  await using host = await startBenchHost({ root, home });
  return host.openedMs;
}
