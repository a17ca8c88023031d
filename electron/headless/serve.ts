import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { Workbench } from '../core/doors.ts';
import { workspaceRootOf } from '../core/home/agently-root.ts';
import { ourIdentity } from '../core/home/process-identity.ts';
import { ownSample } from '../core/home/sample.ts';
import { openWorkbench } from '../core/workbench.ts';
import { announce, type Instance } from './instances.ts';
import { openBrowser } from './open-browser.ts';
import { appRoot, buildOf } from './places.ts';
import { type RunningServer, startServer } from './server.ts';
import { listenForStop } from './stop-signals.ts';
import { type CliIo, visible } from './terminal.ts';
import { createTokens, type Tokens } from './tokens.ts';

/** What `serve` was asked for. */
export interface ServeOptions {
  /** Folder to open; null opens the user's copy of the sample. */
  readonly folder: string | null;
  readonly port: number;
  readonly home: string;
  /** The first line of stdout is one JSON object, for programs. */
  readonly json: boolean;
  /** Ask the system to show the page. */
  readonly open: boolean;
  /** Capabilities that tools ask for and the full token carries. */
  readonly grants?: readonly string[] | 'all';
}

/**
 * Serves a workspace to browsers and programs until a signal ends it; answers the exit code. The folder is trusted,
 * because whoever typed its path means to run it.
 *
 * @throws AppError NOT_FOUND when the folder is missing, BUSY when the port is taken
 */
export async function serve(options: ServeOptions, io: CliIo): Promise<number> {
  const root = appRoot();
  const build = buildOf(root);
  const rendererDir = path.join(root, 'out', 'renderer');
  const log = (line: string) => io.stderr.write(`${line}\n`);
  await mkdir(options.home, { recursive: true, mode: 0o700 });
  const folder = await folderOf(options, root, io.env);

  let forget = () => {};
  const stop = listenForStop((signal) => {
    forget();
    process.exit(signal === 'SIGINT' ? 130 : 143);
  });
  const owners: (() => Promise<void>)[] = [];
  let endMs = (): number => 0;
  try {
    const workbench = await openWorkbench({ home: options.home, env: io.env, build, log, folder, orphans: 'kill' });
    owners.push(() => workbench.close());
    endMs = workbench.stopMs;
    const tokens = createTokens(options.grants);
    const server = await startServer({
      workbench,
      ready: workbench.ready,
      port: options.port,
      tokens,
      rendererDir,
      build,
      log,
    });
    owners.push(() => server.close());
    const instance = instanceOf(workbench, server, tokens, build);
    forget = (await announce(options.home, instance)).remove;
    // A browser can fetch the page meanwhile; what it shows first is the truth of the first scan.
    tell(options, io, instance);
    await Promise.race([workbench.ready, stop.asked]);
    if (!existsSync(path.join(rendererDir, 'index.html'))) {
      log('The page has not been built, so only the API answers: run `npm run build`.');
    }
    if (options.open && !options.json) openBrowser(io.env, server.ticketUrl());
    const signal = await stop.asked;
    if (!options.json) io.stdout.write(`Stopping (${signal}); once more stops at once.\n`);
    return 0;
  } finally {
    forget();
    await withinDeadline(endMs(), Promise.all(owners.map((close) => close())));
    stop.dispose();
  }
}

function instanceOf(workbench: Workbench, server: RunningServer, tokens: Tokens, build: string): Instance {
  return {
    url: server.url,
    token: tokens.full,
    viewToken: tokens.view,
    workspace: workbench.current,
    ...ourIdentity(),
    build,
    startedAt: Date.now(),
  };
}

async function folderOf(options: ServeOptions, root: string, env: NodeJS.ProcessEnv): Promise<string> {
  if (options.folder === null)
    return workspaceRootOf(null, env, existsSync)?.root ?? ownSample(options.home, path.join(root, 'assets', 'sample'));
  const facts = await stat(options.folder).catch(() => null);
  if (!facts?.isDirectory()) {
    throw new AppError('NOT_FOUND', `${options.folder} is not a folder.`, { hint: 'Name the folder of a workspace.' });
  }
  return options.folder;
}

function tell(options: ServeOptions, io: CliIo, { url, token, pid, workspace }: Instance): void {
  if (options.json) {
    io.stdout.write(`${JSON.stringify({ url, token, pid })}\n`);
    return;
  }
  io.stdout.write(`Signalbox watches ${visible(workspace.root)}\n\n  ${url}/#token=${token}\n\n`);
  io.stdout.write('Open this address in a browser. Ctrl+C stops.\n');
}

/** Waits for the end of the work, but not for ever: what hangs must not keep the process. */
async function withinDeadline(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
