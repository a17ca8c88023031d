import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { TIMELINE_TYPES } from '../../shared/timeline.ts';
import { openPage, type ServedApp, serveApp, startBrowser } from './app.ts';

const DEFINITIONS = 40;
const PATIENCE = { timeout: 60_000, interval: 100 };
const FILES: Record<string, string> = { 'signalbox.yaml': 'hold:\n  threshold: 0\n' };
for (let index = 0; index < DEFINITIONS; index += 1) {
  const file = index % 2 ? `models/m${index}.yaml` : `agents/a${index}.yaml`;
  FILES[file] = textOf(0, file);
}
const NAMES = Object.keys(FILES).filter((file) => file !== 'signalbox.yaml');

/** A text that loads as an agent and as a model. */
function textOf(edit: number, file: string): string {
  return `name: ${file.replace(/^.*\/|\.yaml$/g, '')}\noptions:\n  provider: openai\n  model: gpt-${edit}\n`;
}

let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

async function openTimeline(files = FILES, size?: { width: number; height: number }, scheme?: 'light' | 'dark') {
  const app = await serveApp({ files });
  const page = await openPage(browser, app, size, scheme);
  await page.getByTestId('rail-reloads').click();
  await vi.waitFor(async () => expect(await shown(page)).toBeGreaterThan(0), PATIENCE);
  return { app, page };
}

/** Saves files, good and broken, 200 times a second, until it is told to stop. */
function keepEditing(app: ServedApp): () => void {
  let count = 0;
  const timer = setInterval(() => {
    for (let each = 0; each < 4; each += 1) {
      count += 1;
      const file = NAMES[count % DEFINITIONS]!;
      app.write(file, count % 11 === 0 ? 'name: [' : textOf(count, file));
    }
  }, 20);
  return () => clearInterval(timer);
}

const journaled = async (app: ServedApp): Promise<number> => {
  const { events, more } = await app.act('events', { types: [...TIMELINE_TYPES], limit: 5_000 });
  expect(more).toBe(false);
  return events.length;
};

/** Events in sight, those that stand as one counted each: what the timeline says of itself. */
const shown = async (page: Page): Promise<number> =>
  Number((await page.getByTestId('timeline-count').textContent())?.replaceAll(/\D/g, ''));

/** Whether a sign in the colour of a glyph of the list is painted in a lane. */
const isPainted = (page: Page, lane: number, glyph: string): Promise<boolean> =>
  page.evaluate(
    ([index, name]) => {
      const colour = getComputedStyle(document.querySelector(`[role="row"] [data-glyph="${name}"]`)!).color;
      const wanted = colour.match(/\d+/g)!.map(Number);
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="timeline-track"] canvas')!;
      const scale = canvas.width / canvas.clientWidth;
      const { data } = canvas.getContext('2d')!.getImageData(0, (index * 24 + 9) * scale, canvas.width, 1);
      for (let at = 0; at < data.length; at += 4)
        if (wanted.every((part, place) => data[at + place] === part)) return true;
      return false;
    },
    [lane, glyph] as const,
  );

const selection = (page: Page) => page.evaluate(() => decodeURIComponent(location.hash));
const track = (page: Page) => page.getByTestId('timeline-track');
const follows = (page: Page) => page.getByTestId('timeline').getAttribute('data-follows');
const from = async (page: Page) => Number(await track(page).locator('canvas').getAttribute('data-from'));

describe('the timeline while 200 edits arrive a second', () => {
  it('marks every change the journal has, follows the live edge, and leaves the selection where it is', async () => {
    const { app, page } = await openTimeline();
    const stop = keepEditing(app);
    const refused = page.getByTestId('screen-reloads').getByRole('row').filter({ hasText: 'refused' }).first();
    await refused.waitFor();
    await refused.click();
    await page.getByTestId('inspector').waitFor();
    const chosen = await selection(page);
    const began = await from(page);
    const seen = await shown(page);
    await vi.waitFor(async () => expect(await shown(page)).toBeGreaterThan(seen + 200), PATIENCE);
    await vi.waitFor(async () => expect(await from(page)).toBeGreaterThan(began), PATIENCE);
    stop();
    expect([await follows(page), await selection(page)]).toEqual(['true', chosen]);
    expect(await page.getByTestId('inspector').count()).toBe(1);
    await page.keyboard.press('0');
    await vi.waitFor(async () => expect(await shown(page)).toBe(await journaled(app)), PATIENCE);
    expect(await selection(page)).toBe(chosen);
    // What is on it after a reload comes from the question for it alone, and is the same.
    await page.reload();
    await track(page).waitFor();
    await page.keyboard.press('0');
    await vi.waitFor(async () => expect(await shown(page)).toBe(await journaled(app)), PATIENCE);
  });

  it('stands still while the reader looks back, and goes on from the live edge', async () => {
    const { app, page } = await openTimeline();
    const stop = keepEditing(app);
    const box = (await track(page).boundingBox())!;
    await page.mouse.move(box.x + 200, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + 500, box.y + 12, { steps: 4 });
    await page.mouse.up();
    expect(await follows(page)).toBe('false');
    await page.mouse.move(5, 5);
    const stood = await from(page);
    const before = await journaled(app);
    await vi.waitFor(async () => expect(await journaled(app)).toBeGreaterThan(before + 100), PATIENCE);
    expect(await from(page)).toBe(stood);
    stop();
    await page.getByTestId('timeline-live').click();
    expect(await follows(page)).toBe('true');
  });
});

