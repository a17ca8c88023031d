import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { freePort } from '../../../helpers/free-port.ts';
import { onEnd } from '../../../helpers/temp.ts';
import { fixture, openComponents } from './stand.ts';

const soon = { backoff: '50ms', backoffMax: '100ms' };

describe('a component that is a program', () => {
  it('starts, is ready by its probe, comes back when it dies, and stops when asked', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: [process.execPath, fixture('server.mjs'), port], env: { GREETING: 'all' } },
      probes: { ready: { http: { url: `http://127.0.0.1:${port}/health`, body: 'well, all' }, interval: '50ms' } },
      restart: soon,
    });
    await stand.reaches(one, 'running');
    const first = one.run!.id;
    expect(stand.tail.tail(first).stdout).toContain('server is listening');
    expect(stand.bodies('probe.changed').at(-1)).toMatchObject({ probe: 'ready', to: 'passing' });
    await fetch(`http://127.0.0.1:${port}/die?code=3`).catch(() => undefined);
    await stand.reaches(one, 'backing-off');
    await stand.reaches(one, 'running');
    expect(one.run!.id).not.toBe(first);
    expect(stand.bodies('run.ended')[0]).toMatchObject({ code: 3, words: 'exit 3', asked: false, leftovers: 0 });
    await stand.host.supervisor.takeDown(one, 'asked', one.cause);
    const ended = stand.bodies('run.ended');
    expect(ended).toHaveLength(2);
    expect(ended[1]).toMatchObject({ code: 0, asked: true });
    expect(stand.tail.tail(one.run!.id).stdout).toContain('asked to stop');
    expect(stand.bodies('stop.stepped').map(({ rung }) => rung)).toContain('asked');
  });

  it('is given up after too many crashes, and says how it ended', async () => {
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: 'sh -c "exit 70"' },
      restart: { ...soon, max: 3 },
    });
    await stand.reaches(one, 'crash-looping');
    expect(stand.bodies('run.ended').map(({ words }) => words)).toEqual(
      Array(3).fill('exit 70: a fault inside it (EX_SOFTWARE)'),
    );
    expect(one.error?.message).toContain('EX_SOFTWARE');
  });

  it('is completed when it ends as its descriptor calls success, and crashed when it ends at all though it should not', async () => {
    const stand = await openComponents();
    const done = stand.declare({
      type: 'process',
      name: 'done',
      config: { command: ['sh', '-c', 'exit 4'], success: [4] },
    });
    const wrong = stand.declare({
      type: 'process',
      name: 'wrong',
      config: { command: ['true'], success: [] },
      restart: 'no',
    });
    await stand.reaches(done, 'completed');
    await stand.reaches(wrong, 'crashed');
    expect(wrong.error?.message).toContain('exit 0');
  });

  it('kills what ignores the polite signal, with all its children', async () => {
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: ['python3', fixture('stubborn.py')] },
      probes: [{ log: '^up$' }],
      stop: { grace: '300ms' },
    });
    await stand.reaches(one, 'running');
    expect(await stand.host.supervisor.takeDown(one, 'asked', one.cause)).toBeNull();
    expect(stand.bodies('stop.stepped').map(({ rung }) => rung)).toEqual(
      expect.arrayContaining(['asked', 'killed', 'reaped']),
    );
  });

  it('stops by its own command where it has one', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: ['redis-server', '--port', port, '--save', '', '--bind', '127.0.0.1'] },
      probes: { ready: { exec: ['redis-cli', '-p', String(port), 'ping'], interval: '100ms' } },
      stop: { command: ['redis-cli', '-p', String(port), 'shutdown', 'nosave'] },
      start: { deadline: '50s' },
    });
    await stand.reaches(one, 'running');
    await stand.host.supervisor.takeDown(one, 'asked', one.cause);
    expect(stand.bodies('run.ended')).toEqual([expect.objectContaining({ code: 0, signal: null, asked: true })]);
    expect(stand.tail.tail(one.run!.id).stdout).toContain('User requested shutdown');
  });

  it('says who holds the port it wants', async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onEnd(() => server.close());
    const { port } = server.address() as net.AddressInfo;
    const stand = await openComponents();
    const config = { command: [process.execPath, fixture('server.mjs'), port] };
    const one = stand.declare({ type: 'process', config, restart: 'no' });
    await stand.reaches(one, 'crashed');
    expect(one.error?.message).toContain(`port ${port} is held by`);
    expect(one.error?.message).toContain(`(pid ${process.pid})`);
  });

  it('is killed above its memory ceiling, and is degraded near it', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: [process.execPath, fixture('server.mjs'), port] },
      probes: { ready: { tcp: port, interval: '50ms' } },
      memory: '160MiB',
      restart: 'no',
    });
    await stand.reaches(one, 'running');
    await fetch(`http://127.0.0.1:${port}/grow`);
    await stand.reaches(one, 'crashed');
    expect(one.error).toMatchObject({
      code: 'MEMORY_CEILING',
      message: expect.stringContaining('its ceiling is 160 MiB'),
    });
  });

  it('is degraded near its memory ceiling, with how much it uses, and well again below it', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: [process.execPath, '--expose-gc', fixture('memory.mjs'), port] },
      probes: { ready: { tcp: port, interval: '50ms' } },
      memory: '240MiB',
    });
    await stand.reaches(one, 'running');
    await fetch(`http://127.0.0.1:${port}/to?mib=226`);
    await stand.reaches(one, 'degraded');
    const reason = stand.bodies('component.changed').at(-1)?.['reason'];
    expect(reason).toMatch(/^its memory is near the ceiling: it uses 2\d\d MiB of memory, and may use 240 MiB$/);
    await fetch(`http://127.0.0.1:${port}/to?mib=60`);
    await stand.reaches(one, 'running');
    expect(stand.bodies('run.started')).toHaveLength(1);
  });

  it('names the folders searched for a command that is missing, and tells one that may not be run', async () => {
    const stand = await openComponents();
    const plain = path.join(stand.root, 'plain.sh');
    writeFileSync(plain, '#!/bin/sh\n');
    chmodSync(plain, 0o644);
    const missing = stand.declare({ type: 'process', name: 'missing', config: { command: 'no-such-program-here' } });
    const locked = stand.declare({ type: 'process', name: 'locked', config: { command: './plain.sh' } });
    await stand.reaches(missing, 'failed');
    await stand.reaches(locked, 'failed');
    expect(missing.error?.code).toBe('COMMAND_NOT_FOUND');
    expect(JSON.stringify(missing.error)).toContain('/usr/bin');
    expect(locked.error?.code).toBe('NOT_EXECUTABLE');
  });

  it('fails at its deadline when it never becomes ready, with what its probe said last', async () => {
    const port = await freePort();
    const stand = await openComponents();
    const one = stand.declare({
      type: 'process',
      config: { command: ['sleep', '1000'] },
      probes: { ready: { tcp: port, interval: '50ms' } },
      start: { deadline: '1s' },
    });
    await stand.reaches(one, 'failed');
    expect(one.error).toMatchObject({
      code: 'START_DEADLINE',
      message: expect.stringContaining('refuses the connection'),
    });
    expect(stand.bodies('run.ended')).toHaveLength(1);
  });

  it('gets secrets from where its descriptor says, and tells the masker first', async () => {
    const stand = await openComponents({
      vault: async (name) => (name === 'db' ? 'hunter2-vault' : null),
      hostEnv: { OUT: 'from-host' },
    });
    writeFileSync(path.join(stand.root, '.env'), 'FILE_TOKEN=tok-file-1\nOTHER="two words"\n');
    const env = {
      DB_PASSWORD: { from: 'vault', name: 'db' },
      OUT: { from: 'env' },
      FILE_TOKEN: { from: 'dotenv' },
      NUMBER: 7,
    };
    const one = stand.declare({ type: 'process', config: { command: ['env'], env } });
    await stand.reaches(one, 'completed');
    const { stdout } = stand.tail.tail(one.run!.id);
    expect(stdout).toMatch(/^DB_PASSWORD=hunter2-vault$/m);
    expect(stdout).toMatch(/^OUT=from-host$/m);
    expect(stdout).toMatch(/^FILE_TOKEN=tok-file-1$/m);
    expect(stdout).toMatch(/^NUMBER=7$/m);
    expect(stdout).not.toContain('OTHER=');
    expect(stand.hidden).toEqual(expect.arrayContaining(['hunter2-vault', 'tok-file-1']));
    const lost = stand.declare({
      type: 'process',
      name: 'lost',
      config: { command: ['env'], env: { A: { from: 'vault' } } },
    });
    await stand.reaches(lost, 'failed');
    expect(lost.error).toMatchObject({ code: 'NOT_CONFIGURED', message: expect.stringContaining('the vault') });
  });

  it('runs below the workspace and nowhere else', async () => {
    const stand = await openComponents();
    mkdirSync(path.join(stand.root, 'sub'));
    symlinkSync('/', path.join(stand.root, 'way-out'));
    const inside = stand.declare({ type: 'process', name: 'inside', config: { command: ['pwd'], cwd: 'sub' } });
    await stand.reaches(inside, 'completed');
    expect(stand.tail.tail(inside.run!.id).stdout.trim()).toBe(path.join(stand.root, 'sub'));
    for (const [name, cwd] of [
      ['above', '..'],
      ['link', 'way-out'],
    ] as const) {
      const outside = stand.declare({ type: 'process', name, config: { command: ['pwd'], cwd } });
      await stand.reaches(outside, 'failed');
      expect(outside.error?.code).toBe('INVALID_INPUT');
    }
  });
});
