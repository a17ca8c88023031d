import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readlinkSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { AppError } from '../../../shared/errors.ts';
import { GATE, type LaunchPlan, MARKER } from './launch-plan.ts';
import type { RunSpec } from './types.ts';

/** A child that waits at the gate: none of the user's code has run. */
export interface WaitingChild {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Inode of the marker as the child holds it; null where that cannot be told. */
  readonly marker: string | null;
  /** Whether somebody still holds the marker; null without one. */
  readonly markerHeld: () => boolean | null;
  readonly extra: readonly Duplex[];
  /** Resolves with what the launcher says about joining its control group; rejects when it died before. */
  readonly joined: Promise<boolean>;
  /** How the first process ended. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** Lets the program run, and resolves when it is about to. */
  open(): Promise<void>;
  /** Keeps the program from ever running, and resolves when the launcher is gone. */
  refuse(): Promise<void>;
}

/** Starts a planned child. Throws BUSY, INVALID_INPUT or INTERNAL when the system does not start it. */
export async function launch(plan: LaunchPlan, spec: RunSpec): Promise<WaitingChild> {
  const extraCount = spec.extraPipes ?? 0;
  const stdio: StdioOptions = [
    spec.stdin === 'pipe' ? 'pipe' : 'ignore',
    spec.onStdout ? 'pipe' : 'ignore',
    spec.onStderr ? 'pipe' : 'ignore',
    plan.gated ? 'pipe' : 'ignore',
    plan.marked ? 'pipe' : 'ignore',
    ...Array.from({ length: extraCount }, () => 'pipe' as const),
  ];
  const child = await start(plan, { cwd: spec.cwd, env: { ...plan.env }, stdio, detached: true, windowsHide: true });
  const pid = child.pid as number;
  // Noted before anything else: while the launcher waits, its descriptors cannot change.
  const marker = plan.marked ? inodeOf(pid, MARKER) : null;
  const exited = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  const pipes = child.stdio as readonly (Duplex | null | undefined)[];
  for (const pipe of pipes) pipe?.on('error', () => undefined);
  const gate = plan.gated ? (pipes[GATE] ?? null) : null;
  const marking = plan.marked ? (pipes[MARKER] ?? null) : null;
  marking?.resume();
  const joined = gate === null ? Promise.resolve(false) : firstLine(gate).then((line) => line === '0');
  joined.catch(() => undefined);

  return {
    child,
    pid,
    marker,
    markerHeld: () => (marking === null ? null : !(marking.readableEnded || marking.closed)),
    extra: pipes.slice(MARKER + 1, MARKER + 1 + extraCount).flatMap((pipe) => pipe ?? []),
    joined,
    exited,
    async open() {
      if (gate === null) return;
      const closed = gate.closed ? Promise.resolve() : once(gate, 'close');
      gate.write('\n');
      await Promise.race([closed, exited]);
    },
    async refuse() {
      gate?.destroy();
      if (gate === null) child.kill('SIGKILL');
      await exited;
    },
  };
}

function start(plan: LaunchPlan, options: SpawnOptions): Promise<ChildProcess> {
  return new Promise((resolve, reject) => {
    let child: ChildProcess;
    try {
      child = spawn(plan.file, [...plan.args], options);
    } catch (error) {
      reject(spawnError(error as NodeJS.ErrnoException, plan));
      return;
    }
    // Later faults (a signal that could not be sent) are no faults of the start.
    child.on('error', (error) => reject(spawnError(error, plan)));
    if (child.pid !== undefined) resolve(child);
  });
}

const CROWDED = ['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'];

function spawnError(error: NodeJS.ErrnoException, plan: LaunchPlan): AppError {
  const code = error.code ?? '';
  if (CROWDED.includes(code)) {
    return new AppError('BUSY', `The system has no room for another process (${code}).`, { cause: error });
  }
  if (code === 'E2BIG' || code === 'ERR_INVALID_ARG_VALUE') {
    const why = code === 'E2BIG' ? 'are too long together' : 'hold a zero byte';
    return new AppError('INVALID_INPUT', `The arguments and the environment ${why}.`, { cause: error });
  }
  return new AppError('INTERNAL', `${plan.file} could not be started: ${error.message}`, { cause: error });
}

/** The first line the launcher says; what it never says more is nothing we wait for. */
function firstLine(gate: Duplex): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    gate.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    });
    gate.on('close', () => reject(new AppError('EXITED_EARLY', 'The launcher ended before the program could run.')));
  });
}

function inodeOf(pid: number, descriptor: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return null;
  }
}
