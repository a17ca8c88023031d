import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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

async function whole(bench: Bench): Promise<void> {
  await bench.inbox.message('rescanned', ({ reason }) => reason === 'overflow');
  // The burst may have had more than one end on a slow machine: what is missing then still comes.
  const late = difference(bench).filter((path) => !path.endsWith('.new'));
  for (const path of late) await bench.inbox.until(() => reported(bench).get(path) === onDisk(bench.root).get(path));
  expect(difference(bench)).toEqual([]);
}

async function openFull(): Promise<Bench> {
  const bench = await openBench(Object.fromEntries(FILES.map((path) => [path, 'before'])));
  expect(difference(bench)).toEqual([]);
  return bench;
}

test('5,000 atomic saves are reported completely and in messages of at most 500 files', async () => {
  await using bench = await openFull();
  for (const path of FILES) {
    writeFileSync(bench.at(`${path}.new`), `after ${path}`);
    renameSync(bench.at(`${path}.new`), bench.at(path));
  }
  await whole(bench);
  const sizes = bench.inbox.messages.map((message) => (message.type === 'settled' ? message.files.length : 0));
  expect(Math.max(...sizes)).toBeLessThanOrEqual(500);
}, 180_000);

test('5,000 saves while the worker is blocked overflow the kernel queue and still nothing is lost', async () => {
  await using bench = await openFull();
  bench.watcher.blockForTest(4_000);
  for (const path of FILES) {
    writeFileSync(bench.at(`${path}.new`), `after ${path}`);
    renameSync(bench.at(`${path}.new`), bench.at(path));
  }
  rmSync(bench.at('agents/g3'), { recursive: true });
  await whole(bench);
  expect((await bench.watcher.health()).blockedMs).toBeGreaterThan(1_000);
}, 180_000);

test('renaming a folder with thousands of files reports all of them', async () => {
  await using bench = await openFull();
  renameSync(bench.at('agents/g1'), bench.at('agents/moved'));
  await bench.inbox.until(() => ![...reported(bench).keys()].some((path) => path.startsWith('agents/g1/')));
  await bench.inbox.until(() => reported(bench).size === FILES.length);
  expect(difference(bench)).toEqual([]);
}, 180_000);
