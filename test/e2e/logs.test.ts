import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { gone, LONG, logScenes, numbered, row, rows, seen } from './log-scene.ts';

const scenes = logScenes();
const found = (page: Page) => page.getByTestId('log-found');

describe('logs, on the screen', () => {
  it('merges streams in order, narrows them by item, channel, level and text, and keeps that per item', async () => {
    const { page, api, web, say } = await scenes.start();
    say(api, 'first line');
    await seen(page, 'first line');
    say(web, '!ERROR broken in web');
    await seen(page, 'ERROR broken in web');
    say(api, 'last line');
    await seen(page, 'last line');
    const texts = (await rows(page).allInnerTexts()).join('\n');
    expect(texts).toMatch(/first line[\s\S]*broken in web[\s\S]*last line/);

    await page.getByTestId('log-level-error').click();
    await gone(page, 'first line');
    await seen(page, 'broken in web');
    await page.getByTestId('log-level-error').click();
    await page.getByTestId(`log-item-component:${web}`).click();
    await gone(page, 'first line');
    await page.getByTestId(`log-merge-component:${api}`).check();
    await seen(page, 'first line');
    await page.getByTestId(`log-item-component:${api}`).click();
    await gone(page, 'broken in web');
    await page.keyboard.press('/');
    await page.keyboard.type('-first');
    await page.keyboard.press('Enter');
    await gone(page, 'first line');
    await seen(page, 'last line');

    await page.reload();
    await seen(page, 'last line');
    await page.getByTestId('log-chip').getByText('−first').waitFor(LONG);
    await page.getByTestId(`log-merge-component:${web}`).check();
    await seen(page, 'first line');
  });

  it('finds with a count and goes round, and keeps what it had while an expression is not finished', async () => {
    const { page, api, say } = await scenes.start();
    say(api, ...numbered(1, 300));
    await seen(page, 'request 300 of');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('request 7 of');
    await found(page).getByText('1', { exact: true }).waitFor(LONG);
    await page.keyboard.press('Enter');
    await found(page).getByText('1 of 1').waitFor(LONG);
    await page.locator('[data-current] mark').getByText('request 7 of').waitFor(LONG);

    await page.getByTestId('log-find').fill('request [12]0+ of');
    await page.getByTestId('log-find-regex').click();
    await found(page).getByText('4', { exact: true }).waitFor(LONG);
    await page.getByTestId('log-find').press('Enter');
    await found(page).getByText('1 of 4').waitFor(LONG);
    await page.getByTestId('log-find').press('Shift+Enter');
    await found(page).getByText('4 of 4').waitFor(LONG);
    await seen(page, 'request 200 of');

    await page.getByTestId('log-find').fill('request (');
    await page.getByTestId('log-find-error').getByText('Unterminated group').waitFor(LONG);
    await found(page).getByText('4 of 4').waitFor(LONG);
    await page.getByTestId('log-narrow').fill('/request (/');
    await page.getByTestId('log-narrow').press('Enter');
    await page.getByTestId('log-narrow-error').waitFor(LONG);
    await seen(page, 'request 200 of');
    expect(await page.getByTestId('log-chip').count()).toBe(0);
  });

  it('follows, stays where somebody reads, says how much is new, and goes back', async () => {
    const { page, api, say } = await scenes.start();
    say(api, ...numbered(1, 200));
    await seen(page, 'request 200 of');
    await page.getByTestId('log-lines').focus();
    await page.keyboard.press('Home');
    await seen(page, 'request 1 of');
    say(api, ...numbered(201, 212));
    await page.getByTestId('log-follow').getByText('12 new').waitFor(LONG);
    await seen(page, 'request 1 of');
    await page.keyboard.press('End');
    await seen(page, 'request 212 of');
    for (const height of [700, 1_000]) {
      await page.setViewportSize({ width: 1_300, height });
      say(api, `in ${height} px`);
      await seen(page, `in ${height} px`);
      await page.getByText('Following the newest line').waitFor(LONG);
    }
    say(api, 'and one more');
    await seen(page, 'and one more');
    await page.mouse.move(900, 500);
    await page.mouse.wheel(0, -1_500);
    await page.getByTestId('log-follow').waitFor(LONG);
    await page.keyboard.press('f');
    await seen(page, 'and one more');
  });

  it('folds repeated lines with a count, and hides lines like one', async () => {
    const { page, api, say } = await scenes.start();
    say(api, 'before', ...Array.from({ length: 37 }, (_, at) => `heartbeat ok, seq=${at}`), 'after');
    await seen(page, 'after');
    await page.getByTestId('log-fold').click();
    await row(page, '×37').getByText('heartbeat ok, seq=36').waitFor(LONG);
    await row(page, '×37').click();
    await page.getByTestId('log-hide').click();
    await gone(page, 'heartbeat');
    await seen(page, 'after');
  });

  it('clears, stays cleared, and shows everything again when asked', async () => {
    const { page, api, say } = await scenes.start();
    say(api, 'old news');
    await seen(page, 'old news');
    await page.keyboard.press('Control+l');
    await page.getByTestId('log-unclear').waitFor(LONG);
    say(api, 'fresh news');
    await seen(page, 'fresh news');
    await page.reload();
    await seen(page, 'fresh news');
    expect(await row(page, 'old news').count()).toBe(0);
    await page.getByTestId('log-chip').getByText('Show all').click();
    await seen(page, 'old news');
  });

  it('shows escapes, controls and HTML, and does nothing they say', async () => {
    const { page, api, say } = await scenes.start();
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    say(api, '\\u001b[31mred\\u001b[0m \\u001b[2J\\u001b]0;owned\\u0007plain\\u0007');
    say(api, '<img src=x onerror=alert(1)><script>alert(2)</script>');
    say(api, '\\u001b]8;;javascript:alert(3)\\u0007link\\u001b]8;;\\u0007');
    await seen(page, 'red plain␇');
    await seen(page, '<img src=x onerror=alert(1)><script>alert(2)</script>');
    await seen(page, /link$/);
    await page.locator('[data-tone="red"]').getByText('red', { exact: true }).waitFor(LONG);
    expect(await page.getByTestId('log-lines').locator('img, script, a').count()).toBe(0);
    expect(dialogs).toEqual([]);
  });

  it('opens JSON below its line, and a line that was cut as a whole', async () => {
    const { page, api, say } = await scenes.start();
    say(api, '{\\"evt\\":\\"usage\\",\\"cached\\":{\\"n\\":42}}', 'next', `long ${'x'.repeat(40_000)} end`);
    await row(page, 'usage').click();
    await page.keyboard.press('Enter');
    await row(page, 'usage').getByText('"n": 42').waitFor(LONG);
    await page.keyboard.press('Enter');
    await row(page, 'usage')
      .getByText('"n": 42')
      .waitFor({ state: 'detached', ...LONG });
    await row(page, 'long xxx').locator('[data-act="whole"]').click();
    await page
      .getByTestId('log-line-text')
      .getByText(/x end$/)
      .waitFor(LONG);
  });
});
