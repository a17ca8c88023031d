import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bench, openBench, textOf } from './support.ts';

const FILES = Array.from({ length: 5_000 }, (_, n) => `agents/g${n % 7}/d${n % 97}/f${n}.yaml`);

/** What the messages say is on disk. */
function reported(bench: Bench): Map<string, string | null> {
  const state = new Map<string, string | null>();
  for (const file of bench.inbox.settled()) {
    if (file.change === 'remove') state.delete(file.path);
    else state.set(file.path, textOf(file));
  }
  return state;
}

function onDisk(root: string): Map<string, string> {
  const names = readdirSync(join(root, 'agents'), { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [path.slice(root.length + 1), readFileSync(path, 'utf8')]));
}

function difference(bench: Bench): string[] {
  const [said, disk] = [reported(bench), onDisk(bench.root)];
  const missing = [...disk].filter(([path, text]) => said.get(path) !== text).map(([path]) => path);
  return [...missing, ...[...said.keys()].filter((path) => !disk.has(path))];
}

// How the watcher got there (events alone or with a scan) depends on the machine; that it gets there does not.
async function whole(bench: Bench): Promise<void> {
  while (difference(bench).length > 0) await new Promise((resolve) => setTimeout(resolve, 250));
}

function saveAll(bench: Bench, text: string): void {
  for (const path of FILES) {
    writeFileSync(bench.at(`${path}.new`), `${text} ${path}`);
    renameSync(bench.at(`${path}.new`), bench.at(path));
  }
}

// One folder for the three bursts, which run one after the other: making it takes longer than any of them.
let bench: Bench;
beforeAll(async () => {
  bench = await openBench(Object.fromEntries(FILES.map((path) => [path, 'before'])));
}, 180_000);
afterAll(() => bench[Symbol.asyncDispose](), 180_000);

test('5,000 atomic saves are reported completely and in messages of at most 500 files', async () => {
  expect(difference(bench)).toEqual([]);
  saveAll(bench, 'first');
  await whole(bench);
  const sizes = bench.inbox.messages.map((message) => (message.type === 'settled' ? message.files.length : 0));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
}, 180_000);

test('5,000 saves while the worker is blocked overflow the kernel queue and still nothing is lost', async () => {
  bench.watcher.blockForTest(4_000);
  saveAll(bench, 'second');
  rmSync(bench.at('agents/g3'), { recursive: true });
  await whole(bench);
  expect((await bench.watcher.health()).blockedMs).toBeGreaterThan(1_000);
}, 180_000);

test('renaming a folder with hundreds of files in many folders reports all of them', async () => {
  const count = reported(bench).size;
  renameSync(bench.at('agents/g1'), bench.at('agents/moved'));
  await bench.inbox.until(() => {
    const paths = [...reported(bench).keys()];
    return paths.length === count && !paths.some((path) => path.startsWith('agents/g1/'));
  });
  expect(difference(bench)).toEqual([]);
}, 180_000);
