import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Bench, openBench, until } from './support.ts';

/** Numbers that are the same in every run (a linear congruential generator). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

function list(root: string, directories: boolean): string[] {
  const entries = readdirSync(join(root, 'agents'), { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isDirectory() === directories)
    .map((entry) => join(entry.parentPath, entry.name));
  return paths.map((path) => path.slice(root.length + 1));
}

/** One random change; one that makes no sense (a folder moved into itself) is refused by the system and skipped. */
function change(bench: Bench, random: (below: number) => number): void {
  const pick = (from: readonly string[]) => from[random(from.length)] ?? 'agents';
  const dirs = list(bench.root, true);
  const files = list(bench.root, false);
  const target = `${pick(['agents', ...dirs])}/${pick(['a', 'b', 'c', 'd'])}`;
  const steps = [
    () => bench.write(`${target}.yaml`, String(random(50))),
    () => {
      bench.write(`${target}.yaml.new`, String(random(50)));
      renameSync(bench.at(`${target}.yaml.new`), bench.at(`${target}.yaml`));
    },
    () => rmSync(bench.at(pick(files))),
    () => renameSync(bench.at(pick(files)), bench.at(`${target}.yaml`)),
    () => renameSync(bench.at(pick(dirs)), bench.at(`${target}${random(4)}`)),
    () => dirs.length < 30 && bench.write(`${target}${random(3)}/deep/x.yaml`, String(random(9))),
    () => dirs.length < 30 && mkdirSync(bench.at(`${target}.yaml`)),
    () => {
      const dir = pick(dirs);
      if (dir === 'agents') return;
      rmSync(bench.at(dir), { recursive: true });
      if (random(2) === 0) bench.write(`${dir}/again.yaml`, String(random(9)));
    },
    () => utimesSync(bench.at(pick(files)), new Date(), new Date()),
  ];
  try {
    steps[random(steps.length)]?.();
  } catch (error) {
    expect((error as NodeJS.ErrnoException).code).toMatch(
      /^(ERR_FS_EISDIR|ENOENT|EINVAL|ENOTEMPTY|EISDIR|ENOTDIR|EEXIST)$/,
    );
  }
}

test.each([1, 2, 3])(
  'after random changes (seed %i) the reports add up to what is on disk and every folder is watched',
  async (seed) => {
    await using bench = await openBench({ 'agents/a.yaml': 'a' });
    const random = seeded(seed);
    for (let step = 0; step < 300; step++) {
      change(bench, random);
      const pause = random(8);
      if (pause === 0) await new Promise((resolve) => setTimeout(resolve, random(120)));
      else await new Promise((resolve) => setImmediate(resolve));
    }
    const said = () => {
      const state: Record<string, string | null> = {};
      for (const file of bench.inbox.settled()) {
        if (file.change === 'remove') delete state[file.path];
        else state[file.path] = file.hash;
      }
      return state;
    };
    const disk = () =>
      Object.fromEntries(
        list(bench.root, false).map((path) => [path, hash('sha256', readFileSync(bench.at(path)), 'hex')]),
      );
    const same = () => {
      const [told, there] = [said(), disk()];
      return (
        Object.keys(told).length === Object.keys(there).length &&
        Object.entries(there).every(([path, is]) => told[path] === is)
      );
    };
    await until(async () => (await bench.watcher.health()).queue === 0);
    await bench.inbox.until(same);
    for (const dir of ['agents', ...list(bench.root, true)]) bench.write(`${dir}/probe.yaml`, 'probe');
    await bench.inbox.until(same);
    expect(said()).toEqual(disk());
  },
);
