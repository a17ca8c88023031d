import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../electron/core/clock.ts';
import type { Caller, Workbench } from '../../electron/core/doors.ts';
import { openWorkbench } from '../../electron/core/workbench.ts';
import type { ActionName, ActionRequest } from '../../shared/actions/all.ts';
import type { Envelope } from '../../shared/envelope.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import { onEnd, tempFolder } from './temp.ts';

/**
 * Settings under which files that are written one after another are one change, even on a machine that pauses between
 * two of them: a lone save that has settled passes at once, as it should.
 */
export const CALM = 'watch:\n  settleMs: 250\n  settleMaxMs: 2000\n';

export const OWNER: Caller = { door: 'ui', name: 'test', capabilities: new Set(['read', 'act', 'write-files']) };
export const VIEWER: Caller = { door: 'http', name: 'viewer', capabilities: new Set(['read']) };

/** A host on a workspace of this test's own, in this process. */
export interface TestHost {
  readonly root: string;
  readonly home: string;
  readonly workbench: Workbench;
  readonly lines: string[];
  /** Calls a row of the table as the owner. */
  call<N extends ActionName>(name: N, input: ActionRequest<N>, key?: string): Promise<any>;
  snapshot(): Promise<Snapshot>;
  /** Events from the beginning of this epoch, of these types if any are named. */
  events(...types: string[]): Promise<Envelope<string, any>[]>;
  /** Resolves with the snapshot as soon as it satisfies the predicate; the journal tells when to look. */
  until(predicate: (snapshot: Snapshot) => boolean, what?: string): Promise<Snapshot>;
  /** Resolves with the first event from `since` on that satisfies the predicate. */
  untilEvent(predicate: (event: Envelope<string, any>) => boolean, since?: number): Promise<Envelope<string, any>>;
  write(file: string, text: string | Uint8Array): void;
  close(): Promise<void>;
}

interface HostOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly root?: string;
  readonly home?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly clock?: Clock;
  readonly trusted?: boolean;
}

/** Starts a host and waits for its first scan. */
export async function startHost(options: HostOptions = {}): Promise<TestHost> {
  const root = options.root ?? tempFolder('root');
  const home = options.home ?? tempFolder('home');
  const write = (file: string, text: string | Uint8Array) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(options.files ?? {})) write(file, text);
  const lines: string[] = [];
  const workbench = await openWorkbench({
    home,
    env: options.env ?? { PATH: process.env['PATH'] },
    build: 'test',
    log: (line) => lines.push(line),
    folder: root,
    ...(options.clock ? { clock: options.clock } : {}),
    ...(options.trusted === undefined ? {} : { trusted: options.trusted }),
  });
  onEnd(() => workbench.close());
  await workbench.ready;
  const host: TestHost = {
    root,
    home,
    workbench,
    lines,
    write,
    call: (name, input, key) => workbench.call(name, input, { caller: OWNER, ...(key === undefined ? {} : { key }) }),
    snapshot: async () => (await workbench.call('snapshot', {}, { caller: OWNER })) as Snapshot,
    async events(...types) {
      const input = { limit: 5_000, since: `${workbench.position().epoch}:0`, ...(types.length > 0 ? { types } : {}) };
      const { events } = (await workbench.call('events', input, { caller: OWNER })) as {
        events: Envelope<string, any>[];
      };
      return events.filter((event) => event.epoch === workbench.position().epoch);
    },
    until: (predicate, what = 'the awaited state') => untilState(host, predicate, what),
    async untilEvent(predicate, since = 0) {
      const find = async () => (await host.events()).find((event) => event.seq > since && predicate(event));
      return (await follow(host, find)) as Envelope<string, any>;
    },
    close: () => workbench.close(),
  };
  return host;
}

async function untilState(host: TestHost, predicate: (snapshot: Snapshot) => boolean, what: string): Promise<Snapshot> {
  let last: Snapshot | null = null;
  try {
    return await follow(host, async () => {
      last = await host.snapshot();
      return predicate(last) ? last : undefined;
    });
  } catch {
    throw new Error(`${what} never came; the last state was ${JSON.stringify(last)?.slice(0, 4_000)}`);
  }
}

/** Looks again after every batch of the journal until something is found; gives up after half a minute. */
function follow<T>(host: TestHost, find: () => Promise<T | undefined>): Promise<T> {
  return new Promise((resolve, reject) => {
    let busy = false;
    let again = false;
    const timer = setTimeout(() => end(() => reject(new Error('nothing came'))), 30_000);
    const stop = host.workbench.follow(
      {},
      () => void look(),
      () => {},
    );
    function end(how: () => void): void {
      clearTimeout(timer);
      stop();
      how();
    }
    async function look(): Promise<void> {
      if (busy) {
        again = true;
        return;
      }
      busy = true;
      do {
        again = false;
        const found = await find().catch((error: unknown) => end(() => reject(error)));
        if (found !== undefined) return end(() => resolve(found as T));
      } while (again);
      busy = false;
    }
    void look();
  });
}

/** What is on disk: hash by path of every definition file, as a fresh look finds it. */
export function diskHashes(root: string, kinds: readonly string[] = ['agents', 'models']): Record<string, string> {
  const found: Record<string, string> = {};
  for (const kind of kinds) {
    let names: string[] = [];
    try {
      names = readdirSync(path.join(root, kind), { recursive: true }) as string[];
    } catch {
      continue;
    }
    for (const name of names) {
      if (!/\.(ya?ml|json)$/i.test(name)) continue;
      found[`${kind}/${name}`] = createHash('sha256')
        .update(readFileSync(path.join(root, kind, name)))
        .digest('hex');
    }
  }
  return found;
}

/** What a snapshot says is on disk: hash by path of every definition that has a file. */
export function stateHashes(snapshot: Snapshot): Record<string, string> {
  const found: Record<string, string> = {};
  for (const definition of Object.values(snapshot.definitions)) {
    if (definition.disk && definition.state !== 'removed') found[definition.path] = definition.disk.hash ?? '';
  }
  return found;
}
