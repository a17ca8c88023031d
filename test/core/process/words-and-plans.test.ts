import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cgroupFolder } from '../../../electron/core/process/cgroup.ts';
import { exitedEarly, exitWords } from '../../../electron/core/process/exit-words.ts';
import { findCommand, nameDistance } from '../../../electron/core/process/find-command.ts';
import { commandWords, planLaunch } from '../../../electron/core/process/launch-plan.ts';
import {
  parseDarwinTable,
  parseWindowsTable,
  systemdScope,
  taskkill,
} from '../../../electron/core/process/platform-commands.ts';
import { environValue, parseListeners, parseStat } from '../../../electron/core/process/proc-files.ts';
import { tempFolder } from '../../helpers/temp.ts';

describe('the words for an end', () => {
  it('say what a code or a signal means', () => {
    expect(exitWords(0, null)).toBe('exit 0: ended well');
    expect(exitWords(42, null)).toBe('exit 42');
    expect(exitWords(137, null)).toBe('exit 137: killed (SIGKILL), often out of memory when nobody asked for it');
    expect(exitWords(127, null)).toContain('not found');
    expect(exitWords(null, 'SIGSEGV')).toBe('SIGSEGV: a fault in memory');
    expect(exitWords(3221225477, null)).toBe('exit 0xC0000005: a fault in memory (access violation)');
  });

  it('go into the refusal of a start that ended too early', () => {
    const end = { code: 1, signal: null, words: exitWords(1, null), afterMs: 12, leftovers: 0 };
    const error = exitedEarly('component:db', end, 'no such table');
    expect(error.code).toBe('EXITED_EARLY');
    expect(error.message).toBe('component:db ended before it was ready, after 12 ms (exit 1: a fault of its own).');
    expect(error.detail).toMatchObject({ stderr: 'no such table' });
  });
});

describe('finding a command', () => {
  it('takes the first that may be run, and names the folders and the nearest name when there is none', () => {
    const [one, two] = [tempFolder('one'), tempFolder('two')];
    writeFileSync(path.join(one, 'tool'), '', { mode: 0o644 });
    writeFileSync(path.join(two, 'tool'), '', { mode: 0o755 });
    const places = { searchPath: `${one}:${two}::`, cwd: '/', worldWritable: 'refuse' } as const;
    expect(findCommand('tool', places)).toEqual({ file: path.join(two, 'tool'), warnings: [] });
    expect(() => findCommand('tol', places)).toThrow(
      expect.objectContaining({
        code: 'COMMAND_NOT_FOUND',
        message: expect.stringContaining(`looked in ${one}, ${two}`),
        hint: expect.stringContaining('"tool"'),
        detail: { command: 'tol', searched: [one, two], nearest: 'tool' },
      }),
    );
    expect(() => findCommand('tool', { ...places, searchPath: one })).toThrow(
      expect.objectContaining({ code: 'NOT_EXECUTABLE', hint: expect.stringContaining('chmod +x') }),
    );
  });

  it('follows links before it judges who may change the program or its folder', () => {
    const folder = tempFolder('open');
    mkdirSync(path.join(folder, 'shared'));
    chmodSync(path.join(folder, 'shared'), 0o777);
    writeFileSync(path.join(folder, 'shared/tool'), '', { mode: 0o755 });
    symlinkSync(path.join(folder, 'shared/tool'), path.join(folder, 'link'));
    const places = { searchPath: '', cwd: folder, worldWritable: 'refuse' } as const;
    expect(() => findCommand('./link', places)).toThrow(expect.objectContaining({ code: 'WORLD_WRITABLE' }));
    expect(findCommand('./link', { ...places, worldWritable: 'warn' }).warnings).toHaveLength(1);
    chmodSync(path.join(folder, 'shared'), 0o1777);
    expect(findCommand('./link', places).warnings).toEqual([]);
  });

  it('measures names by single changes, swapped neighbours being one', () => {
    expect([nameDistance('ndoe', 'node', 2), nameDistance('nod', 'node', 2), nameDistance('a', 'abcdef', 2)]).toEqual([
      1, 1, 3,
    ]);
  });
});

