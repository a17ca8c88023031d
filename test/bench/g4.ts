import { type BenchContext, type BenchResult, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { directoriesOf, fillTree } from './tree.ts';
import { watchInProcess } from './watcher-process.ts';

const WATCHES = { goal: 'G4', unit: 'watches', target: 2, moonshot: 2, compares: 'value', worst: true } as const;
const MEMORY = { goal: 'G4', unit: 'MB', target: 120, compares: 'value' } as const;
const SIZES = [
  { size: 10_000, moonshot: 25 },
  { size: 50_000, moonshot: 45 },
] as const;

/** What watching a large folder costs: watches of the kernel, and memory of a process that does nothing else. */
export async function benchCost({ runs, say }: BenchContext): Promise<BenchResult[]> {
  const results: BenchResult[] = [];
  for (const { size, moonshot } of SIZES) {
    using scratch = openScratch();
    const root = scratch.folder('root');
    fillTree(root, size);
    const directories = directoriesOf(size);
    const taken = [];
    for (let run = 0; run < runs; run++) {
      const { watches, memoryMb } = await watchInProcess(root);
      taken.push({ watches, memoryMb });
      say(
        `  ${size} files ${run + 1}/${runs}: ${watches} watches for ${directories} directories, ${memoryMb.toFixed(1)} MB`,
      );
    }
    // 25 MB and 1 KB for each file is what a watcher of directories alone needs.
    const reference = 25 + size / 1_024;
    results.push(
      resultOf(
        { ...WATCHES, what: `${size} files: watches beyond one for each directory` },
        taken.map(({ watches }) => ({ value: watches - directories, watches, directories })),
      ),
      resultOf(
        { ...MEMORY, what: `${size} files: memory of the watcher`, moonshot },
        taken.map(({ memoryMb }) => ({ value: memoryMb, reference })),
      ),
    );
  }
  return results;
}
