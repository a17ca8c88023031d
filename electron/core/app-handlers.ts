import { readdir, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { workspaceActions } from '../../shared/actions/workspace.ts';
import { AppError } from '../../shared/errors.ts';
import { tableGet } from '../../shared/table.ts';
import type { Dispatcher, HandlersOf } from './dispatch.ts';
import type { Settings } from './home/settings.ts';
import type { TrustStore } from './home/trust.ts';
import type { Workspace, WorkspaceFacts } from './workspace.ts';

/** What the acts on the whole app need. */
export interface AppHandlersOptions {
  readonly settings: Settings;
  readonly trust: TrustStore;
  readonly open: (path: string) => Promise<Workspace>;
  readonly close: (id: string) => Promise<void>;
  /** Closes a workspace and opens it again; those who look at it go on there. */
  readonly reopen: (id: string, trusted: boolean) => Promise<void>;
  readonly list: () => readonly Workspace[];
  readonly now: () => number;
}

/** The acts on workspaces, settings and notices, as seen from one workspace. */
export function appHandlers(
  app: AppHandlersOptions,
  workspace: () => Workspace,
  dispatcher: () => Dispatcher,
  facts: WorkspaceFacts,
): HandlersOf<typeof workspaceActions> {
  const { settings, trust } = app;
  return {
    async 'workspace.open'({ path: folder }) {
      return describe(await app.open(folder));
    },
    async 'workspace.close'() {
      const { id } = workspace();
      if (app.list().length < 2)
        throw new AppError('BUSY', 'This is the only open workspace.', { hint: 'Open another one first, or quit.' });
      // The answer must leave through this workspace's own journal before that closes.
      setImmediate(() => void app.close(id));
      return { closed: id };
    },
    'workspace.reopen'() {
      const { id } = workspace();
      // The answer must leave through this workspace's own journal before that closes.
      setImmediate(() => void app.reopen(id, facts.trusted()));
      return { reopening: id };
    },
    'workspace.trust'({ decision }, { cause }) {
      trust.decide(workspace().place.root, decision, app.now());
      facts.setTrusted(decision === 'trust', cause);
      return describe(workspace());
    },
    async 'workspace.takeOver'() {
      const { root } = workspace().place;
      if (facts.lock.holder === null) return describe(workspace());
      await facts.lock.takeOver();
      // A workspace that only looked has no store: it is opened anew, now as its holder.
      facts.lock.release();
      await app.close(workspace().id);
      return describe(await app.open(root));
    },
    'workspace.rescan': (_input, { cause }) => workspace().watching.rescan(cause),
    'settings.set'({ path: name, value, expectedHash }) {
      return { changed: settings.set(name, value, expectedHash) };
    },
    'notice.dismiss'({ id }, { cause }) {
      const { journal } = workspace();
      if (!tableGet(journal.state().notices, id)) throw new AppError('NOT_FOUND', 'There is no such notice.');
      journal.append({ type: 'notice.cleared', subject: `notice:${id}`, cause, body: {} });
      return {};
    },
    'action.get': ({ actionId }) => dispatcher().outcome(actionId),
    'action.cancel': ({ actionId }) => ({ cancelled: dispatcher().cancel(actionId) }),
    workspaces: () => ({ open: app.list().map(describe), current: workspace().id }),
    settings: () => settings.read(),
    folders: ({ path: wanted }) => listFolders(wanted),
  };
}

function describe(workspace: Workspace) {
  const facts = workspace.journal.state().workspace;
  const { id, root, name } = workspace.place;
  return { id, root, name, trusted: facts?.trusted ?? false, readOnly: facts?.readOnly ?? null };
}

const MOST_FOLDERS = 500;

/** Folders below a path; the picker of the browser never leaves the user's home. */
async function listFolders(wanted: string | undefined) {
  const home = os.homedir();
  const folder = path.resolve(home, wanted ?? '.');
  if (folder !== home && !folder.startsWith(home + path.sep))
    throw new AppError('FORBIDDEN', 'Only folders in your home are listed.', { hint: 'Type the path instead.' });
  const found = await stat(folder).catch(() => null);
  if (!found?.isDirectory()) throw new AppError('NOT_FOUND', `${folder} is not a folder.`);
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
  return {
    path: folder,
    parent: folder === home ? null : path.dirname(folder),
    folders: folders.sort().slice(0, MOST_FOLDERS),
  };
}
