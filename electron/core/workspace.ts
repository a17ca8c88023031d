import type { workspaceActions } from '../../shared/actions/workspace.ts';
import { SHAPE } from '../../shared/state.ts';
import type { Clock } from './clock.ts';
import type { OrphanPolicy } from './components/orphans.ts';
import { configHandlers } from './config/config-handlers.ts';
import { type ConfigOwner, createConfigOwner } from './config/config-owner.ts';
import { createDispatcher, type Dispatcher, type Handlers, type HandlersOf, type StoredAnswer } from './dispatch.ts';
import { openParser } from './documents/parser.ts';
import type { ExternalEditor } from './editor/external-editor.ts';
import { maskKey, type WorkspacePlace } from './home/places.ts';
import { lockWorkspace, type WorkspaceLock } from './home/workspace-lock.ts';
import { openWorkspaceCache } from './hotswap/cache/workspace-cache.ts';
import { createDefinitionLoader } from './hotswap/definition-loader.ts';
import { editingHandlers } from './hotswap/editing-handlers.ts';
import { createFile, readInside, replaceFile } from './hotswap/files.ts';
import { definitionHandlers } from './hotswap/handlers.ts';
import { createHotSwap, type HotSwap } from './hotswap/hot-swap.ts';
import { createOAuthOpener } from './hotswap/kinds/oauth-opener.ts';
import { kinds } from './hotswap/kinds/table.ts';
import { judgeAgain } from './hotswap/load-from-disk.ts';
import { referenceHandlers } from './hotswap/references/handlers.ts';
import { type ServedRegistries, serveRegistries } from './hotswap/served-registries.ts';
import { journalHandlers } from './journal/handlers.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { createMasker } from './journal/masker.ts';
import { openStoreClient } from './journal/store-client.ts';
import type { OwnLog } from './logs/own-log.ts';
import { logHandlers } from './logs-handlers.ts';
import { createGaugePlane } from './rpc/gauges.ts';
import type { Served } from './rpc/session.ts';
import { openRunning, type Running } from './running.ts';
import { componentSettings, holdRules, runningSettings, storeLimits } from './settings-in-force.ts';
import { envSecrets } from './state/env-secrets.ts';
import { namedSecrets } from './state/named-secrets.ts';
import { createKeyVault } from './state/vault.ts';
import { storedFacts, tellOpening, tellStorage } from './storage-facts.ts';
import { openTelemetry } from './telemetry.ts';
import { startWatchWorker } from './watch/watcher.ts';
import { createWatching, type Watching } from './watching.ts';
import { replaced, workspaceKinds } from './workspace-kinds.ts';
import { createWorkspaceLogs } from './workspace-logs.ts';

/** One open workspace: the composition root of its owners. */
export interface Workspace extends Served {
  readonly place: WorkspacePlace;
  readonly journal: Journal;
  readonly hotSwap: HotSwap;
  readonly registries: ServedRegistries;
  readonly log: OwnLog;
  readonly watching: Watching;
  readonly components: Running;
  /** Resolves when the first scan was taken in, and what is wanted of it is being started. */
  readonly ready: Promise<void>;
  /** Takes down what runs, while clients still see how; `close` does it otherwise. */
  stop(): Promise<void>;
  /** How long that may take, ms. */
  stopMs(): number;
  close(reason: string): Promise<void>;
}

export interface WorkspaceOptions {
  /** Signalbox's own folder. */
  readonly home: string;
  readonly place: WorkspacePlace;
  readonly host: string;
  readonly build: string;
  readonly env: NodeJS.ProcessEnv;
  readonly clock: Clock;
  trusted: boolean;
  /** Handlers of the acts that concern the whole app. */
  readonly appHandlers: (
    workspace: () => Workspace,
    dispatcher: () => Dispatcher,
    facts: WorkspaceFacts,
  ) => HandlersOf<typeof workspaceActions>;
  /** The user's own editor. */
  readonly editor: ExternalEditor;
  /** What is done about processes that an earlier host left behind. */
  readonly orphans: OrphanPolicy;
  readonly print: (line: string) => void;
}

/** What may change while a workspace is open, and is told by `workspace.changed`. */
export interface WorkspaceFacts {
  readonly lock: WorkspaceLock;
  trusted(): boolean;
  setTrusted(trusted: boolean, cause: string): void;
  /** Tells everyone that the lock was taken or lost. */
  lockChanged(cause: string | null): void;
}

