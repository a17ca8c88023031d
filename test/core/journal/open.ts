import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Clock, systemClock } from '../../../electron/core/clock.ts';
import type { JournalBounds } from '../../../electron/core/journal/checkpoints.ts';
import { type Journal, openJournal } from '../../../electron/core/journal/journal.ts';
import { createMasker } from '../../../electron/core/journal/masker.ts';
import type { StoreReply } from '../../../electron/core/journal/protocol.ts';
import { openStoreClient } from '../../../electron/core/journal/store-client.ts';
import { SHAPE } from '../../../shared/state.ts';
import { onEnd } from '../../helpers/temp.ts';

export interface OpenedJournal {
  readonly journal: Journal;
  readonly facts: Exclude<StoreReply, { op: 'answer' | 'failed' }>[];
  readonly logged: string[];
  /** Position of `epoch.opened`. */
  readonly began: string;
}

/** A journal on disk in a folder, in a new epoch, as a workspace opens it. */
export async function openTestJournal(
  dir: string,
  options: { clock?: Clock; bounds?: JournalBounds } = {},
): Promise<OpenedJournal> {
  mkdirSync(path.join(dir, 'ledger'), { recursive: true });
  const facts: OpenedJournal['facts'] = [];
  const logged: string[] = [];
  const store = await openStoreClient(dir, (fact) => facts.push(fact), options.bounds);
  const journal = openJournal({
    host: 'test',
    clock: options.clock ?? systemClock,
    masker: createMasker(randomBytes(32)),
    store,
    log: (line) => logged.push(line),
  });
  const workspace = { id: 'w', root: '/w', name: 'w', trusted: true, readOnly: null };
  const began = journal.append({
    type: 'epoch.opened',
    subject: 'host',
    cause: null,
    body: { build: 'test', shape: SHAPE, reason: 'start', durable: { workspace, pins: {} } },
  });
  onEnd(() => journal.close('test'));
  return { journal, facts, logged, began };
}

/** Appends the fact that a file settled; answers its position. */
export function settle(journal: Journal, path: string, hash = 'h'): string {
  const body = {
    path,
    change: 'update' as const,
    hash,
    size: 1,
    mtime: 1,
    rawCount: 1,
    ms: 20,
    definition: path.replace(/\.yaml$/, ''),
    role: 'definition' as const,
  };
  return journal.append({ type: 'file.settled', subject: `file:${path}`, cause: null, body });
}
