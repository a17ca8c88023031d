import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { isDiskFull, syncFolder } from '../disk.ts';
import type { ProcessIdentity } from '../home/process-identity.ts';
import type { ContainmentKind, RunNote } from './types.ts';

/** What is known of a run before its program runs: enough to find all of it again after a crash of ours. */
export interface LedgerEntry extends ProcessIdentity {
  readonly v: 1;
  readonly runId: string;
  /** The boot and the process namespace in which the numbers mean something. */
  readonly machine: string;
  readonly marker: string | null;
  readonly cgroup: string | null;
  readonly containment: ContainmentKind;
  readonly executable: string;
  /** Command and arguments, secrets hidden. */
  readonly command: string;
  readonly cwd: string;
  readonly spawnHash: string;
  readonly owner: string | null;
  /** What its owner wants to find again with it. */
  readonly note?: RunNote;
  /** The host that answers for it. */
  readonly host: ProcessIdentity;
  /** When it was started, epoch ms. */
  readonly at: number;
}

/** Where runs are written down before they may run. A record goes only when the death of the run is confirmed. */
export interface RunLedger {
  /** Resolves when the entry is synced. Throws STORAGE_FULL. */
  write(entry: LedgerEntry): Promise<void>;
  /** Changes an entry, synced; does nothing when there is none. Throws STORAGE_FULL. */
  update(runId: string, change: Partial<LedgerEntry>): Promise<void>;
  remove(runId: string): Promise<void>;
  /** Every entry, and the files that cannot be read as one (they stay where they are). */
  all(): Promise<{ readonly entries: readonly LedgerEntry[]; readonly damaged: readonly string[] }>;
}

/** A ledger of one JSON file a run, written beside and renamed, file and folder synced; readable by its owner alone. */
export function fileLedger(folder: string): RunLedger {
  const fileOf = (runId: string) => path.join(folder, `${runId}.json`);

  async function write(entry: LedgerEntry): Promise<void> {
    if (!isRunId(entry.runId)) throw new AppError('INVALID_INPUT', `"${entry.runId}" is no id of a run.`);
    const temporary = path.join(folder, `${entry.runId}.${randomUUID().slice(0, 8)}.tmp`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const handle = await open(temporary, 'wx', 0o600);
      try {
        await handle.writeFile(`${JSON.stringify(entry, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, fileOf(entry.runId));
      await syncFolder(folder);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => undefined);
      throw new AppError('STORAGE_FULL', `The run cannot be written into the ledger ${folder}: ${words(error)}.`, {
        cause: error,
      });
    }
  }

  return {
    write,
    async update(runId, change) {
      const entry = await readEntry(fileOf(runId));
      if (entry !== null) await write({ ...entry, ...change, runId });
    },
    async remove(runId) {
      await rm(fileOf(runId), { force: true });
      await syncFolder(folder).catch(() => undefined);
    },
    async all() {
      const names = await readdir(folder).catch(() => []);
      const entries: LedgerEntry[] = [];
      const damaged: string[] = [];
      for (const name of names.sort()) {
        const file = path.join(folder, name);
        // The rest of a write that a crash cut short: its run was never let go.
        if (name.endsWith('.tmp')) await rm(file, { force: true });
        if (!name.endsWith('.json')) continue;
        const entry = await readEntry(file).catch(() => null);
        if (entry === null || `${entry.runId}.json` !== name) damaged.push(file);
        else entries.push(entry);
      }
      return { entries, damaged };
    },
  };
}

/** Names the boot of this machine and the process namespace: outside of both, process numbers mean nothing. */
export function machineName(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return process.platform;
  }
}

/** Ids become names of files and of control groups. */
export function isRunId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

async function readEntry(file: string): Promise<LedgerEntry | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const entry = JSON.parse(text) as LedgerEntry;
  const isWhole = entry.v === 1 && typeof entry.runId === 'string' && entry.pid > 1 && Number.isFinite(entry.startTime);
  return isWhole ? entry : null;
}

function words(error: unknown): string {
  if (isDiskFull(error)) return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
