import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { countStarts, takeStarts } from '../../../electron/core/components/start-times.ts';
import { startFacts } from '../../../electron/core/host/factories/start-facts.ts';
import { failureWords, MEMORY } from '../../../electron/core/host/probes/probe-words.ts';
import { NO_ANSWERS } from '../../../electron/core/host/probes/streak.ts';
import { toldOnce } from '../../../electron/core/host/run-facts.ts';
import { countFrom } from '../../../electron/core/host/run-numbers.ts';
import { newSlot } from '../../../electron/core/host/slot.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { compareRunFacts, type RunFacts } from '../../../shared/run-facts.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { descriptor } from './actors.ts';

describe('what a run was started with', () => {
  it('is its folder, the real files of its command, and a stamp for each variable', () => {
    const root = tempFolder('root');
    mkdirSync(path.join(root, 'v2'));
    writeFileSync(path.join(root, 'v2', 'server'), 'x'.repeat(7));
    symlinkSync('v2/server', path.join(root, 'server'));
    writeFileSync(path.join(root, 'main.mjs'), 'main');
    const facts = startFacts(
      {
        cwd: root,
        env: { B: 'two', A: 'one' },
        executable: path.join(root, 'server'),
        args: ['main.mjs', '--main.mjs', 'v2', 'nothing', ''],
      },
      (value) => `<${value.length}>`,
    );
    expect(facts).toMatchObject({ cwd: root, env: { A: '<3>', B: '<3>' } });
    expect(facts.files).toEqual([
      { path: path.join(root, 'v2', 'server'), size: 7, mtime: expect.any(Number) },
      { path: path.join(root, 'main.mjs'), size: 4, mtime: expect.any(Number) },
    ]);
  });

  it('looks at no more arguments than it takes to find the files that are told', () => {
    const root = tempFolder('root');
    const args = Array.from({ length: 10 }, (_, index) => `${index}.mjs`);
    for (const name of args) writeFileSync(path.join(root, name), name);
    let isLookedAt = false;
    Object.defineProperty(args, 9, {
      get() {
        isLookedAt = true;
        return '9.mjs';
      },
    });
    const { files } = startFacts({ cwd: root, env: {}, executable: path.join(root, '0.mjs'), args }, () => '');
    expect(files.map((file) => path.basename(file.path))).toEqual(
      ['0', '0', '1', '2', '3', '4', '5', '6'].map((name) => `${name}.mjs`),
    );
    expect(isLookedAt).toBe(false);
  });

  const before: RunFacts = {
    cwd: '/w',
    files: [
      { path: '/bin/node', size: 10, mtime: 0 },
      { path: '/w/a.mjs', size: 1, mtime: 0 },
    ],
    env: { GONE: '•••0001', SAME: '•••0002', OTHER: '•••0003' },
    references: [
      { id: 'models/fast', version: 3 },
      { id: 'components/db', version: 1 },
    ],
  };

  it('is compared thing by thing: variables by name alone, files by path, else by size and time', () => {
    const after: RunFacts = {
      cwd: '/w/sub',
      files: [
        { path: '/opt/node', size: 10, mtime: 0 },
        { path: '/w/a.mjs', size: 2, mtime: 1_000 },
      ],
      env: { SAME: '•••0002', OTHER: '•••9999', NEW: '•••0004' },
      references: [{ id: 'models/fast', version: 4 }],
    };
    expect(compareRunFacts(before, before)).toEqual([]);
    expect(compareRunFacts(before, after)).toEqual([
      { what: 'cwd', name: 'cwd', old: '/w', new: '/w/sub' },
      { what: 'file', name: '/opt/node', old: '/bin/node', new: '/opt/node' },
      {
        what: 'file',
        name: '/w/a.mjs',
        old: '1 byte, changed 1970-01-01T00:00:00.000Z',
        new: '2 bytes, changed 1970-01-01T00:00:01.000Z',
      },
      { what: 'variable', name: 'GONE', old: '', new: null },
      { what: 'variable', name: 'NEW', old: null, new: '' },
      { what: 'variable', name: 'OTHER', old: '', new: '' },
      { what: 'reference', name: 'components/db', old: 'v1', new: null },
      { what: 'reference', name: 'models/fast', old: 'v3', new: 'v4' },
    ]);
  });

  it('is told in full once, and by the run that told it while it stays the same', () => {
    const declared = { descriptor: descriptor('db'), definition: null, version: 1, hash: '', build: async () => never };
    const slot = newSlot('db', declared, null, '');
    expect(toldOnce(slot, 'one', before)).toEqual({ facts: before });
    expect(toldOnce(slot, 'two', { ...before, env: { ...before.env } })).toEqual({ factsOf: 'one' });
    const moved = { ...before, cwd: '/x' };
    expect(toldOnce(slot, 'three', moved)).toEqual({ facts: moved });
    expect(toldOnce(slot, 'four', moved)).toEqual({ factsOf: 'three' });
  });
});

