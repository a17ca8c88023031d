import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DesktopApp, startDesktopApp } from '../helpers/desktop-app.ts';

async function started(): Promise<DesktopApp> {
  const app = startDesktopApp();
  await app.order('wait', `document.body.innerText.includes('sample trusted')`);
  return app;
}

/** Files by which other apps would think that this one still runs. */
function traces(home: string): string[] {
  const files = readdirSync(home, { recursive: true }) as string[];
  return files.filter((file) => /(^|[\\/])(lock\.json|lock\.asked|stand-in\.lock|instances[\\/].+)$/.test(file));
}

describe('the end of the desktop app', { timeout: 180_000 }, () => {
  it('stops everything when the last window is closed, and leaves no lock behind', async () => {
    const app = await started();
    expect(
      traces(app.home)
        .map((file) => path.basename(file))
        .sort(),
    ).toEqual(['lock.json', 'stand-in.lock']);
    // The process may be gone before it can answer.
    app.order('closeWindow', null).catch(() => {});
    expect(await app.ended).toBe(0);
    expect(traces(app.home)).toEqual([]);
  });

  it('stops everything when the user quits', async () => {
    const app = await started();
    app.order('quit', null).catch(() => {});
    expect(await app.ended).toBe(0);
    expect(traces(app.home)).toEqual([]);
  });

  it('can be begun again with the same home', async () => {
    const app = await started();
    app.order('quit', null).catch(() => {});
    expect(await app.ended).toBe(0);
    const again = startDesktopApp({ home: app.home });
    await again.order('wait', `document.body.innerText.includes('agents/scout ok')`);
  });
});

describe('waking up', { timeout: 180_000 }, () => {
  it('compares the disk with what is known', async () => {
    const app = await started();
    await app.order('resume', null);
    await app.order('wait', `document.body.innerText.includes('action.requested')`);
  });
});
