import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { LOOKS } from './app.ts';
import { gone, LONG, logScenes, numbered, row, rows, seen } from './log-scene.ts';

const scenes = logScenes();

describe('runs in the log', () => {
  it('stand between rulers that fold and can be gone to, and two of them beside each other', async () => {
    const { page, api, say } = await scenes.start();
    await page.getByTestId(`log-item-component:${api}`).click();
    say(api, ...numbered(1, 60), 'only of the first run');
    await seen(page, 'only of the first run');
    await scenes.app().act('component.restart', { names: [api], scope: 'only' });
    await seen(page, /^.{0,4}run 2/);
    say(api, 'only of the second run', '!ERROR in the second run');
    await seen(page, 'ERROR in the second run');

    await page.getByTestId('log-lines').focus();
    await page.keyboard.press('[');
    await page.keyboard.press('[');
    await page.locator('[data-current]').getByText('run 1', { exact: true }).waitFor(LONG);
    await page.locator('[data-current] [data-act="run"]').click();
    await gone(page, 'request 1 of');
    await seen(page, 'only of the second run');
    await page.locator('[data-current] [data-act="run"]').click();
    await seen(page, 'request 1 of');
    await page.keyboard.press('e');
    await page.locator('[data-current]').getByText('ERROR in the second run').waitFor(LONG);

    await page.getByTestId('log-compare').click();
    const right = page.getByTestId('log-right-lines');
    await right.getByText('only of the first run').waitFor(LONG);
    await right
      .locator('[data-row]', { hasText: 'only of the first run' })
      .getByRole('img', { name: /New/ })
      .waitFor(LONG);
    await row(page, 'only of the second run').getByRole('img', { name: /New/ }).waitFor(LONG);
    expect(await right.getByText('only of the second run').count()).toBe(0);
  });

  it('lead to what had just happened, and back to the lines of that moment', async () => {
    const { page, api, say } = await scenes.start();
    say(api, 'a line to remember');
    await row(page, 'a line to remember').click();
    await page.getByTestId('log-to-event').click();
    await page.getByTestId('screen-reloads').waitFor(LONG);
    await page.getByTestId('event-log').click();
    await page.getByTestId('screen-logs').waitFor(LONG);
    await page.locator('[data-testid="log-lines"] [data-current]').waitFor(LONG);
    await page.keyboard.press('3');
    await page.getByTestId(`row-${api}`).click();
    await page.getByTestId('small-log').getByText('a line to remember').waitFor(LONG);
    await page.getByTestId('run-log-1').click();
    await page.locator('[data-testid="log-lines"] [data-current]').waitFor(LONG);
  });
});

describe('taking lines out', () => {
  it('copies what is selected far beyond what is drawn, copies all, and exports a file', async () => {
    const { page, api, say } = await scenes.start();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    say(api, ...numbered(1, 300));
    await seen(page, 'request 300 of');
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());

    await page.getByTestId('log-lines').focus();
    await page.keyboard.press('Home');
    const first = (await row(page, 'request 2 of').locator('[data-body]').boundingBox())!;
    await page.mouse.move(first.x + 1, first.y + 10);
    await page.mouse.down();
    await page.mouse.move(first.x + 60, first.y + 30);
    for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, 600);
    await expect
      .poll(async () => Number((await rows(page).last().textContent())?.match(/request (\d+)/)?.[1] ?? 0), LONG)
      .toBeGreaterThan(150);
    await page.mouse.move(first.x + 300, first.y + 200);
    await page.mouse.up();
    await page.keyboard.press('Control+c');
    await expect.poll(async () => (await clipboard()).split('\n').length, LONG).toBeGreaterThan(100);
    const copied = (await clipboard()).split('\n');
    expect(copied[0]).toBe('request 2 of the morning');
    expect(copied.slice(1, -1)).toEqual(numbered(3, copied.length));

    await page.getByTestId('log-copy').click();
    await expect.poll(async () => (await clipboard()).includes('request 300 of the morning'), LONG).toBe(true);
    const download = page.waitForEvent('download', LONG);
    await page.getByTestId('log-export').click();
    const file = await (await download).createReadStream();
    let text = '';
    for await (const chunk of file) text += String(chunk);
    expect(text.match(/api\d+ stdout info request \d+ of the morning$/gm)).toHaveLength(300);
  });
});

