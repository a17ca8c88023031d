import { existsSync } from 'node:fs';
import path from 'node:path';
import type { LogStreamFacts } from '../../shared/actions/log.ts';
import { AppError } from '../../shared/errors.ts';
import { type LogPlace, type LogRow, type LogSpecInput, logSpec } from '../../shared/log.ts';
import { workspaceRootOf } from '../core/home/agently-root.ts';
import { realPathOf, workspaceId } from '../core/home/places.ts';
import { openStoredLogs } from '../core/logs/reader-stored.ts';
import { NothingRuns, type RunningApp } from './running-app.ts';

/** A page of lines that is wanted. */
export interface LogQuestion {
  readonly spec: LogSpecInput;
  readonly around?: LogPlace;
  readonly after?: string;
  readonly before?: string;
  readonly limit: number;
  /** How long is waited for a line, milliseconds. */
  readonly wait?: number;
}

/** Rows, and where they begin and end. */
export interface LogPage {
  readonly rows: readonly LogRow[];
  readonly begin: string;
  readonly end: string;
  readonly more: boolean;
}

/** Where lines come from: a running app, or what one left on disk. */
export interface LogSource {
  readonly runs: boolean;
  streams(): Promise<readonly LogStreamFacts[]>;
  /** @throws AppError */
  page(question: LogQuestion): Promise<LogPage>;
}

/** Asks an app. */
export function logsOfApp(app: RunningApp): LogSource {
  return {
    runs: true,
    async streams() {
      return ((await app.call('log.streams', {})) as { streams: LogStreamFacts[] }).streams;
    },
    page: ({ spec, ...rest }) => app.call('logs', { ...spec, ...rest }) as Promise<LogPage>,
  };
}

/**
 * Reads what apps that have ended left of a workspace: of the named folder, else of the current one or the nearest above
 * it that one of them served.
 *
 * @throws NothingRuns when there is nothing
 */
export function logsOnDisk(home: string, folder: string, isNamed: boolean, env: NodeJS.ProcessEnv): LogSource {
  const found = foldersUp(folder, isNamed)
    .flatMap((one) => [one, workspaceRootOf(one, env, existsSync).root])
    // Of a folder that is gone the lines may still be there.
    .map((root) => path.join(home, 'workspaces', workspaceId(realPathOf(root)), 'logs'))
    .find((logs) => existsSync(logs));
  if (found === undefined) throw new NothingRuns();
  const stored = openStoredLogs(found);
  return {
    runs: false,
    streams: async () => stored.streams(),
    page: ({ spec, ...rest }) => stored.page({ ...rest, spec: parsed(spec), wait: 0 }),
  };
}

function parsed(spec: LogSpecInput) {
  const result = logSpec.safeParse(spec);
  if (result.success) return result.data;
  throw new AppError('BAD_REQUEST', result.error.issues[0]?.message ?? 'This cannot be asked.');
}

function foldersUp(folder: string, isNamed: boolean): string[] {
  const above = path.dirname(folder);
  return isNamed || above === folder ? [folder] : [folder, ...foldersUp(above, false)];
}