describe('planning a start', () => {
  const input = {
    platform: 'linux',
    runId: 'r1',
    file: '/bin/tool',
    args: ['a b', '$x'],
    cwd: '/w',
    env: { A: '1' },
    secretNames: [],
    cgroup: null,
  } as const;

  it('passes the command as arguments of a fixed launcher', () => {
    const plan = planLaunch({ ...input, cgroup: '/cg' });
    expect(plan.file).toBe('/bin/sh');
    expect(plan.args.slice(2)).toEqual(['signalbox-launcher', '/cg', '/bin/tool', 'a b', '$x']);
    expect(plan.args[1]?.split('\n')).toHaveLength(3);
    expect(planLaunch({ ...input, args: ['other'] }).args[1]).toBe(plan.args[1]);
    expect(plan.env).toEqual({ A: '1', SIGNALBOX_RUN: 'r1', PWD: '/w' });
  });

  it('wraps it in a scope of systemd, or starts it as it is on Windows, in a job where there is a helper', () => {
    const scope = planLaunch({ ...input, scope: true });
    expect([scope.file, ...scope.args.slice(0, 6)].join(' ')).toBe(
      'systemd-run --user --scope --quiet --collect -p Delegate=yes',
    );
    expect(scope.args.slice(-3)).toEqual(['/bin/tool', 'a b', '$x']);
    const windows = planLaunch({ ...input, platform: 'win32' });
    expect([windows.file, windows.args, windows.gated]).toEqual(['/bin/tool', ['a b', '$x'], false]);
    const job = planLaunch({ ...input, platform: 'win32', helper: 'job.exe' });
    expect([job.file, ...job.args].join(' ')).toBe('job.exe --job signalbox-r1 -- /bin/tool a b $x');
    expect(systemdScope('r2', { file: 'x', args: [] }).args).toContain('--unit=signalbox-r2');
  });

  it('hides the values of secret variables in the words of a command', () => {
    const env = { DB_PASSWORD: 'hunter22', PLAIN: 'hunter', MINE: 'sesame-open' };
    expect(commandWords('psql', ['--pw=hunter22', 'a b', 'sesame-open'], env, ['MINE'])).toBe(
      'psql --pw=••• "a b" •••',
    );
  });
});

describe('what systems say', () => {
  it('is read where names hold blanks and parentheses', () => {
    const fields = Array.from({ length: 40 }, (_, index) => String(index + 4)).join(' ');
    expect(parseStat(`12 (a) b (c) S ${fields}`)).toMatchObject({
      pid: 12,
      name: 'a) b (c',
      state: 'S',
      ppid: 4,
      startTime: 22,
    });
    expect(parseStat('nothing')).toBeNull();
    const environ = Buffer.from('XSIGNALBOX_RUN=no\0SIGNALBOX_RUN=yes\0');
    expect([environValue(environ, 'SIGNALBOX_RUN'), environValue(environ, 'RUN')]).toEqual(['yes', null]);
  });

  it('is read from the tables of macOS and Windows', () => {
    const line = '  501   1   501  0 Ss   2048 Sat Nov 21 06:45:00 2026     /usr/local/bin/my server';
    expect(parseDarwinTable(`${line}\nrubbish\n`)).toMatchObject([
      { pid: 501, ppid: 1, group: 501, state: 'S', rssPages: 2_048, name: 'my server' },
    ]);
    expect(parseWindowsTable('{"pid":4,"ppid":0,"start":17,"rss":8192,"cpu":5,"name":"System"}')).toMatchObject([
      { pid: 4, startTime: 17, rssPages: 2, cpuTicks: 5 },
    ]);
    expect(parseWindowsTable('')).toEqual([]);
    expect(taskkill(7, 'kill')).toEqual({ file: 'taskkill', args: ['/PID', '7', '/T', '/F'] });
  });

  it('names the listening sockets only', () => {
    const text = `  sl  local_address rem_address st
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  0 0 4711 1
   1: 0100007F:1F91 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  0 0 4712 1`;
    expect(parseListeners(text)).toEqual([{ port: 8080, inode: 'socket:[4711]' }]);
  });

  it('tells where our control group lies, in unified, hybrid and cut-out layouts', () => {
    const line = (root: string, point: string, type: string) =>
      `30 20 0:27 ${root} ${point} rw shared:4 - ${type} cgroup rw`;
    const unified = line('/', '/sys/fs/cgroup', 'cgroup2');
    expect(cgroupFolder(unified, '0::/user.slice/a.scope\n')).toBe('/sys/fs/cgroup/user.slice/a.scope');
    const hybrid = `${line('/', '/sys/fs/cgroup/memory', 'cgroup')}\n${line('/', '/sys/fs/cgroup/unified', 'cgroup2')}`;
    expect(cgroupFolder(hybrid, '4:memory:/x\n0::/y\n')).toBe('/sys/fs/cgroup/unified/y');
    expect(cgroupFolder(line('/docker/1', '/a\\040b', 'cgroup2'), '0::/docker/1/z\n')).toBe('/a b/z');
    expect(cgroupFolder(line('/', '/sys/fs/cgroup/memory', 'cgroup'), '4:memory:/x\n')).toBeNull();
  });
});
