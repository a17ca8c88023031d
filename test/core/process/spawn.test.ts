import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fileLedger, type RunLedger } from '../../../electron/core/process/ledger.ts';
import { AppError } from '../../../shared/errors.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { isRunning, openStand, plainEnv } from './support.ts';

describe('starting a run', () => {
  it('hands every argument over as it is, whatever a shell would make of it', async () => {
    const args = ['a b', '$HOME', '`id`', '"; rm -rf /', "it's", '', '*', '-n', '\n', '\\', 'ü', '$(id)'];
    const stand = await openStand();
    const script = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const { run, out } = await stand.start({ command: process.execPath, args: ['-e', script, '--', ...args] });
    expect(await run.ended).toMatchObject({ code: 0, signal: null, words: 'exit 0: ended well', leftovers: 0 });
    await run.outputEnded;
    expect(JSON.parse(out())).toEqual(args);
  });

  it('gives the child the environment that was asked for, the mark and its folder, and nothing else', async () => {
    const stand = await openStand();
    const cwd = tempFolder('here');
    const env = { PATH: plainEnv['PATH']!, 'a.b-c': 'odd name', EMPTY: '', LINES: 'one\ntwo' };
    const script = 'process.stdout.write(JSON.stringify(process.env))';
    const { run, out } = await stand.start({ command: process.execPath, args: ['-e', script], cwd, env });
    await run.outputEnded;
    expect(JSON.parse(out())).toEqual({ ...env, SIGNALBOX_RUN: run.runId, PWD: cwd });
    expect(run.warnings).toEqual([]);
  });

  it('never shows a secret to other users: one that a shell would drop is left out, and said', async () => {
    const stand = await openStand();
    const env = { ...plainEnv, 'registry.password': 'hunter22', API_TOKEN: 'tok-123456' };
    const { run, out } = await stand.start({
      command: 'sh',
      args: ['-c', 'env', 'tok-123456'],
      env,
    });
    await run.outputEnded;
    expect(out()).not.toContain('hunter22');
    expect(out()).toContain('API_TOKEN=tok-123456');
    expect(run.warnings.join()).toContain('registry.password');
    const text = readFileSync(path.join(stand.folder, `${run.runId}.json`), 'utf8');
    expect(text).not.toContain('tok-123456');
    expect(JSON.parse(text).command).toBe('sh -c env •••');
  });

  it('writes the ledger before any code of the program runs', async () => {
    const cwd = tempFolder('first');
    const facts: unknown[] = [];
    const stand = await openStand((folder) => {
      const files = fileLedger(folder);
      const write: RunLedger['write'] = async (entry) => {
        const waiting = readFileSync(`/proc/${entry.pid}/cmdline`, 'latin1');
        await delay(100);
        facts.push(waiting.includes('signalbox-launcher'), existsSync(path.join(cwd, 'ran')), isRunning(entry.pid));
        await files.write(entry);
      };
      return { ...files, write };
    });
    const { run } = await stand.start({ command: 'touch', args: ['ran'], cwd });
    const [entry] = (await stand.ledger.all()).entries;
    expect(facts).toEqual([true, false, true]);
    expect(entry).toMatchObject({ runId: run.runId, pid: run.pid, startTime: run.startTime, command: 'touch ran' });
    await run.ended;
    expect(existsSync(path.join(cwd, 'ran'))).toBe(true);
    expect(readdirSync(stand.folder)).toEqual([`${run.runId}.json`]);
    await run.stop();
    expect(readdirSync(stand.folder)).toEqual([]);
  });

  it('never runs the program when the ledger cannot be written, and leaves nothing', async () => {
    const cwd = tempFolder('never');
    let pid = 0;
    const stand = await openStand((folder) => ({
      ...fileLedger(folder),
      async write(entry) {
        pid = entry.pid;
        throw new AppError('STORAGE_FULL', 'The disk is full.');
      },
    }));
    await expect(stand.start({ command: 'touch', args: ['ran'], cwd })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect([isRunning(pid), existsSync(path.join(cwd, 'ran')), stand.processes.live()]).toEqual([false, false, []]);
  });

  it('gives the program a descriptor as a mark, closes the gate, and hands on extra pipes', async () => {
    const stand = await openStand();
    const script = 'read line <&5; echo "got $line" >&5; ls -1 /proc/$$/fd';
    const { run, out } = await stand.start({ command: 'sh', args: ['-c', script], extraPipes: 1 });
    const answer = new Promise<string>((resolve) => run.extra[0]!.once('data', (chunk) => resolve(String(chunk))));
    run.extra[0]!.write('hello\n');
    expect(await answer).toBe('got hello\n');
    await run.outputEnded;
    expect(
      out()
        .trim()
        .split('\n')
        .filter((name) => Number(name) < 10),
    ).toEqual(['0', '1', '2', '4', '5']);
  });

  it('closes stdin, unless it is asked for; writing to a child that is gone is no fault', async () => {
    const stand = await openStand();
    const closed = await stand.start({ command: 'cat' });
    expect(closed.run.stdin).toBeNull();
    expect(await closed.run.ended).toMatchObject({ code: 0 });
    const open = await stand.start({ command: 'head', args: ['-n', '1'], stdin: 'pipe' });
    open.run.stdin?.write('first\n');
    await open.run.ended;
    open.run.stdin?.write('x'.repeat(1_000_000));
    await open.run.outputEnded;
    expect(open.out()).toBe('first\n');
    await open.run.stop();
  });

  it('goes on when the child closes its outputs', async () => {
    const stand = await openStand();
    const { run, err } = await stand.start({ command: 'sh', args: ['-c', 'echo last >&2; exec >&- 2>&-; sleep 600'] });
    await run.outputEnded;
    expect([err(), isRunning(run.pid)]).toEqual(['last\n', true]);
    await run.stop();
  });

  it('stops reading while a consumer is busy, and loses nothing', async () => {
    const stand = await openStand();
    let busy = 0;
    let most = 0;
    let bytes = 0;
    const { run } = await stand.start({
      command: 'head',
      args: ['-c', '3000000', '/dev/zero'],
      async onStdout(chunk) {
        busy += 1;
        most = Math.max(most, busy);
        await delay(1);
        busy -= 1;
        bytes += chunk.length;
      },
    });
    await run.outputEnded;
    expect([most, bytes]).toEqual([1, 3_000_000]);
  });

  it('ends at once where the program does, with the words for it', async () => {
    const stand = await openStand();
    const { run } = await stand.start({ command: 'sh', args: ['-c', 'exit 78'] });
    expect(await run.ended).toMatchObject({ code: 78, words: 'exit 78: wrongly configured (EX_CONFIG)', leftovers: 0 });
    expect((await run.stop()).words).toMatch(/^stopped/);
  });

  it('names what is wrong with a command, a folder or an argument before anything is started', async () => {
    const stand = await openStand();
    const cwd = tempFolder('wrong');
    writeFileSync(path.join(cwd, 'plain'), 'echo\n', { mode: 0o644 });
    writeFileSync(path.join(cwd, 'open'), '#!/bin/sh\n');
    mkdirSync(path.join(cwd, 'folder'));
    chmodSync(path.join(cwd, 'open'), 0o777);
    const code = (spec: Parameters<typeof stand.start>[0]) =>
      stand.start({ cwd, ...spec }).then(
        () => 'started',
        (error) => error.code,
      );
    expect(await code({ command: 'no-such-program' })).toBe('COMMAND_NOT_FOUND');
    expect(await code({ command: './plain' })).toBe('NOT_EXECUTABLE');
    expect(await code({ command: './folder' })).toBe('NOT_EXECUTABLE');
    expect(await code({ command: './open' })).toBe('WORLD_WRITABLE');
    expect(await code({ command: 'true', cwd: path.join(cwd, 'none') })).toBe('NOT_FOUND');
    expect(await code({ command: 'echo', args: ['a\0b'] })).toBe('INVALID_INPUT');
    expect(await code({ command: 'echo', args: ['x'.repeat(3_000_000)] })).toBe('INVALID_INPUT');
    expect(await code({ command: 'echo', runId: '../up' })).toBe('INVALID_INPUT');
    const { run } = await stand.start({ command: './open', cwd, worldWritable: 'warn' });
    expect(run.warnings.join()).toContain('every user');
    await run.stop();
    expect(readdirSync(stand.folder)).toEqual([]);
  });
});