describe('the numbers of runs', () => {
  it('go on from what was remembered, and the store hears the newest though it is slow', async () => {
    const stored: string[] = [];
    let release: () => void = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const numbers = countFrom(new Map([['db', 7]]), async (name, number) => {
      stored.push(`${name} ${number}`);
      await slow;
    });
    expect([numbers.last('db'), numbers.last('api')]).toEqual([7, 0]);
    for (const number of [8, 9, 10]) numbers.took('db', number);
    expect(numbers.last('db')).toBe(10);
    release();
    await expect.poll(() => stored, { timeout: 20_000 }).toEqual(['db 8', 'db 10']);
  });
});

describe('how long a start takes', () => {
  const event = (type: string, body: object, mono: number, epoch = 'e', subject = 'component:db') =>
    ({ type, body, mono, epoch, subject }) as unknown as Envelope;

  it('is counted from its call to ready, within one session, and not where nothing was started', () => {
    const starts = countStarts();
    const told: Envelope[] = [
      event('component.changed', { from: 'waiting', to: 'starting' }, 10),
      event('run.started', { component: 'db' }, 12, 'e', 'run:1'),
      event('component.changed', { from: 'starting', to: 'running' }, 310),
      event('component.changed', { from: 'running', to: 'degraded' }, 400),
      event('component.changed', { from: 'degraded', to: 'running' }, 900),
      // It never came to be ready.
      event('component.changed', { from: 'waiting', to: 'starting' }, 1_000),
      event('component.changed', { from: 'starting', to: 'failed' }, 2_000),
      // The host died meanwhile.
      event('component.changed', { from: 'waiting', to: 'starting' }, 3_000),
      event('component.changed', { from: 'starting', to: 'running' }, 5, 'f'),
      // A leftover was adopted.
      event('component.changed', { from: 'waiting', to: 'starting' }, 20, 'f'),
      event('run.started', { component: 'db', adopted: true }, 21, 'f', 'run:2'),
      event('component.changed', { from: 'starting', to: 'running' }, 22, 'f'),
    ];
    takeStarts(starts, told);
    expect(starts.of('db')).toEqual([300]);
    expect(starts.of('api')).toEqual([]);
  });
});

describe('what is said of probes that do not pass', () => {
  const probe = (name: string, purpose: 'readiness' | 'liveness', streak: object, why: string) => ({
    spec: { ...MEMORY, name, purpose },
    streak: { ...NO_ANSWERS, ...streak },
    why,
  });
  const passing = probe('page', 'readiness', { state: 'passing', count: 3, ok: true }, '200 OK');
  const failing = probe('port', 'readiness', { state: 'failing', count: 2, ok: false }, 'no answer within 1000 ms');

  it('names the one that fails and what it said last, whichever answered last', () => {
    expect(failureWords([passing, failing, passing])).toBe('readiness probe port fails: no answer within 1000 ms');
  });

  it('names the one that gave up first, and how often it failed', () => {
    const dead = probe('alive', 'liveness', { state: 'failing', count: 3, ok: false, dead: true }, 'refused');
    expect(failureWords([failing, dead])).toBe('liveness probe alive failed 3 times in a row: refused');
  });

  it('says what is waited for where nothing failed yet, and speaks of memory as memory', () => {
    expect(failureWords([passing, probe('up', 'readiness', {}, 'waits for a line like ^up$')])).toBe(
      'readiness probe up waits for a line like ^up$',
    );
    expect(failureWords([probe('up', 'readiness', {}, '')])).toBe('readiness probe up has not answered yet');
    const memory = { spec: MEMORY, streak: { ...NO_ANSWERS, state: 'failing' as const }, why: 'uses 9 of 10 MiB' };
    expect(failureWords([memory])).toBe('memory is near the ceiling: it uses 9 of 10 MiB');
  });
});

const never = new Promise<never>(() => {});
