import { readFileSync } from 'node:fs';
import type { CDPSession, Page, Route } from 'playwright-core';
import { browserContext } from './browser.ts';
import type { StandInPort } from './message-port.ts';
import { answer, fromBrowser, toBrowser } from './schemes.ts';
import { BINDING, PAGE_SCRIPT, PRELOAD_WORLD, preloadScript } from './worlds.ts';

/** What a page tells the window it belongs to. */
export interface PageListener {
  /** The preload sent a message on a channel. */
  sent(channel: string, frame: StandInFrame): void;
  /** The page, not the app, wants to go somewhere; answers whether it may. */
  leaving(url: string): boolean;
  /** The main frame begins to load. */
  loading(url: string): void;
  /** The page asked for a window. */
  opening(url: string): void;
  crashed(): void;
}

/** The main frame of a page, as the app sees a frame. */
export interface StandInFrame {
  readonly url: string;
  readonly parent: null;
  postMessage(channel: string, message: unknown, ports: readonly StandInPort[]): void;
}

/** A page of the real browser with the preload in a world of its own. */
export interface StandInPage {
  readonly page: Page;
  load(url: string): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
}

type Word =
  | { readonly type: 'send'; readonly channel: string }
  | { readonly type: 'frame'; readonly port: number; readonly data: unknown }
  | { readonly type: 'close'; readonly port: number };

/** Opens an empty page with everything in place that a window of the app has. */
export async function openPage(preload: string, listener: PageListener): Promise<StandInPage> {
  const context = await browserContext();
  const page = await context.newPage();
  const client = await context.newCDPSession(page);
  const ports = new Map<number, StandInPort>();
  let world: number | null = null;
  let count = 0;
  let ours = 0;

  const run = (expression: string): void => {
    if (world !== null) client.send('Runtime.evaluate', { contextId: world, expression }).catch(() => {});
  };
  const lost = (): void => {
    world = null;
    for (const port of ports.values()) port.close();
    ports.clear();
  };
  const frame = (): StandInFrame => ({
    url: fromBrowser(page.mainFrame().url()),
    parent: null,
    postMessage(channel, _message, handed) {
      const ids = handed.map((port) => {
        const id = ++count;
        ports.set(id, port);
        return { id, port };
      });
      run(`electronStandIn.message(${JSON.stringify(channel)}, ${JSON.stringify(ids.map(({ id }) => id))})`);
      for (const { id, port } of ids) {
        port.moveTo({
          deliver: (data) => run(`electronStandIn.deliver(${id}, ${JSON.stringify(data)})`),
          close: () => run(`electronStandIn.close(${id})`),
        });
      }
    },
  });

  await prepare(client, preload);
  client.on('Runtime.executionContextCreated', ({ context: made }) => {
    const { frameId } = made.auxData as { readonly frameId: string };
    if (made.name === PRELOAD_WORLD && frameId === mainFrame) world = made.id;
  });
  client.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
    if (executionContextId === world) lost();
  });
  client.on('Runtime.executionContextsCleared', lost);
  client.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
    if (name !== BINDING || executionContextId !== world) return;
    const word = JSON.parse(payload) as Word;
    if (word.type === 'send') listener.sent(word.channel, frame());
    else if (word.type === 'frame') ports.get(word.port)?.postMessage(word.data);
    else ports.get(word.port)?.close();
  });
  const { frameTree } = await client.send('Page.getFrameTree');
  const mainFrame = frameTree.frame.id;
  await client.send('Runtime.enable');
  page.on('crash', () => {
    lost();
    listener.crashed();
  });
  client.on('Page.windowOpen', ({ url }) => listener.opening(fromBrowser(url)));
  page.on('popup', (popup) => void popup.close().catch(() => {}));
  await page.route('**/*', async (route) => {
    if (route.request().isNavigationRequest() && route.request().frame() === page.mainFrame()) {
      const url = fromBrowser(route.request().url());
      if (ours === 0 && !listener.leaving(url)) return route.abort('aborted');
      listener.loading(url);
    }
    return answerSafely(route);
  });
  // What a window that was opened asks for comes before it can be closed: nobody answers.
  await context.route('**/*', (route) => (pageOf(route) ? route.fallback() : route.abort('aborted')));

  const byApp = async (go: () => Promise<unknown>): Promise<void> => {
    ours += 1;
    await go().finally(() => {
      ours -= 1;
    });
  };
  return {
    page,
    load: (url) => byApp(() => page.goto(toBrowser(url))),
    reload: () => byApp(() => page.reload()),
    close: async () => {
      lost();
      await page.close();
    },
  };
}

async function prepare(client: CDPSession, preload: string): Promise<void> {
  await client.send('Page.enable');
  await client.send('Runtime.addBinding', { name: BINDING, executionContextName: PRELOAD_WORLD });
  await client.send('Page.addScriptToEvaluateOnNewDocument', { source: PAGE_SCRIPT });
  const source = preloadScript(readFileSync(preload, 'utf8'));
  await client.send('Page.addScriptToEvaluateOnNewDocument', { source, worldName: PRELOAD_WORLD });
}

/** Whether a request belongs to a page that still exists. */
function pageOf(route: Route): boolean {
  try {
    return route.request().frame().page() !== null;
  } catch {
    return false;
  }
}

async function answerSafely(route: Route): Promise<void> {
  // A request that is given up while it is answered belongs to a page that has gone on.
  await answer(route).catch(() => {});
}
