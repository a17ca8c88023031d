import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBaseEnvironment } from '../../../electron/core/host/login-environment.ts';
import { createOutputTail } from '../../../electron/core/host/output-tail.ts';
import { tempFolder } from '../../helpers/temp.ts';

describe('the end of what a run wrote', () => {
  it('keeps the last 64 KiB of each output, and never half a character', () => {
    const tail = createOutputTail();
    for (let line = 0; line < 20_000; line += 1) tail.output('r', 'stdout', Buffer.from(`zeile ${line} ü\n`));
    tail.output('r', 'stderr', Buffer.from('oh'));
    const { stdout, stderr } = tail.tail('r');
    expect(Buffer.byteLength(stdout)).toBeLessThanOrEqual(64 * 1024);
    expect(Buffer.byteLength(stdout)).toBeGreaterThan(60 * 1024);
    expect(stdout.endsWith('zeile 19999 ü\n')).toBe(true);
    expect(stdout).not.toContain('\ufffd');
    expect(stderr).toBe('oh');
    tail.output('big', 'stdout', Buffer.alloc(1024 * 1024, 'ä'));
    expect(tail.tail('big').stdout).toMatch(/^ä+$/);
    expect(tail.tail('nobody')).toEqual({ stdout: '', stderr: '' });
  });

  it('hands over whole lines, those of before first, whatever the chunks are', () => {
    const tail = createOutputTail();
    const bytes = Buffer.from('first\r\nzwölf\nrest');
    tail.output('r', 'stdout', bytes.subarray(0, 10));
    const lines: string[] = [];
    const end = tail.lines('r', (line) => lines.push(line));
    tail.output('r', 'stdout', bytes.subarray(10));
    tail.output('r', 'stdout', Buffer.from(' of it\n'));
    expect(lines).toEqual(['first', 'zwölf', 'rest of it']);
    end();
    tail.output('r', 'stdout', Buffer.from('more\n'));
    expect(lines).toHaveLength(3);
  });
});

describe('the environment that components start with', () => {
  it('has the PATH and the named variables of the login shell, and of ours only what opens nothing', async () => {
    const home = tempFolder('home');
    const shell = path.join(home, 'shell');
    writeFileSync(shell, '#!/bin/sh\nexport PATH=/one:/two:$PATH LOGIN_TOKEN=tok-1 OTHER=x\nexec /bin/sh -c "$2"\n');
    chmodSync(shell, 0o755);
    const env = { SHELL: shell, PATH: '/usr/bin:/bin', HOME: home, LANG: 'C', SECRET_KEY: 'k', NODE_OPTIONS: '--x' };
    const base = createBaseEnvironment({ env, names: () => ['LOGIN_TOKEN'], now: () => 7 });
    expect(base.view()).toMatchObject({ path: ['/usr/bin', '/bin'], readAt: null });
    const current = await base.current();
    expect(current).toMatchObject({ HOME: home, LANG: 'C', LOGIN_TOKEN: 'tok-1' });
    expect(current['PATH']).toMatch(/^\/one:\/two:/);
    expect(Object.keys(current)).not.toContain('SECRET_KEY');
    expect(Object.keys(current)).not.toContain('NODE_OPTIONS');
    expect(base.view()).toMatchObject({ shell, variables: { LOGIN_TOKEN: '•••' }, readAt: 7, fault: null });
  });

  it('is ours when the login shell does not answer, and says why', async () => {
    const base = createBaseEnvironment({ env: { SHELL: '/bin/false', PATH: '/usr/bin' } });
    expect((await base.current())['PATH']).toBe('/usr/bin');
    expect(base.view().fault).toContain('/bin/false');
  });
});
