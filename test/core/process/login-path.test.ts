import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { betweenMarks, parseEnvironment, readLoginEnvironment } from '../../../electron/core/process/login-path.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { isRunning, until } from './support.ts';

/** A home whose start-up files are these. */
function homeWith(profile: string, rc = ''): Record<string, string> {
  const home = tempFolder('home');
  writeFileSync(path.join(home, '.bash_profile'), profile);
  writeFileSync(path.join(home, '.bashrc'), rc);
  return { HOME: home, SHELL: '/bin/bash', PATH: '/usr/bin:/bin' };
}

describe('the environment of the login shell', () => {
  it('is read as a terminal gets it, whatever the start-up files print', async () => {
    const env = homeWith(
      'echo welcome; printf "no newline"; export PATH="/opt/mine:/usr/bin"; export WANTED="two\nlines"; export HIDDEN=1; . ~/.bashrc',
      'echo PATH=/fake; case $- in *i*) export INTERACTIVE=yes;; esac; trap "echo PATH=/late" EXIT',
    );
    expect(await readLoginEnvironment({ env, names: ['WANTED', 'INTERACTIVE', 'MISSING'] })).toEqual({
      path: '/opt/mine:/usr/bin',
      variables: { WANTED: 'two\nlines', INTERACTIVE: 'yes' },
      shell: '/bin/bash',
      fault: null,
    });
  });

  it('is given up when the shell hangs, and the shell is ended', async () => {
    const env = homeWith('echo $$ > ~/pid; sleep 600');
    const said = await readLoginEnvironment({ env, deadlineMs: 1_500 });
    expect([said.path, said.fault]).toEqual([null, '/bin/bash did not answer within 1500 ms.']);
    const pid = Number(readFileSync(path.join(env['HOME']!, 'pid'), 'utf8'));
    await until(() => !isRunning(pid));
  });

  it('does not wait for what a start-up file leaves running', async () => {
    const env = homeWith('export PATH=/usr/bin; sleep 600 & echo $! > ~/pid');
    const said = await readLoginEnvironment({ env });
    expect(said.path).toBe('/usr/bin');
    const pid = Number(readFileSync(path.join(env['HOME']!, 'pid'), 'utf8'));
    onEnd(() => isRunning(pid) && process.kill(pid, 'SIGKILL'));
  });

  it('says why it is not known when there is no such shell, or it answers nothing', async () => {
    expect((await readLoginEnvironment({ env: { SHELL: '/no/shell' } })).fault).toContain('cannot be run');
    expect((await readLoginEnvironment({ env: homeWith('exit 3') })).fault).toContain(
      'ended without an answer (exit 3)',
    );
  });

  it('is picked out of the text between two marks', () => {
    expect(betweenMarks('noise m\nA=1\nm\nrest', 'm')).toBe('A=1');
    expect(betweenMarks('noise m\nA=1\n', 'm')).toBeNull();
    expect(parseEnvironment('A=1\nBASH_FUNC_x%%=() {  echo\n}\nPATH=/a\nB=2', ['PATH', 'B'])).toEqual({
      PATH: '/a',
      B: '2',
    });
  });
});