describe('everything at once', () => {
  it('is selected, copied beyond what is drawn, and let go of', async () => {
    const { page, api, say } = await scenes.start();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    say(api, ...numbered(1, 300));
    await seen(page, 'request 300 of');
    const selected = page.locator('[data-testid="log-lines"][data-all]');
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await page.evaluate(() => navigator.clipboard.writeText(''));
    await page.getByTestId('log-lines').focus();
    await page.keyboard.press('Control+a');
    await selected.waitFor(LONG);
    await page.keyboard.press('Control+c');
    await expect.poll(async () => (await clipboard()).includes('request 300 of the morning'), LONG).toBe(true);
    expect((await clipboard()).split('\n').filter((line) => line.startsWith('request'))).toEqual(numbered(1, 300));
    await page.keyboard.press('Escape');
    await selected.waitFor({ state: 'detached', ...LONG });

    await page.getByTestId('log-narrow').fill('what is typed');
    await page.keyboard.press('Control+a');
    expect(await selected.count()).toBe(0);
    await page.keyboard.press('Control+c');
    await expect.poll(clipboard, LONG).toBe('what is typed');
  });
});

describe('lines of jobs', () => {
  it('are told by the tool, the command and the time of the job', async () => {
    const { page, api, say } = await scenes.start();
    const exec_parts = [process.execPath, '-e', 'console.log("said by a job")'];
    const commands = [{ name: 'greet', exec_parts, timeout: '30s', args: [] }];
    scenes.app().write('tools/desk.json', JSON.stringify({ name: 'desk', version: '1.0.0', commands }));
    const run = () => scenes.app().act('job.run', { tool: 'desk', command: 'greet' });
    await expect.poll(async () => (await run()).result?.jobId, LONG).toMatch(/./);
    say(api, 'said by a component');
    await page.getByTestId('log-item-all').click();
    await row(page, /desk greet \d\d:\d\d:\d\d.*said by a job/)
      .first()
      .waitFor(LONG);
    const item = page.locator('[data-testid^="log-item-job:"]').first();
    await item.getByText(/^desk greet \d\d:\d\d:\d\d/).waitFor(LONG);
    await item.click();
    await seen(page, 'said by a job');
    await gone(page, 'said by a component');
  });
});

describe('the screen of logs', () => {
  it.each(LOOKS)('is accessible at %i×%i, %s, and says why it is empty', async (width, height, scheme) => {
    const { page, api, say } = await scenes.start({ width, height }, scheme);
    const violations = async () => (await new AxeBuilder({ page: page as never }).setLegacyMode().analyze()).violations;
    say(api, '\\u001b[34mblue\\u001b[35mmagenta\\u001b[41mon red', '!ERROR no', 'WARN hm', ...numbered(1, 3));
    await seen(page, 'request 3 of');
    await row(page, 'ERROR no').click();
    expect(await violations()).toEqual([]);
    await page.keyboard.press('/');
    await page.keyboard.type('nowhere');
    await page.keyboard.press('Enter');
    await page.getByText('No line matches.').waitFor(LONG);
    expect(await violations()).toEqual([]);
  });

  it('keeps the last known lines while the host is gone', async () => {
    const { page, api, say } = await scenes.start();
    say(api, 'known before');
    await seen(page, 'known before');
    // The last test of this file: nothing serves after it.
    await scenes.app().kill();
    await page.getByTestId('log-foot').getByText('last known').waitFor(LONG);
    await seen(page, 'known before');
  });
});