/** Opens a workspace: takes its lock, opens its journal in a new epoch, and begins to watch. */
export async function openWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  const { place, host, clock, env } = options;
  // Threads take a while to begin: these two do so while the journal opens.
  const parser = openParser({ ahead: true });
  const watchWorker = startWatchWorker();
  const masker = createMasker(maskKey(place.dir));
  masker.learn(envSecrets(env));
  const logs = createWorkspaceLogs({ dir: place.dir, clock, masker, print: options.print });
  const log = logs.own;
  const say = (source: string) => (message: string) => log.write('warn', source, message);
  let letGo: () => Promise<void> = async () => {};
  const lock = lockWorkspace(place.dir, host, () => letGo());
  let journal: Journal | null = null;
  const store =
    lock.holder === null ? await openStoreClient(place.dir, (fact) => journal && tellStorage(journal, fact)) : null;
  const telemetry = openTelemetry({ env, version: options.build, log });
  const opened = telemetry.watch(openJournal({ host, clock, masker, store, log: say('journal') }));
  journal = opened;
  if (lock.holder === null) logs.open(() => opened.position().seq);
  let trusted = options.trusted;
  const pins = await storedFacts<{ version: number; hash: string }>(store, 'pins');
  const named = { id: place.id, root: place.root, name: place.name, trusted, readOnly: lock.holder };
  const durable = { workspace: named, pins: Object.fromEntries(pins) };
  const body = { build: options.build, shape: SHAPE, reason: 'start', durable } as const;
  const began = opened.append({ type: 'epoch.opened', subject: 'host', cause: null, body });
  tellOpening(opened, store, began);

  function tellChange(cause: string): string {
    const body = { trusted, readOnly: lock.holder };
    return opened.append({ type: 'workspace.changed', subject: 'workspace', cause, body });
  }

  const facts: WorkspaceFacts = {
    lock,
    trusted: () => trusted,
    setTrusted(value, cause) {
      const changes = value !== trusted;
      trusted = value;
      const told = tellChange(cause);
      // What is sealed is opened, or closed again, by this.
      if (changes) void judgeAgain(hotSwap, place.root, opener.kind.dir, told);
      if (changes) components.trustChanged(told);
    },
    lockChanged: (cause) => void tellChange(cause ?? began),
  };

  const vault = createKeyVault(options.home, env);
  const opener = createOAuthOpener(vault, () => trusted);
  const gauges = createGaugePlane();
  const config: ConfigOwner = createConfigOwner({
    journal: opened,
    parser,
    env,
    log: say('settings'),
    deciding(next) {
      hotSwap.gathering.configure(holdRules(next));
      store?.limit(storeLimits(next));
      logs.bound(next);
    },
    watching: (next, cause) => watching.reconfigure(next, cause),
  });
  await config.open(place.root, began);
  store?.limit(storeLimits(config.active));
  logs.bound(config.active);
  const components = await openRunning({
    place,
    journal: opened,
    clock,
    env,
    home: options.home,
    version: options.build,
    given: telemetry.given(() => config.active),
    gauges,
    trusted: () => trusted,
    readOnly: () => lock.holder,
    orphans: options.orphans,
    logs: logs.store,
    settings: () => runningSettings(config.active),
    vault: namedSecrets(options.home, vault),
    hotSwap: () => hotSwap,
    log: say('components'),
  });
  const newest = new Map((await store?.latestVersions())?.map(([id, version, hash]) => [id, { version, hash }]));
  const builtIn = [...replaced(kinds, [opener.kind, components.mcpKind]), components.kind];
  const ownKinds = workspaceKinds(place.root, builtIn, config.active.kinds);
  ownKinds.tell(opened, config.file.name, began);
  const cache = openWorkspaceCache({
    dir: place.dir,
    lock,
    settings: ownKinds.stamp,
    newest,
    judged: [components.kind],
    hotSwap: () => hotSwap,
    log: say('definitions'),
  });
  const hotSwap: HotSwap = createHotSwap({
    journal: opened,
    clock,
    kinds: ownKinds.kinds,
    changed: components.changed,
    runsOn: components.runsOn,
    restarts: components.restarts,
    loader: createDefinitionLoader(parser),
    cache: cache.loads,
    remembered: { newest, pins, discarded: new Map(await store?.all('held')) },
    hold: holdRules(config.active),
    lastGoodAcrossRestarts: config.active.lastGoodAcrossRestarts,
    reread: (paths) => watching.reread(paths),
    readFile: (file) => readInside(place.root, file).catch(() => null),
    log: say('definitions'),
  });
  const registries = serveRegistries(hotSwap, opener);
  const watching: Watching = createWatching({
    journal: opened,
    hotSwap,
    config,
    gauges,
    clock,
    root: place.root,
    ahead: watchWorker,
    proven: cache.loads.proven(),
    began,
    log: say('watcher'),
  });
  const remembered = new Map((await storedFacts<StoredAnswer>(store, 'idempotency')).entries());
  const handlers: Handlers = {
    ...options.appHandlers(
      () => workspace,
      () => dispatcher,
      facts,
    ),
    ...definitionHandlers(hotSwap, place.root),
    ...editingHandlers(hotSwap, place.root, options.editor),
    ...referenceHandlers(hotSwap.references),
    ...configHandlers({
      owner: config,
      root: place.root,
      env,
      parser,
      write: (file, text, isNew) => (isNew ? createFile : replaceFile)(place.root, file, text),
      isWatching: () => watching.isOn(),
      objection: ownKinds.objection,
    }),
    ...journalHandlers(opened),
    ...logHandlers(logs.reader),
    ...components.handlers,
    ...watching.handlers,
  };
  const dispatcher = createDispatcher({
    journal: opened,
    handlers,
    clock,
    trusted: () => trusted,
    readOnly: () => lock.holder,
    remembered,
    log: say('acts'),
  });
  letGo = async () => {
    facts.lockChanged(null);
    await components.close(began);
    opened.flush();
    await Promise.all([store?.close(), logs.close()]);
  };
  let closed: Promise<void> | null = null;
  const ready = watching.ready.then(() => components.start(began));
  // Whoever opened the workspace may close it before it is ready, and may not be waiting.
  ready.catch(() => {});

  const workspace: Workspace = {
    id: place.id,
    place,
    journal: opened,
    hotSwap,
    registries,
    gauges,
    log,
    logs: logs.reader,
    watching,
    components,
    ready,
    stop: () => components.close(began),
    stopMs: () => componentSettings(config.active).stopMs,
    call: dispatcher.call,
    close(reason) {
      closed ??= (async () => {
        await watching.close();
        await components.close(began);
        await hotSwap.close();
        await cache.save();
        await parser.close();
        gauges.close();
        await opened.close(reason);
        await telemetry.close();
        await logs.close();
        lock.release();
      })();
      return closed;
    },
  };
  return workspace;
}
