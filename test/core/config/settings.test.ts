import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSettings } from '../../../electron/core/home/settings.ts';
import { tempFolder } from '../../helpers/temp.ts';

function opened(text?: string) {
  const home = tempFolder('home');
  const file = path.join(home, 'settings.json');
  if (text !== undefined) writeFileSync(file, text);
  return { home, file, settings: openSettings(home), json: () => JSON.parse(readFileSync(file, 'utf8')) };
}

describe('settings of the app', () => {
  it.each(['null', '[]', '5', '{"theme": ', 'x'])(
    'fall back when the file holds %j, say so, and lose nothing of it',
    (text) => {
      const { home, settings, json } = opened(text);
      expect(settings.read()).toMatchObject({
        values: { theme: 'system' },
        fault: expect.stringContaining('defaults'),
      });
      expect(settings.set('theme', 'dark')).toEqual(['theme']);
      expect([settings.read().fault, json()]).toEqual([null, { theme: 'dark' }]);
      const aside = readdirSync(home).find((name) => name.startsWith('settings.json.broken-'));
      expect(readFileSync(path.join(home, aside ?? ''), 'utf8')).toBe(text);
    },
  );

  it('say which value does not fit, and keep what another version wrote', () => {
    const { settings, json } = opened('{"theme": "pink", "later": {"a": 1}}');
    const row = settings.read().rows.find(({ path: name }) => name === 'theme');
    expect(row).toMatchObject({
      value: 'system',
      source: 'file',
      error: expect.stringContaining('light, dark, system'),
    });
    settings.set('closeToTray', true);
    expect(json()).toEqual({ theme: 'pink', later: { a: 1 }, closeToTray: true });
  });

  it('are taken out again by null, and refuse what is unknown, unfit or stale', () => {
    const { settings, file, json } = opened();
    settings.set('theme', 'light', null);
    const { hash } = settings.read();
    expect(() => settings.set('theme', 'dark', null)).toThrow(expect.objectContaining({ code: 'STALE' }));
    expect(settings.set('theme', null, hash)).toEqual(['theme']);
    expect(json()).toEqual({});
    expect(() => settings.set('nope', 1)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => settings.set('constructor', 1)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    expect(() => settings.set('closeToTray', 'yes')).toThrow(/true or false/);
    expect(existsSync(file)).toBe(true);
  });
});
