import type { BrowserWindowConstructorOptions } from 'electron';
import { app } from './app.ts';
import { openPage, type StandInFrame, type StandInPage } from './page.ts';
import { Events, note, preventable, strict } from './strict.ts';

type Opener = (details: { readonly url: string }) => { readonly action: string };

const CONTENTS = [
  'will-navigate',
  'will-frame-navigate',
  'will-redirect',
  'will-attach-webview',
  'did-start-navigation',
  'render-process-gone',
  'destroyed',
] as const;
const WINDOW = ['page-title-updated', 'ready-to-show', 'close', 'session-end'] as const;

/** The windows that are open, newest last. */
export const windows: BrowserWindow[] = [];

/** The contents of a window, as far as the app uses them. */
function createContents() {
  const events = new Events('webContents', CONTENTS);
  const ipc = new Events<string>('webContents.ipc', ['connect']);
  let opener: Opener | null = null;
  return {
    ipcEvents: ipc,
    events,
    ask: (url: string) => opener?.({ url }),
    contents: strict('webContents', {
      ipc: strict('webContents.ipc', { on: ipc.on.bind(ipc) }),
      on: events.on.bind(events),
      setWindowOpenHandler: (next: Opener) => {
        opener = next;
      },
    }),
  };
}

/** Electron's `BrowserWindow`, with a page of a real browser behind it. */
export class BrowserWindow {
  readonly webContents: object;
  /** For the stand-in: the page, once it is there. */
  readonly page: Promise<StandInPage>;
  readonly #events = new Events('BrowserWindow', WINDOW);
  readonly #contents = createContents();
  #destroyed = false;

  constructor(options: BrowserWindowConstructorOptions) {
    note('new BrowserWindow', options);
    this.webContents = this.#contents.contents;
    windows.push(this);
    app.emit('web-contents-created', {}, this.#contents.contents);
    this.page = openPage(options.webPreferences?.preload ?? '', {
      sent: (channel, frame) => this.sent(channel, frame),
      leaving: (url) => this.#mayLeave(url),
      loading: (url) =>
        this.#contents.events.emit('did-start-navigation', { url, isMainFrame: true, isSameDocument: false }),
      opening: (url) => note('window denied', url, this.#contents.ask(url)),
      crashed: () => this.#contents.events.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }),
    });
  }

  on(event: (typeof WINDOW)[number], listener: (...args: never[]) => void): this {
    this.#events.on(event, listener);
    return this;
  }

  once(event: (typeof WINDOW)[number], listener: (...args: never[]) => void): this {
    this.#events.once(event, listener);
    return this;
  }

  async loadURL(url: string): Promise<void> {
    note('window.loadURL', url);
    await (await this.page).load(url);
    this.#events.emit('ready-to-show');
  }

  setTitle = (title: string): void => note('window.setTitle', title);
  setProgressBar = (progress: number): void => note('window.setProgressBar', progress);
  show = (): void => note('window.show');
  focus = (): void => note('window.focus');
  restore = (): void => note('window.restore');
  isMinimized = (): boolean => false;
  isDestroyed = (): boolean => this.#destroyed;

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    note('window.destroy');
    windows.splice(windows.indexOf(this), 1);
    this.#contents.events.emit('destroyed');
    void this.page.then((page) => page.close()).catch(() => {});
  }

  /** For tests: a message of a frame, whoever it is. */
  sent(channel: string, frame: StandInFrame | { readonly url: string; readonly parent: object | null }): void {
    this.#contents.ipcEvents.emit(channel, { senderFrame: frame });
  }

  /** For tests: the user closes the window. */
  userCloses(): void {
    const event = preventable({});
    this.#events.emit('close', event);
    if (!event.prevented) this.destroy();
  }

  #mayLeave(url: string): boolean {
    const event = preventable({ url, isMainFrame: true, isSameDocument: false });
    this.#contents.events.emit('will-navigate', event);
    this.#contents.events.emit('will-frame-navigate', event);
    if (event.prevented) note('navigation prevented', url);
    return !event.prevented;
  }
}
