import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startTimeOf } from '../../../electron/core/home/process-identity.ts';
import { ceilingLevel, memoryOf, watchCeiling } from '../../../electron/core/process/memory-ceiling.ts';
import { holderOf, parseLsof, portInUse } from '../../../electron/core/process/port-holder.ts';
import { openScanner } from '../../../electron/core/process/scanner.ts';
import type { Member } from '../../../electron/core/process/types.ts';
import { machineUnits, type Usage, usageOf, watchUsage } from '../../../electron/core/process/usage.ts';
import { onEnd } from '../../helpers/temp.ts';
import { openStand } from './support.ts';

const member = (pid: number, cpuTicks: number, rssPages: number) =>
  ({ pid, startTime: 1, cpuTicks, rssPages }) as Member;

describe('looking at processes', () => {
  it('reads the table only when asked, once for all who ask together', async () => {
    const scanner = openScanner();
    onEnd(() => scanner.close());
    const child = spawn('sleep', ['600']);
    onEnd(() => child.kill('SIGKILL'));
    const identity = { pid: child.pid!, startTime: startTimeOf(child.pid!)! };
    const trace = { ...identity, runId: 'x', marker: null, cgroup: null, known: [], groupSure: true };
    expect(scanner.readings).toBe(0);
    await scanner.look(trace);
    expect(scanner.readings).toBe(1);
    const sights = await Promise.all(Array.from({ length: 20 }, () => scanner.look(trace)));
    expect(sights.map((sight) => sight.members.map((one) => one.pid))).toEqual(Array(20).fill([child.pid]));
    expect(scanner.readings).toBe(2);
  });

  it('refuses to look once it is closed', async () => {
    const scanner = openScanner();
    await scanner.close();
    const trace = { pid: 2, startTime: 1, runId: 'x', marker: null, cgroup: null, known: [], groupSure: true };
    await expect(scanner.look(trace)).rejects.toThrow('closed');
  });
});

describe('usage', () => {
  const units = { pageBytes: 4_096, ticksPerSecond: 100 };

  it('sums up the members: time since the last look, memory now', () => {
    const before = { at: 1_000, members: [member(1, 100, 10), member(2, 500, 10)] };
    const now = { at: 3_000, members: [member(1, 150, 20), member(3, 50, 5)] };
    expect(usageOf(null, before, units)).toEqual({ cpu: null, memoryBytes: 81_920, processes: 2 });
    expect(usageOf(before, now, units)).toEqual({ cpu: 0.5, memoryBytes: 102_400, processes: 2 });
  });

  it('counts a number that was given to another process from its birth', () => {
    const before = { at: 0, members: [member(1, 900, 1)] };
    const now = { at: 1_000, members: [{ ...member(1, 100, 1), startTime: 2 }] };
    expect(usageOf(before, now, units).cpu).toBe(1);
  });

  it('is told for a real run while somebody watches', async () => {
    const stand = await openStand();
    const { run } = await stand.start({ command: 'sh', args: ['-c', 'while :; do :; done & wait'] });
    const seen: Usage[] = [];
    const second = Promise.withResolvers<void>();
    const end = watchUsage(run, (usage) => {
      seen.push(usage);
      if (seen.length === 2) second.resolve();
    });
    await second.promise;
    end();
    expect(seen[0]).toMatchObject({ cpu: null, processes: 2 });
    expect(seen[1]?.cpu).toBeGreaterThan(0);
    expect(seen[1]?.memoryBytes).toBeGreaterThan(100_000);
    expect(machineUnits().pageBytes % 4_096).toBe(0);
  });
});

describe('the memory ceiling', () => {
  it('has three levels', () => {
    expect([ceilingLevel(89, 100), ceilingLevel(90, 100), ceilingLevel(101, 100)]).toEqual(['below', 'near', 'over']);
  });

  it.each(['auto', 'marks'] as const)(
    'sees the children of a run, without reading the whole table (%s)',
    async (containment) => {
      const stand = await openStand();
      const hog = `const held = Buffer.alloc(200 * 2 ** 20, 1); console.log('held', held.length); setInterval(() => {}, 1000)`;
      const args = ['-c', '"$0" -e "$1" & wait', process.execPath, hog];
      const { run, says } = await stand.start({ command: 'sh', args, containment });
      await says('held');
      expect(memoryOf(run.trace(), machineUnits().pageBytes)).toBeGreaterThan(200 * 2 ** 20);
      const level = await new Promise((resolve) => {
        const end = watchCeiling(run.trace, 100 * 2 ** 20, (told) => {
          end();
          resolve(told);
        });
      });
      expect(level).toBe('over');
    },
  );
});

describe('who holds a port', () => {
  it('is found by the listening socket, whoever it belongs to', async () => {
    const scanner = openScanner();
    onEnd(() => scanner.close());
    const server = createServer();
    onEnd(() => server.close());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    expect(await holderOf(port, scanner)).toMatchObject({
      port,
      pid: process.pid,
      startTime: startTimeOf(process.pid),
    });
    await new Promise((resolve) => server.close(resolve));
    expect(await holderOf(port, scanner)).toBeNull();
  });

  it('is asked for when a message says that a port is taken', () => {
    expect(portInUse('Error: listen EADDRINUSE: address already in use 127.0.0.1:8080')).toBe(8080);
    expect(portInUse('Error: listen EADDRINUSE: address already in use :::3000')).toBe(3000);
    expect(portInUse('listen tcp 0.0.0.0:9090: bind: address already in use')).toBe(9090);
    expect(portInUse('nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)')).toBe(80);
    expect(portInUse('OSError: [Errno 98] Address already in use')).toBeNull();
    expect(portInUse('all good on port 8080')).toBeNull();
    expect(parseLsof(80, 'p12\ncnginx\nf6\n')).toEqual({ port: 80, pid: 12, startTime: null, command: 'nginx' });
  });
});
