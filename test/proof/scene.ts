import { closeSync, mkdirSync, openSync, renameSync, rmSync, unlinkSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { ActionName } from '../../shared/actions/all.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Contents } from './contents.ts';
import type { Disk } from './disk.ts';
import type { Host } from './host.ts';
import type { Page, Watcher } from './page.ts';
import type { Random } from './random.ts';
import type { Hold, Row, Truth } from './truth-types.ts';

/** Everything a step works with. */
export interface Scene {
  readonly root: string;
  readonly home: string;
  readonly kinds: readonly string[];
  /** Those whose files may lie in folders. */
  readonly deep: ReadonlySet<string>;
  readonly random: Random;
  readonly contents: Contents;
  readonly page: Page;
  truth: Truth;
  host: Host;
  watcher: Watcher | null;
  threshold: number;
  /** When git last did something (monotonic ms): what follows within a moment may be held as its doing. */
  gitAt: number;
  /** Names the next new thing. */
  next(): number;
  act(name: ActionName, input: unknown): Promise<any>;
  /** Starts the host again after it was ended. */
  restart(): Promise<void>;
}

/** Changes the copy of the model so that it says what must be true now. */
export type Expect = (truth: Truth, disk: Disk, seen: Snapshot) => void;

/** One sort of step. */
export interface Step {
  readonly name: string;
  readonly weight: number;
  /** Does it; null when there is nothing to do it with. Answers what it did, in words, and what must be true then. */
  run(scene: Scene): Promise<Done | null> | Done | null;
}

export interface Done {
  readonly words: string;
  readonly expect: Expect;
  /** Nothing will be told of it: a marker file shows when it was seen. */
  readonly isSilent?: boolean;
  /** A file that nothing but its own event tells of: in a new folder it may be seen later than a marker elsewhere. */
  readonly told?: { readonly path: string; readonly hash: string };
}

/** The ids that wait, as a snapshot tells them. */
export function heldIds(seen: Snapshot): Set<string> {
  return new Set((seen.batch?.items ?? []).map((item) => item.definition));
}

/** What the disk says is true, by the rules for changes that nobody asked for. */
export function absorb(hold: Hold): Expect {
  return (truth, disk, seen) =>
    truth.absorb(disk, hold, { held: heldIds(seen), serving: (id) => seen.definitions[id]?.path ?? null });
}

/** Whether a handful of changes may be held: when git was at work just now, or when they are many. */
export function holdOf(scene: Scene, changes: number): Hold {
  if (scene.threshold === 0) return 'never';
  return changes >= scene.threshold || (changes > 1 && isAfterGit(scene)) ? 'may' : 'never';
}

/** Git was at work just now: what follows may be gathered with what comes after it. */
export function isAfterGit(scene: Scene): boolean {
  return performance.now() - scene.gitAt < 5_000;
}

export const nothing: Expect = () => {};

export type Style = 'in place' | 'atomic' | 'truncated' | 'vim' | 'recreated';
export const STYLES: readonly Style[] = ['in place', 'atomic', 'truncated', 'vim', 'recreated'];

/** Saves a file the way some program would. */
export function save(root: string, file: string, text: string, style: Style = 'in place'): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  switch (style) {
    case 'in place':
      return writeFileSync(target, text);
    case 'atomic':
      writeFileSync(`${target}.tmp`, text);
      return renameSync(`${target}.tmp`, target);
    case 'truncated': {
      const file = openSync(target, 'w');
      const half = Math.floor(text.length / 2);
      writeSync(file, text.slice(0, half));
      writeSync(file, text.slice(half));
      return closeSync(file);
    }
    case 'vim':
      rmSync(`${target}~`, { force: true });
      try {
        renameSync(target, `${target}~`);
      } catch {
        // A new file has no copy of its own yet.
      }
      writeFileSync(target, text);
      return rmSync(`${target}~`, { force: true });
    case 'recreated':
      rmSync(target, { force: true });
      return writeFileSync(target, text);
  }
}

/** Removes a file, and folders that are empty then. */
export function remove(root: string, file: string): void {
  unlinkSync(path.join(root, file));
}

/** A definition that fits, or null. */
export function pickRow(scene: Scene, fits: (row: Row) => boolean = () => true): Row | null {
  const rows = [...scene.truth.rows.values()].filter(fits);
  return rows.length > 0 ? scene.random.pick(rows) : null;
}

/** Whether the file that serves is there. */
export function isOnDisk(row: Row): boolean {
  return row.serving !== null && diskHash(row) !== null;
}

/** Hash of the file that serves, or null when it is gone. */
export function diskHash(row: Row): string | null {
  const serving = row.serving ?? '';
  const waits = row.pending.get(serving);
  return waits === undefined ? (row.left && row.discarded === null ? null : (row.files.get(serving) ?? null)) : waits;
}

export const isWaiting = (scene: Scene): boolean => scene.truth.waiting().length > 0;

/** A name of a kind that nothing has, on disk or in the model. */
export function freshName(scene: Scene, kind: string): string {
  for (let index = 0; ; index += 1) {
    const name = index < 8 ? `${kind.slice(0, 1)}${scene.random.below(14)}` : `x${scene.next()}`;
    if (!scene.truth.rows.has(`${kind}/${name}`)) return name;
  }
}
