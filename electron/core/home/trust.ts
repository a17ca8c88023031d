import { realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { readJson, writeJson } from './json-file.ts';

export type TrustDecision = 'trust' | 'look-only';

interface StoredTrust {
  readonly decision: TrustDecision;
  readonly at: number;
  /** Device and inode of the folder: another folder moved to the same path asks again. */
  readonly ino: string;
}

/** Decisions about folders, kept outside of them by real path. */
export interface TrustStore {
  /** The decision that still holds for a folder, or null when there is none. */
  decision(root: string): TrustDecision | null;
  decide(root: string, decision: TrustDecision, now: number): void;
}

/** Opens the store in Signalbox's home. */
export function openTrustStore(home: string): TrustStore {
  const file = path.join(home, 'trust.json');
  return {
    decision(root) {
      const stored = readJson<Record<string, StoredTrust>>(file, {}).value[realpathSync(root)];
      if (!stored || stored.ino !== inodeOf(root)) return null;
      return stored.decision === 'trust' && othersMayWrite(root) ? null : stored.decision;
    },
    decide(root, decision, now) {
      const { value } = readJson<Record<string, StoredTrust>>(file, {});
      writeJson(file, { ...value, [realpathSync(root)]: { decision, at: now, ino: inodeOf(root) } });
    },
  };
}

function inodeOf(root: string): string {
  const { dev, ino } = statSync(root, { bigint: true });
  return `${dev}:${ino}`;
}

/** A trusted folder that others may write to could have been filled by anybody. */
function othersMayWrite(root: string): boolean {
  return process.platform !== 'win32' && (statSync(root).mode & 0o002) !== 0;
}
