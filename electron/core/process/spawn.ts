import { createHash, randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { canonical } from '../../../shared/canonical.ts';
import { AppError } from '../../../shared/errors.ts';
import { ourIdentity } from '../home/process-identity.ts';
import { makeCgroup, removeCgroup } from './cgroup.ts';
import { type Containment, ownCgroup, weakest } from './containment.ts';
import { exitWords } from './exit-words.ts';
import { findCommand } from './find-command.ts';
import { type HandleDeps, openHandle } from './handle.ts';
import { startTimeOfAny } from './identity.ts';
import { launch, type WaitingChild } from './launch.ts';
import { commandWords, isSecret, planLaunch } from './launch-plan.ts';
import { isRunId, type LedgerEntry, machineName } from './ledger.ts';
import { deliver } from './output.ts';
import type { ContainmentKind, Run, RunEnd, RunSpec, StopRequest } from './types.ts';

/** What every start needs. */
export interface SpawnDeps extends HandleDeps {
  readonly containment: Containment;
}

/**
 * Starts a run. It is in the ledger, synced, before any of its code may run; it carries both marks, and stands in a
 * control group of its own where one can be made.
 *
 * Throws COMMAND_NOT_FOUND, NOT_EXECUTABLE, WORLD_WRITABLE, NOT_FOUND (its folder), INVALID_INPUT, STORAGE_FULL (the
 * ledger cannot be written), BUSY (no room for another process). Nothing of it is left then.
 */
export async function spawnRun(spec: RunSpec, deps: SpawnDeps): Promise<Run> {
  const runId = spec.runId ?? randomBytes(8).toString('hex');
  check(runId, spec);
  const found = findCommand(spec.command, {
    searchPath: spec.env['PATH'] ?? '',
    cwd: spec.cwd,
    worldWritable: spec.worldWritable ?? 'refuse',
    endings: process.platform === 'win32' ? (spec.env['PATHEXT'] ?? '').split(';').filter(Boolean) : [],
  });
  const secretNames = spec.secretNames ?? [];
  const wanted: Containment = spec.containment === 'marks' ? { kind: 'marks' } : deps.containment;
  const made = wanted.kind === 'cgroup' ? makeCgroup(wanted.base, runId) : null;
  const plan = planLaunch({
    platform: process.platform,
    runId,
    file: found.file,
    args: spec.args,
    cwd: spec.cwd,
    env: spec.env,
    secretNames,
    cgroup: made,
    scope: wanted.kind === 'scope',
    helper: wanted.kind === 'job' ? wanted.helper : null,
  });
  const spawnHash = hashOf(spec, found.file, secretNames);
  let waiting: WaitingChild | null = null;
  try {
    waiting = await launch(plan, spec);
    const outputs = [
      spec.onStdout && waiting.child.stdout ? deliver(waiting.child.stdout, spec.onStdout) : null,
      spec.onStderr && waiting.child.stderr ? deliver(waiting.child.stderr, spec.onStderr) : null,
    ];
    const hasJoined = await waiting.joined;
    const cgroup = made !== null && hasJoined ? made : wanted.kind === 'scope' ? ownCgroup(waiting.pid) : null;
    if (made !== null && cgroup === null) removeCgroup(made);
    const containment: ContainmentKind = cgroup !== null ? 'cgroup' : weakest(wanted);
    const startTime = await startTimeOfAny(waiting.pid);
    if (startTime === null) throw new AppError('EXITED_EARLY', 'The launcher ended before the program could run.');
    const trace = { runId, pid: waiting.pid, startTime, marker: waiting.marker, cgroup };
    const entry: LedgerEntry = {
      v: 1,
      ...trace,
      machine: machineName(),
      containment,
      executable: found.file,
      command: commandWords(spec.command, spec.shownArgs ?? spec.args, spec.env, secretNames),
      cwd: spec.cwd,
      spawnHash,
      owner: spec.owner ?? null,
      ...(spec.note === undefined ? {} : { note: spec.note }),
      host: ourIdentity(),
      at: Date.now(),
    };
    await deps.ledger.write(entry);
    await waiting.open();
    return runOf({ spec, deps, waiting, outputs, trace, containment, found, spawnHash, plan });
  } catch (error) {
    await waiting?.refuse();
    if (made !== null) removeCgroup(made);
    throw error;
  }
}

interface Pieces {
  readonly spec: RunSpec;
  readonly deps: SpawnDeps;
  readonly waiting: WaitingChild;
  readonly outputs: readonly (ReturnType<typeof deliver> | null)[];
  readonly trace: Pick<LedgerEntry, 'runId' | 'pid' | 'startTime' | 'marker' | 'cgroup'>;
  readonly containment: ContainmentKind;
  readonly found: { readonly file: string; readonly warnings: readonly string[] };
  readonly spawnHash: string;
  readonly plan: { readonly warnings: readonly string[] };
}

function runOf({ spec, deps, waiting, outputs, trace, containment, found, spawnHash, plan }: Pieces): Run {
  const { child } = waiting;
  const startedAt = deps.now();
  const handle = openHandle(
    {
      trace,
      containment,
      ports: spec.ports ?? [],
      leaderGone: () => child.exitCode !== null || child.signalCode !== null,
      markerHeld: waiting.markerHeld,
      runCommand: (command, signal) => runStopCommand(spec, deps, trace.runId, command, signal),
      onHint(wake) {
        child.once('exit', wake);
        return () => child.off('exit', wake);
      },
      onStopped() {
        for (const output of outputs) output?.letGo();
        for (const pipe of [child.stdin, child.stdio[4], ...waiting.extra]) pipe?.destroy();
      },
    },
    deps,
  );
  let stopping = false;
  const ended = waiting.exited.then(async ({ code, signal }): Promise<RunEnd> => {
    // As it was at the very end: a look takes a while, and a stop may begin meanwhile.
    const asked = stopping;
    const afterMs = Math.round(deps.now() - startedAt);
    const sight = await handle.look().catch(() => null);
    return { code, signal, words: exitWords(code, signal), afterMs, leftovers: sight?.members.length ?? null, asked };
  });
  return {
    ...handle,
    stop(request, onStep) {
      stopping = true;
      return handle.stop(request, onStep);
    },
    killNow() {
      stopping = true;
      return handle.killNow();
    },
    runId: trace.runId,
    pid: trace.pid,
    startTime: trace.startTime,
    containment,
    executable: found.file,
    spawnHash,
    warnings: [...found.warnings, ...plan.warnings],
    stdin: child.stdin,
    extra: waiting.extra,
    ended,
    outputEnded: Promise.all(outputs.map((output) => output?.ended)).then(() => undefined),
  };
}

/** Runs the stop command of a run as a run of its own, which never outlives the stop. */
async function runStopCommand(
  spec: RunSpec,
  deps: SpawnDeps,
  runId: string,
  command: NonNullable<StopRequest['command']>,
  signal: AbortSignal,
): Promise<boolean> {
  const { cwd, env } = spec;
  const run = await spawnRun(
    {
      ...command,
      cwd,
      env,
      runId: `${runId}-stop-${randomBytes(2).toString('hex')}`,
      ...(spec.owner === undefined ? {} : { owner: spec.owner }),
      ...(spec.secretNames === undefined ? {} : { secretNames: spec.secretNames }),
      ...(spec.worldWritable === undefined ? {} : { worldWritable: spec.worldWritable }),
      // What it prints is output of the run it stops.
      ...(spec.onStdout === undefined ? {} : { onStdout: spec.onStdout }),
      ...(spec.onStderr === undefined ? {} : { onStderr: spec.onStderr }),
    },
    deps,
  );
  if (signal.aborted) await run.killNow();
  const abort = () => void run.killNow().catch(() => undefined);
  signal.addEventListener('abort', abort, { once: true });
  const end = await run.ended;
  signal.removeEventListener('abort', abort);
  await run.stop({ graceMs: 0 });
  return end.code === 0;
}

function check(runId: string, spec: RunSpec): void {
  if (!isRunId(runId)) throw new AppError('INVALID_INPUT', `"${runId}" is no id of a run.`);
  if ([...spec.args, ...Object.values(spec.env)].some((text) => text.includes('\0'))) {
    throw new AppError('INVALID_INPUT', 'An argument or a variable holds a zero byte.');
  }
  const folder = statSync(spec.cwd, { throwIfNoEntry: false });
  if (!folder?.isDirectory()) {
    throw new AppError('NOT_FOUND', `The folder it should run in does not exist: ${spec.cwd}`, {
      hint: 'Create the folder, or correct cwd.',
    });
  }
}

function hashOf(spec: RunSpec, file: string, secretNames: readonly string[]): string {
  const env = Object.fromEntries(
    Object.entries(spec.env).map(([name, value]) => [name, isSecret(name, secretNames) ? null : value]),
  );
  const plain = { file, args: spec.shownArgs ?? spec.args, cwd: spec.cwd, env, stdin: spec.stdin ?? 'closed' };
  return createHash('sha256').update(canonical(plain)).digest('hex');
}
