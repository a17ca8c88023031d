import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../../electron/core/clock.ts';
import type { Parser } from '../../../../electron/core/documents/parser.ts';
import { createDefinitionLoader } from '../../../../electron/core/hotswap/definition-loader.ts';
import { createHotSwap, type HotSwap } from '../../../../electron/core/hotswap/hot-swap.ts';
import type { Kind } from '../../../../electron/core/hotswap/kinds/kind.ts';
import { kindAt } from '../../../../electron/core/hotswap/kinds/names.ts';
import { openJournal } from '../../../../electron/core/journal/journal.ts';
import { createMasker } from '../../../../electron/core/journal/masker.ts';
import type { SettledFile } from '../../../../electron/core/watch/types.ts';
import { onEnd } from '../../../helpers/temp.ts';

/** The owner of definitions with a journal in memory, told of files by the test instead of by a watcher. */
export interface BareHotSwap {
  readonly hotSwap: HotSwap;
  /** Writes a file and tells of it; resolves when it was decided. */
  save(file: string, text: string): Promise<void>;
  drop(file: string): Promise<void>;
  /** Position of the last fact, to be the cause of another. */
  cause(): string;
}

/** Makes one on a folder. */
export function bareHotSwap(root: string, kinds: readonly Kind[], parser: Parser): BareHotSwap {
  const journal = openJournal({
    host: 'test',
    clock: systemClock,
    masker: createMasker(randomBytes(32)),
    store: null,
    log: () => {},
  });
  const hotSwap = createHotSwap({
    journal,
    clock: systemClock,
    kinds,
    loader: createDefinitionLoader(parser),
    remembered: { newest: new Map(), pins: new Map(), discarded: new Map() },
    hold: { threshold: 0, manual: [] },
    lastGoodAcrossRestarts: false,
    reread: () => {},
    readFile: async () => null,
    log: () => {},
  });
  onEnd(async () => {
    await hotSwap.close();
    await journal.close('test');
  });

  async function tell(file: string, bytes: Uint8Array | null): Promise<void> {
    const settled: SettledFile = {
      path: file,
      rule: kindAt(kinds, file)?.dir ?? '',
      role: 'definition',
      change: bytes ? 'update' : 'remove',
      hash: bytes ? createHash('sha256').update(bytes).digest('hex') : null,
      previousHash: null,
      size: bytes?.length ?? 0,
      mtimeMs: 0,
      ino: 0,
      bytes,
      problem: null,
      rawCount: 1,
      settleMs: 0,
      readMs: 0,
      firstRawAt: 0,
      origin: 'event',
    };
    hotSwap.settled([settled]);
    await hotSwap.idle();
  }

  return {
    hotSwap,
    async save(file, text) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
      await tell(file, new TextEncoder().encode(text));
    },
    async drop(file) {
      rmSync(path.join(root, file));
      await tell(file, null);
    },
    cause: () => `${journal.epoch}:${journal.position().seq}`,
  };
}
