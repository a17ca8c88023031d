import { existsSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Envelope } from '../../shared/envelope.ts';
import { AppError } from '../../shared/errors.ts';
import { parsePosition } from '../../shared/position.ts';
import { appHandlers } from './app-handlers.ts';
import { type Clock, systemClock } from './clock.ts';
import type { OrphanPolicy } from './components/orphans.ts';
import type { CallOptions, FollowOptions, Workbench } from './doors.ts';
import { createExternalEditor, type Launch } from './editor/external-editor.ts';
import { workspaceRootOf } from './home/agently-root.ts';
import { notAFolder, placeOf } from './home/places.ts';
import { openSettings } from './home/settings.ts';
import { openTrustStore } from './home/trust.ts';
import { type Session, startSession } from './rpc/session.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface WorkbenchOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly build: string;
  readonly log: (line: string) => void;
  readonly clock?: Clock;
  /** The folder named on the command line: opened at once, and trusted because the user named it. */
  readonly folder: string;
  /** Whether the first folder is trusted; false for one that was dropped or came by a link. */
  readonly trusted?: boolean;
  /** Starts the user's own editor; only an app on the user's desktop has one. */
  readonly launchEditor?: Launch;
  /** What is done about processes that an earlier session left behind; `ask` waits for somebody to decide. */
  readonly orphans?: OrphanPolicy;
}

/** Time that stopping may take at least, ms: what writes to the disk is not cut short either. */
const LEAST_STOP_MS = 30_000;

/** Opens the workbench with its first workspace. Throws NOT_FOUND when the folder is missing. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench & { readonly ready: Promise<void> }> {
  const { home, env, build, log, clock = systemClock } = options;
  const settings = openSettings(home);
  const trust = openTrustStore(home);
  const editor = createExternalEditor({
    platform: process.platform,
    env,
    setting: () => String(settings.read().values['externalEditor'] ?? ''),
    launch: options.launchEditor ?? null,
  });
  const host = os.hostname().split('.')[0] ?? 'localhost';
  const open = new Map<string, Workspace>();
  const opening = new Map<string, Promise<Workspace>>();
  const sessions = new Set<Session>();
  let closed: Promise<void> | null = null;

  function openFolder(folder: string, trusted?: boolean, anew = false): Promise<Workspace> {
    const named = path.resolve(os.homedir(), folder);
    if (!statSync(named, { throwIfNoEntry: false })?.isDirectory()) throw notAFolder(named);
    const { root } = workspaceRootOf(named, env, (one) => existsSync(one));
    const place = placeOf(home, root);
    const known = open.get(place.id);
    if (known && !anew) return Promise.resolve(known);
    const decided = trusted ?? trust.decision(place.root) === 'trust';
    const begun =
      opening.get(place.id) ??
      openWorkspace({
        home,
        place,
        host,
        build,
        env,
        clock,
        trusted: decided,
        editor,
        orphans: options.orphans ?? 'ask',
        print: (line) => log(line),
        appHandlers: (workspace, dispatcher, facts) =>
          appHandlers(
            {
              settings,
              trust,
              open: openFolder,
              close: closeOne,
              reopen: reopenOne,
              list: () => [...open.values()],
              now: clock.now,
            },
            workspace,
            dispatcher,
            facts,
          ),
      }).finally(() => opening.delete(place.id));
    opening.set(place.id, begun);
    return begun.then((workspace) => {
      open.set(place.id, workspace);
      return workspace;
    });
  }

  async function closeOne(id: string): Promise<void> {
    const workspace = open.get(id);
    open.delete(id);
    await workspace?.close('closed');
    sendAway(id);
  }

  /** Opens a workspace anew; it keeps its place among the open ones. */
  async function reopenOne(id: string, trusted: boolean): Promise<void> {
    const old = open.get(id);
    if (!old || closed) return;
    try {
      await old.close('reopened');
      if (!closed) await openFolder(old.place.root, trusted, true);
    } catch (error) {
      open.delete(id);
      log(`${old.place.root} could not be opened again: ${error instanceof Error ? error.message : String(error)}`);
    }
    sendAway(id);
  }

  function sendAway(id: string): void {
    // Clients that looked at it say hello again, and get what is there then; first the answer they wait for goes out.
    setImmediate(() => {
      for (const session of [...sessions]) if (session.serves() === id) session.end();
    });
  }

  function find(id: string | undefined): Workspace {
    const workspace = id === undefined ? [...open.values()][0] : open.get(id);
    if (!workspace)
      throw new AppError('NOT_FOUND', `No workspace ${id ?? ''} is open.`, { hint: 'Ask for the open workspaces.' });
    return workspace;
  }

  const first = await openFolder(options.folder, options.trusted ?? true);

  const close = (): Promise<void> => {
    closed ??= (async () => {
      // Who looks sees everything go down.
      await Promise.all([...open.values()].map((workspace) => workspace.stop()));
      for (const session of [...sessions]) session.end();
      await Promise.all([...opening.values()]);
      await Promise.all([...open.values()].map((workspace) => workspace.close('stopped')));
      open.clear();
    })();
    return closed;
  };

  return {
    ready: first.ready,
    get current() {
      const { id, root } = find(undefined).place;
      return { id, root };
    },
    call: async (name: string, input: unknown, call: CallOptions) => find(call.workspace).call(name, input, call),
    async open(folder, { trusted } = {}) {
      const { id, root } = (await openFolder(folder, trusted)).place;
      return { id, root };
    },
    connect(port, caller, workspace) {
      const session = startSession(
        port,
        caller,
        build,
        (asked) => open.get(asked ?? workspace ?? '') ?? ((asked ?? workspace) ? undefined : [...open.values()][0]),
      );
      sessions.add(session);
      port.onClose(() => sessions.delete(session));
    },
    follow: (follow, onEvents, onResync) => followJournal(find(follow.workspace), follow, onEvents, onResync),
    jobFeed: async (jobId, workspace) => find(workspace).components.tools.feed(jobId),
    position: (workspace) => find(workspace).journal.position(),
    stopMs: () => Math.max(LEAST_STOP_MS, ...[...open.values()].map((workspace) => workspace.stopMs())),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function followJournal(
  { journal }: Workspace,
  { since }: FollowOptions,
  onEvents: (events: readonly Envelope[]) => void,
  onResync: (reason: string) => void,
): () => void {
  const position = since === undefined ? null : parsePosition(since);
  if (since !== undefined && !position)
    throw new AppError('INVALID_INPUT', `“${since.slice(0, 60)}” is not a position.`);
  journal.flush();
  const missed = position?.epoch === journal.epoch ? journal.since(position.seq) : null;
  const stop = journal.subscribe(({ events }) => onEvents(events));
  if (missed && missed.length > 0) onEvents(missed.map((text) => JSON.parse(text) as Envelope));
  else if (position && !missed) onResync(position.epoch === journal.epoch ? 'behind' : 'epoch');
  return stop;
}
