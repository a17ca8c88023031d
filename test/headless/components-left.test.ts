import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import type { LedgerEntry } from '../../electron/core/process/ledger.ts';
import { isRunning, until } from '../core/process/support.ts';
import { onEnd } from '../helpers/temp.ts';
import { program, serveComponents } from './components-served.ts';

// A host of its own for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const node = (script: string) => [process.execPath, '-e', script];
/** Goes on when nobody reads what it writes. */
const CARELESS = node(
  `process.stdout.on('error', () => {}); setInterval(() => process.stdout.write('still here\\n'), 20)`,
);
/** Ends when nobody reads what it writes. */
const OFFENDED = ['sh', '-c', 'while echo still here; do sleep 0.05; done'];

it('kills all that a killed host left behind before it starts anew, and starts nothing twice', async () => {
  const plain = Object.fromEntries(
    Array.from({ length: 17 }, (_, index) => [`c${index}`, program(['sh', '-c', 'sleep 100000 & wait'])]),
  );
  const first = await serveComponents({
    ...plain,
    careless: program(CARELESS),
    offended: program(OFFENDED),
    recycled: program(['sleep', '100000']),
  });
  const up = await first.until((now) => Object.values(now.components).every(({ state }) => state === 'running'));
  const before = new Map(Object.values(up.components).map(({ name, pid }) => [name, pid ?? 0]));
  expect(before.size).toBe(20);
  await first.kill();
  await until(() => !isRunning(before.get('offended') ?? 0));
  expect(isRunning(before.get('careless') ?? 0)).toBe(true);
  const stranger = recycle(first.ledger, before.get('recycled') ?? 0);

  const { root, home } = first;
  const second = await serveComponents({}, { root, home });
  const again = await second.until(
    (now) => Object.values(now.components).filter(({ state }) => state === 'running').length === 20,
  );
  const found = await second.events('orphan.found', 'orphan.resolved');
  const listed = found.filter(({ type }) => type === 'orphan.found').map(({ body }) => body.component);
  expect(listed.sort()).toEqual([...Object.keys(plain), 'careless'].sort());
  const decided = found.filter(({ type }) => type === 'orphan.resolved').map(({ body }) => body.decision);
  expect(new Set(decided)).toEqual(new Set(['killed']));
  expect(decided).toHaveLength(18);
  expect(again.orphans).toEqual({});
  for (const [name, pid] of before) if (name !== 'recycled') expect([name, isRunning(pid)]).toEqual([name, false]);
  // The stranger who has the number now is not ours to touch.
  expect(isRunning(stranger)).toBe(true);
  const after = Object.values(again.components).map(({ pid }) => pid);
  expect(new Set(after).size).toBe(20);
  expect(
    entriesOf(second.ledger)
      .map(({ pid }) => pid)
      .sort(),
  ).toEqual([...after].sort());
  await second.quit();
  expect(entriesOf(second.ledger)).toEqual([]);
});

it('refuses to start what it cannot write down, says that the disk is full, and starts it when there is room', async () => {
  const served = await serveComponents({ db: program(['sleep', '100000']) }, { ledgerKib: 1024 });
  await served.reaches('db', 'running');
  const ballast = fill(served.pid, served.ledger);
  served.write('components/api.json', JSON.stringify(program(['sleep', '100000'])));
  const refused = await served.reaches('api', 'failed');
  expect(refused).toMatchObject({ run: null, error: { code: 'STORAGE_FULL' } });
  expect(refused.error?.message).toContain('the disk is full');
  expect(await served.events('run.started')).toHaveLength(1);
  // What ran before goes on, and can be restarted in the place of its own.
  const { pid } = await served.reaches('db', 'running');
  const { body } = await served.act('component.restart', { name: 'db' });
  expect(body.result.steps.at(-1)).toMatchObject({ name: 'db', to: 'running' });
  expect(isRunning(pid ?? 0)).toBe(false);
  ballast.remove();
  await served.act('component.deploy', { name: 'api' });
  await served.reaches('api', 'running');
});

/** Gives the number of a run in the ledger to another process, as a system does that has used up its numbers. */
function recycle(ledger: string, pid: number): number {
  process.kill(pid, 'SIGKILL');
  const stranger = spawn('sleep', ['100000'], { stdio: 'ignore' });
  onEnd(() => stranger.kill('SIGKILL'));
  const entry = entriesOf(ledger).find((one) => one.pid === pid);
  writeFileSync(path.join(ledger, `${entry?.runId}.json`), JSON.stringify({ ...entry, pid: stranger.pid }));
  return stranger.pid ?? 0;
}

function entriesOf(ledger: string): LedgerEntry[] {
  const files = readdirSync(ledger).filter((file) => file.endsWith('.json'));
  return files.map((file) => JSON.parse(readFileSync(path.join(ledger, file), 'utf8')));
}

/** Uses up the room in a folder as a process sees it. */
function fill(pid: number, folder: string): { remove(): void } {
  const file = path.join(`/proc/${pid}/root`, folder, 'ballast');
  for (let size = 2 ** 16; size >= 1; size = Math.floor(size / 2)) {
    for (;;) {
      try {
        writeFileSync(file, Buffer.alloc(size, 1), { flag: 'a' });
      } catch {
        break;
      }
    }
  }
  return { remove: () => rmSync(file) };
}
