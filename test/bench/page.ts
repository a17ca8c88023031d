import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Chromium without a window, at 60 frames a second. Throws when there is none on this machine. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath))
    throw new Error(`${executablePath} is missing: install chromium, or name it in CHROMIUM.`);
  const args = ['--disable-gpu', '--disable-background-networking', '--disable-component-update', '--no-first-run'];
  // Root may not use the sandbox. Only the measurement does without it.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, args });
}

/** Opens the app on one of its screens and waits until it shows what the host knows. */
export async function openScreen(browser: Browser, pageUrl: string, screen: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await page.goto(pageUrl);
  await page.getByTestId(`rail-${screen}`).click();
  await page.locator('[data-testid^="row-"]').first().waitFor();
  return page;
}

/** Collects the time of every frame of the page, in ms, until asked. */
export async function beginFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = [];
    const draw = (at: number) => {
      times.push(at);
      if (!stopped) requestAnimationFrame(draw);
    };
    let stopped = false;
    requestAnimationFrame(draw);
    Object.assign(window, {
      benchFrames: () => {
        stopped = true;
        return times;
      },
    });
  });
}

/** The times of the frames since `beginFrames`. */
export function endFrames(page: Page): Promise<number[]> {
  return page.evaluate(() => (window as unknown as { benchFrames: () => number[] }).benchFrames());
}
