import { type Browser, type BrowserContext, chromium } from 'playwright-core';

const ARGS = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  // In Electron a port of a page says when its other end is closed; in a plain Chromium that has to be asked for.
  '--enable-blink-features=MessagePortCloseEvent',
];
let opened: Promise<{ readonly browser: Browser; readonly context: BrowserContext }> | null = null;

/** The one browser behind all windows, started at the first need. */
export async function browserContext(): Promise<BrowserContext> {
  opened ??= (async () => {
    const executablePath = process.env['SIGNALBOX_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: ARGS, headless: true, timeout: 120_000 });
    return {
      browser,
      context: await browser.newContext({ serviceWorkers: 'block', viewport: { width: 1280, height: 820 } }),
    };
  })();
  return (await opened).context;
}

/** Ends the browser, if there is one. */
export async function closeBrowser(): Promise<void> {
  await (await opened?.catch(() => null))?.browser.close().catch(() => {});
}
