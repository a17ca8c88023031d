import { setTimeout as delay } from 'node:timers/promises';
import { app, endProcess } from './app.ts';
import { powerMonitor, pressButton } from './desktop-parts.ts';
import { noted, preventable, record } from './strict.ts';
import { windows } from './window.ts';

/** What a test may ask of the running stand-in, with what it gives and gets. */
export interface Orders {
  /** Runs an expression in the page. */
  evaluate: { readonly give: string; readonly get: unknown };
  /** Waits until an expression in the page is true. */
  wait: { readonly give: string; readonly get: null };
  screenshot: { readonly give: string; readonly get: null };
  /** What the app asked of Electron so far. */
  record: { readonly give: null; readonly get: typeof record };
  /** Waits until the app made a call, with these arguments if they are given. */
  waitForCall: { readonly give: { readonly call: string; readonly args?: readonly unknown[] }; readonly get: null };
  reload: { readonly give: null; readonly get: null };
  crash: { readonly give: null; readonly get: null };
  closeWindow: { readonly give: null; readonly get: null };
  quit: { readonly give: null; readonly get: null };
  resume: { readonly give: null; readonly get: null };
  openLink: { readonly give: string; readonly get: null };
  /** A frame sends `connect`; answers how many ports it was given. */
  connectFrom: { readonly give: { readonly url: string; readonly nested: boolean }; readonly get: number };
  pressButton: { readonly give: number; readonly get: null };
}

type Handlers = { readonly [K in keyof Orders]: (give: Orders[K]['give']) => Promise<Orders[K]['get']> };

const handlers: Handlers = {
  evaluate: async (expression) => (await page()).evaluate(expression),
  async wait(expression) {
    // Looked at from here: the policy of the page forbids what a wait inside of it would need. A page that is being
    // loaded has no answer yet.
    const isTrue = async () => (await page()).evaluate(expression).catch(() => false);
    while (!(await isTrue())) await delay(30);
    return null;
  },
  async screenshot(file) {
    await (await page()).screenshot({ path: file });
    return null;
  },
  record: async () => record,
  async waitForCall({ call, args }) {
    const wanted = JSON.stringify(args);
    await noted((one) => one.call === call && (wanted === undefined || JSON.stringify(one.args) === wanted));
    return null;
  },
  async reload() {
    await (await window().page).reload();
    return null;
  },
  async crash() {
    // The navigation never ends: the process of the page does.
    void (await page()).goto('chrome://crash').catch(() => {});
    return null;
  },
  async closeWindow() {
    window().userCloses();
    return null;
  },
  async quit() {
    const event = preventable({});
    app.emit('before-quit', event);
    if (!event.prevented) await endProcess(0);
    return null;
  },
  async resume() {
    powerMonitor.emit('resume');
    return null;
  },
  async openLink(link) {
    app.emit('open-url', preventable({}), link);
    return null;
  },
  async connectFrom({ url, nested }) {
    let given = 0;
    const frame = {
      url,
      parent: nested ? {} : null,
      postMessage: () => {
        given += 1;
      },
    };
    window().sent('connect', frame);
    return given;
  },
  async pressButton(button) {
    pressButton(button);
    return null;
  },
};

/** Listens to the test that started this process, and ends when it is gone. */
export function takeOrders(): void {
  process.on('message', (order: { readonly id: number; readonly name: keyof Orders; readonly give: never }) => {
    handlers[order.name](order.give).then(
      (get) => process.send?.({ id: order.id, get }),
      (error: unknown) => process.send?.({ id: order.id, fault: String(error) }),
    );
  });
  process.on('disconnect', () => void endProcess(1));
}

function window() {
  const newest = windows.at(-1);
  if (!newest) throw new Error('No window is open.');
  return newest;
}

async function page() {
  await noted(({ call }) => call === 'new BrowserWindow');
  return (await window().page).page;
}