describe('the timeline under the reader', () => {
  it('goes to the next failure in list and lanes, and draws a line until the file is fixed', async () => {
    const { app, page } = await openTimeline();
    app.write('agents/a0.yaml', 'name: [\n');
    const lane = page.getByTestId('lane-agents');
    const why = () => lane.getAttribute('data-why');
    await vi.waitFor(async () => expect(await why()).toBe('refused'), PATIENCE);
    await page.keyboard.press('n');
    await page.getByTestId('inspector').getByRole('heading', { name: 'Refused at parse' }).waitFor();
    await lane.locator('[role="option"][aria-selected="true"]').waitFor();
    await page.locator('[role="row"][aria-selected="true"]').filter({ hasText: 'refused' }).waitFor();
    await page.getByTestId('timeline-at').waitFor();
    await vi.waitFor(async () => expect(await isPainted(page, 0, 'refused')).toBe(true), PATIENCE);
    expect(await isPainted(page, 1, 'refused')).toBe(false);
    app.write('agents/a0.yaml', textOf(1, 'agents/a0.yaml'));
    await page.getByTestId('screen-reloads').getByRole('row').filter({ hasText: 'v1 → v2' }).waitFor();
    await vi.waitFor(async () => expect(await why()).toBe(null), PATIENCE);
  });

  it('is walked by keys: along a lane, between lanes, to its ends, and opened', async () => {
    const { app, page } = await openTimeline();
    app.write('agents/a0.yaml', textOf(1, 'agents/a0.yaml'));
    app.write('models/m1.yaml', 'name: [\n');
    await page.getByTestId('screen-reloads').getByRole('row').filter({ hasText: 'v1 → v2' }).waitFor();
    await page.getByTestId('screen-reloads').getByRole('row').filter({ hasText: 'refused' }).waitFor();
    await track(page).focus();
    await page.keyboard.press('End');
    const selected = page.locator('[role="option"][aria-selected="true"]');
    await selected.waitFor();
    const laneOf = () => selected.evaluate((mark) => mark.closest('[role="group"]')?.getAttribute('aria-label'));
    const first = await laneOf();
    await page.keyboard.press(first === 'agents' ? 'ArrowDown' : 'ArrowUp');
    await vi.waitFor(async () => expect(await laneOf()).toBe(first === 'agents' ? 'models' : 'agents'), PATIENCE);
    const there = await selection(page);
    await page.keyboard.press('Home');
    await vi.waitFor(async () => expect(await selection(page)).not.toBe(there), PATIENCE);
    expect(await track(page).getAttribute('aria-activedescendant')).toMatch(/^mark-\d+$/);
    await page.keyboard.press('End');
    for (let press = 0; press < 8 && (await page.getByTestId('screen-definitions').count()) === 0; press += 1) {
      // What stands as one with others comes apart first.
      await page.keyboard.press('Enter');
    }
    await page.getByTestId('screen-definitions').waitFor();
  });

  it('shows only what passes the filter, as the list does', async () => {
    const { app, page } = await openTimeline();
    app.write('agents/a0.yaml', 'name: [\n');
    await page.getByTestId('chip-refused').click();
    await vi.waitFor(async () => expect(await shown(page)).toBe(1), PATIENCE);
    await page.getByTestId('chip-refused').click();
    await page.getByTestId('lane-label-models').click();
    await vi.waitFor(async () => expect(await shown(page)).toBe(DEFINITIONS / 2), PATIENCE);
  });

  it.each([
    ['light', 1440, 900],
    ['dark', 1024, 700],
  ] as const)('gives axe nothing to find, in %s at %i×%i', async (scheme, width, height) => {
    const { app, page } = await openTimeline(FILES, { width, height }, scheme);
    app.write('agents/a0.yaml', 'name: [\n');
    await page.getByTestId('chip-refused').waitFor();
    await page.keyboard.press('n');
    await page.getByTestId('inspector').waitFor();
    const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode().analyze();
    expect(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
    for (const id of ['timeline-live', 'timeline-span', 'reloads-next-failure']) {
      const box = (await page.getByTestId(id).boundingBox())!;
      expect(box.x + box.width).toBeLessThanOrEqual(width);
    }
  });
});
