import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'vitest';
import { fileLedger, type RunLedger } from '../../../electron/core/process/ledger.ts';
import { openProcesses, type Processes } from '../../../electron/core/process/processes.ts';
import type { Run, RunSpec } from '../../../electron/core/process/types.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';

/** What programs of the tests see of the machine's environment. */
export const plainEnv: Record<string, string> = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: '/tmp' };

/** A run with what it wrote. */
export interface SeenRun {
  readonly run: Run;
  readonly out: () => string;
  readonly err: () => string;
  /** Resolves when its stdout holds this. */
  says(wanted: string): Promise<void>;
}

export interface Stand {
  readonly processes: Processes;
  readonly ledger: RunLedger;
  /** Folder of the ledger. */
  readonly folder: string;
  start(spec: Partial<RunSpec> & Pick<RunSpec, 'command'>): Promise<SeenRun>;
}

/** Opens processes with a ledger of their own; at the end everything is stopped, and nobody with our marks may be left. */
export async function openStand(make: (folder: string) => RunLedger = fileLedger): Promise<Stand> {
  const folder = tempFolder('ledger');
  const ledger = make(folder);
  const processes = await openProcesses({ ledger });
  const started: Run[] = [];
  onEnd(async () => {
    await processes.stopAll(performance.now());
    await processes.close();
    expect(started.flatMap((run) => marked(run.runId, run.trace().marker))).toEqual([]);
    const { containment } = processes;
    const groups = containment.kind === 'cgroup' ? readdirSync(containment.base) : [];
    expect(groups.filter((name) => started.some((run) => name.includes(run.runId)))).toEqual([]);
  });

  async function start(spec: Partial<RunSpec> & Pick<RunSpec, 'command'>): Promise<SeenRun> {
    const texts = { out: '', err: '' };
    const waiting: (() => void)[] = [];
    const run = await processes.spawn({
      args: [],
      cwd: spec.cwd ?? tempFolder('cwd'),
      env: plainEnv,
      onStdout(chunk) {
        texts.out += chunk.toString();
        for (const look of waiting) look();
      },
      onStderr(chunk) {
        texts.err += chunk.toString();
      },
      ...spec,
    });
    started.push(run);
    return {
      run,
      out: () => texts.out,
      err: () => texts.err,
      says: (wanted) =>
        new Promise((resolve) => {
          const look = () => texts.out.includes(wanted) && resolve();
          waiting.push(look);
          look();
        }),
    };
  }

  return { processes, ledger, folder, start };
}

/** Processes that carry a mark of a run, found without the code under test. */
export function marked(runId: string, marker: string | null): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const environ = attempt(() => readFileSync(`/proc/${pid}/environ`, 'latin1')) ?? '';
      if (`\0${environ}`.includes(`\0SIGNALBOX_RUN=${runId}\0`)) return true;
      const names = attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
      return marker !== null && names.some((name) => attempt(() => readlinkSync(`/proc/${pid}/fd/${name}`)) === marker);
    });
}

/** Whether a process runs; a zombie does not. */
export function isRunning(pid: number): boolean {
  const stat = attempt(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  return stat !== null && !/\) [ZX] /.test(stat);
}

/** Waits for a condition that no event tells of. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(10);
}

/** Path of a fixture of this area. */
export function fixture(name: string): string {
  return path.resolve(import.meta.dirname, '../../fixtures/process', name);
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
