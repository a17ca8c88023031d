import path from 'node:path';
import { actionRows } from '../../shared/actions/all.ts';
import { AppError, ERRORS, type ErrorCode, fromWireError, type WireError } from '../../shared/errors.ts';
import { realPathOf } from '../core/home/places.ts';
import type { Instance } from './instances.ts';
import { visible } from './terminal.ts';

/** How long an app may take to say what it has open, ms. */
const ANSWER_MS = 3_000;

/** A workspace that a running app has open. */
export interface Target {
  readonly instance: Instance;
  readonly workspace: Instance['workspace'];
}

/** One workspace of an app that runs, spoken to over HTTP. */
export interface RunningApp extends Target {
  /**
   * Calls one row of the table of acts.
   *
   * @throws AppError as the app answered it, or HOST_LOST when it does not answer
   */
  call(name: string, input: unknown, options?: { readonly key?: string; readonly wait?: string }): Promise<unknown>;
  /** Opens an address below `/api/v1/` and answers the response, whose status is good. */
  get(address: string): Promise<Response>;
}

/** Speaks to an app as its command line. */
export function runningApp({ instance, workspace }: Target): RunningApp {
  const headers = { authorization: `Bearer ${instance.token}`, 'x-signalbox-door': 'cli' };

  function addressOf(address: string): URL {
    const url = new URL(`/api/v1/${address}`, instance.url);
    url.searchParams.set('workspace', workspace.id);
    return url;
  }

  async function send(address: string, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(addressOf(address), init);
    } catch (error) {
      const message = `Signalbox (process ${instance.pid}) does not answer at ${instance.url}.`;
      throw new AppError('HOST_LOST', message, { cause: error });
    }
    if (response.ok) return response;
    throw errorIn(await response.text(), response.status);
  }

  return {
    instance,
    workspace,
    async call(name, input, { key, wait } = {}) {
      const query = wait === undefined ? '' : `?wait=${encodeURIComponent(wait)}`;
      const response = await send(`actions/${encodeURIComponent(name)}${query}`, {
        method: 'POST',
        headers: {
          ...headers,
          'content-type': 'application/json',
          ...(key === undefined ? {} : { 'idempotency-key': key }),
        },
        body: JSON.stringify(input),
      });
      return response.json();
    },
    get: (address) => send(address, { headers }),
  };
}

/** What the user said about which app is meant. */
export interface Wanted {
  /** Folder of a workspace, when one was named. */
  readonly workspace?: string;
  readonly cwd: string;
}

/** Every workspace the running apps have open. One that does not answer in time counts with what it began with. */
export async function listTargets(instances: readonly Instance[]): Promise<Target[]> {
  const lists = await Promise.all(
    instances.map(async (instance) => (await openIn(instance)).map((workspace) => ({ instance, workspace }))),
  );
  return lists.flat();
}

/**
 * Which workspace is meant: the named folder; else the one the current folder lies in, the innermost first; else the
 * only one there is. Where several apps have it open, the oldest is asked: it holds the workspace, the others look.
 * Targets come newest first.
 *
 * @throws NothingRuns; AppError NOT_FOUND when none serves that folder, BAD_REQUEST when several could be meant
 */
export function chooseTarget(targets: readonly Target[], wanted: Wanted): Target {
  const oldest = targets.at(-1);
  if (oldest === undefined) throw new NothingRuns();
  if (wanted.workspace !== undefined) {
    const root = realPathOf(path.resolve(wanted.cwd, wanted.workspace));
    const found = targets.findLast(({ workspace }) => workspace.root === root);
    if (found) return found;
    throw new AppError('NOT_FOUND', `No running Signalbox serves ${root}.`, { hint: listHint(targets) });
  }
  const here = realPathOf(wanted.cwd);
  const around = targets
    .filter(({ workspace }) => here === workspace.root || here.startsWith(workspace.root + path.sep))
    .reverse()
    .sort((a, b) => b.workspace.root.length - a.workspace.root.length);
  if (around[0]) return around[0];
  if (targets.every((target) => target.workspace.root === oldest.workspace.root)) return oldest;
  throw new AppError('BAD_REQUEST', 'Several workspaces are open, and none of them is this folder.', {
    hint: listHint(targets),
  });
}

/** What every word ends with when no app runs; its exit code is its own. */
export class NothingRuns extends AppError {
  constructor() {
    super('HOST_LOST', 'No Signalbox runs for this user.', { hint: 'Start one: signalbox serve PATH.' });
  }
}

async function openIn(instance: Instance): Promise<Instance['workspace'][]> {
  try {
    const response = await fetch(new URL('/api/v1/actions/workspaces', instance.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${instance.token}`, 'x-signalbox-door': 'cli' },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return actionRows.workspaces.output.parse(await response.json()).open;
  } catch {
    return [instance.workspace];
  }
}

function listHint(targets: readonly Target[]): string {
  const lines = targets.map(
    ({ workspace, instance }) => `  --workspace ${visible(workspace.root)}   (process ${instance.pid})`,
  );
  return `Say which one:\n${[...new Set(lines)].join('\n')}`;
}

function errorIn(text: string, status: number): AppError {
  try {
    const wire = JSON.parse(text) as WireError;
    if (Object.hasOwn(ERRORS, wire.code satisfies ErrorCode)) return fromWireError(wire);
  } catch {
    // Not ours: said below.
  }
  return new AppError('HOST_LOST', `The answer (${status}) is not one of Signalbox.`);
}
