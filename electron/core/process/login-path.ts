import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';

/** What the login shell of the user says. */
export interface LoginEnvironment {
  /** Null when the shell could not be asked; `fault` says why. */
  readonly path: string | null;
  /** The named variables it sets. */
  readonly variables: Readonly<Record<string, string>>;
  readonly shell: string;
  readonly fault: string | null;
}

/** How to ask. */
export interface LoginQuestion {
  /** Environment the shell starts with; its SHELL is the one asked. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables wanted besides PATH. */
  readonly names?: readonly string[];
  readonly deadlineMs?: number;
}

const DEADLINE_MS = 5_000;
const MOST_BYTES = 4 * 2 ** 20;

/**
 * Asks the login shell for its PATH and for named variables, as a terminal would get them. Whatever start-up files
 * print is passed over: the answer stands between two marks nobody can guess. Never throws.
 */
export async function readLoginEnvironment(question: LoginQuestion): Promise<LoginEnvironment> {
  const shell = question.env['SHELL'] || '/bin/sh';
  const nothing = (fault: string): LoginEnvironment => ({ path: null, variables: {}, shell, fault });
  if (process.platform === 'win32') return nothing('Windows has no login shell.');
  const mark = `signalbox-${randomBytes(12).toString('hex')}`;
  const outcome = await ask(shell, mark, question.env, question.deadlineMs ?? DEADLINE_MS);
  if (outcome.text === null) return nothing(`${shell} ${outcome.fault}`);
  const said = parseEnvironment(outcome.text, ['PATH', ...(question.names ?? [])]);
  const { PATH: path, ...variables } = said;
  const wanted = question.names?.includes('PATH') && path !== undefined ? { ...variables, PATH: path } : variables;
  return path === undefined ? nothing(`${shell} has no PATH.`) : { path, variables: wanted, shell, fault: null };
}

/** Picks named variables out of what `env` prints. A value may run over several lines. */
export function parseEnvironment(text: string, names: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {};
  let current: string | null = null;
  for (const line of text.split('\n')) {
    const match = /^([A-Za-z_][A-Za-z0-9_]*|BASH_FUNC_[^=]*)=(.*)$/s.exec(line);
    if (match === null) {
      if (current !== null) found[current] += `\n${line}`;
      continue;
    }
    const [, name = '', value = ''] = match;
    current = names.includes(name) ? name : null;
    if (current !== null) found[current] = value;
  }
  return found;
}

/** The text between the two marks; null while the second is missing. */
export function betweenMarks(text: string, mark: string): string | null {
  const [, inner, after] = text.split(`${mark}\n`);
  return after === undefined || inner === undefined ? null : inner.replace(/\n$/, '');
}

type Outcome = { readonly text: string; readonly fault: null } | { readonly text: null; readonly fault: string };

function ask(
  shell: string,
  mark: string,
  env: Readonly<Record<string, string | undefined>>,
  deadlineMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    // Only words every shell understands: sh, bash, zsh and fish all read this the same way.
    const script = `echo; echo ${mark}; /usr/bin/env; echo ${mark}`;
    let child: ChildProcess;
    try {
      child = spawn(shell, ['-ilc', script], { env: { ...env }, stdio: ['ignore', 'pipe', 'ignore'], detached: true });
    } catch (error) {
      resolve({ text: null, fault: `cannot be run: ${(error as Error).message}` });
      return;
    }
    let text = '';
    const timer = setTimeout(() => finish(null, `did not answer within ${deadlineMs} ms.`), deadlineMs);
    child.on('error', (error) => finish(null, `cannot be run: ${error.message}`));
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const inner = betweenMarks(text, mark);
      if (inner !== null) finish(inner, '');
      else if (text.length > MOST_BYTES) finish(null, 'prints without end.');
    });
    // What it printed may still be on the way when it has ended: only the closed pipe is its last word.
    child.on('close', (code) => finish(null, `ended without an answer (exit ${code}).`));

    function finish(answer: string | null, fault: string): void {
      clearTimeout(timer);
      // A shell that hangs, or still runs what its start-up files began, goes with its group.
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) endGroup(child.pid);
      child.stdout?.destroy();
      resolve(answer === null ? { text: null, fault } : { text: answer, fault: null });
    }
  });
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended in this very moment.
  }
}
