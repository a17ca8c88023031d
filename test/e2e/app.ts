import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright-core';
import { onEnd, tempFolder } from '../helpers/temp.ts';

/** The served app as a process of its own. */
export interface ServedApp {
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  readonly root: string;
  readonly home: string;
  readonly child: ChildProcess;
  write(file: string, text: string): void;
  api(route: string, init?: RequestInit): Promise<any>;
  act(name: string, input: unknown): Promise<any>;
  /** Ends the process the hard way. */
  kill(): Promise<void>;
  /** Ends it as a system would; only needed for one that `lasts`. */
  end(): Promise<void>;
}

/** Sizes and themes a screen is looked at in by axe: both of each, and every pair of them in the long run. */
export const LOOKS: readonly (readonly [width: number, height: number, scheme: 'light' | 'dark'])[] = [
  [1_440, 900, 'light'],
  [1_024, 700, 'dark'],
  ...(process.env['SIGNALBOX_TEST_LONG']
    ? ([
        [1_440, 900, 'dark'],
        [1_024, 700, 'light'],
      ] as const)
    : []),
];

const MAIN = path.resolve(import.meta.dirname, '../../electron/headless/main.ts');

/** Serves a folder and waits for the first line. */
export async function serveApp(
  options: {
    files?: Record<string, string>;
    root?: string;
    home?: string;
    port?: number;
    env?: Record<string, string>;
    /** It serves more than one test, and is ended by who began it; root and home are given then. */
    lasts?: boolean;
  } = {},
): Promise<ServedApp> {
  const root = options.root ?? tempFolder('root');
  const home = options.home ?? tempFolder('home');
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  for (const [file, text] of Object.entries(options.files ?? {})) write(file, text);
  const child = spawn(process.execPath, [MAIN, 'serve', root, '--port', String(options.port ?? 0), '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], HOME: home, SIGNALBOX_HOME: home, ...options.env },
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  };
  if (!options.lasts) onEnd(end);
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    void ended.then(() => reject(new Error(`serve ended: ${said}`)));
  });
  const { url, token, pid } = JSON.parse(line) as { url: string; token: string; pid: number };
  const api = async (route: string, init: RequestInit = {}) => {
    const answer = await fetch(url + route, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers },
    });
    return answer.json();
  };
  return {
    url,
    token,
    pid,
    root,
    home,
    child,
    write,
    api,
    act: (name, input) => api(`/api/v1/actions/${name}`, { method: 'POST', body: JSON.stringify(input) }),
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    end,
  };
}

/**
 * Chromium as Debian ships it, without the window that nobody sees here: pages are the same, and there a third sooner. As
 * root it needs its sandbox off; that is said here only, never in the product.
 */
export async function startBrowser(): Promise<Browser> {
  const args = [
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium-headless-shell', args });
}

/** Opens the app in a page of its own and waits until it shows the state of the core. */
export async function openPage(
  browser: Browser,
  app: ServedApp,
  size = { width: 1440, height: 900 },
  scheme: 'light' | 'dark' = 'light',
): Promise<Page> {
  const context = await browser.newContext({ viewport: size, colorScheme: scheme, reducedMotion: 'reduce' });
  onEnd(() => context.close());
  const page = await context.newPage();
  await page.goto(`${app.url}/#token=${app.token}`);
  await page.getByTestId('screen-overview').waitFor();
  // The frame of the page is there before the snapshot is; the journal's position comes with the snapshot.
  await page.getByTestId('strip-journal').waitFor();
  return page;
}
