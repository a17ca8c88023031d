import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CachedFile, readCache, writeCache } from '../../../../electron/core/hotswap/cache/cache-file.ts';
import { codeStamp } from '../../../../electron/core/hotswap/cache/code-stamp.ts';
import { type CachedBody, openLoadCache } from '../../../../electron/core/hotswap/cache/load-cache.ts';
import { isPlainJson } from '../../../../electron/core/hotswap/cache/plain-json.ts';
import { createSettledLoader } from '../../../../electron/core/hotswap/cache/settled-loader.ts';
import { hashOf } from '../../../../electron/core/hotswap/files.ts';
import { kinds } from '../../../../electron/core/hotswap/kinds/table.ts';
import { tempFolder } from '../../../helpers/temp.ts';

const AT = 1_800_000_000_000;
const HASH = 'a'.repeat(64);
const FILE: CachedFile = {
  id: 'agents/one',
  path: 'agents/one.yaml',
  hash: HASH,
  size: 10,
  mtimeMs: AT - 60_000,
  ctimeMs: AT - 60_000,
  ino: 7,
};
const PLACE = { at: { path: ['modelRef'], keys: 'canonical', of: 'value' }, line: 3, column: 11 } as const;
const BODY: CachedBody = {
  value: { name: 'one', nested: [{ a: 1 }, null, 'ü\n\u2028'] },
  aliases: [{ field: ['id'], name: 'other' }],
  warnings: [],
  places: [PLACE],
};

async function stored(files: readonly CachedFile[] = [FILE], at = AT): Promise<string> {
  const file = path.join(tempFolder('cache'), 'loaded.cache');
  await writeCache(file, 'stamp', { at, files, bodies: files.map(() => JSON.stringify(BODY)) });
  return file;
}

const newest = (hash: string) => new Map([[FILE.id, { hash }]]);

describe('the cache of what was loaded', () => {
  it('gives a content back as it was loaded, to each who asks a value of his own, and nothing for another content', async () => {
    const cache = openLoadCache(await stored(), 'stamp', newest(HASH));
    const first = cache.find(FILE.id, FILE.path, HASH);
    expect(first).toMatchObject({
      outcome: { ok: true, value: BODY.value, aliases: BODY.aliases },
      secrets: [],
    });
    const second = cache.find(FILE.id, FILE.path, HASH);
    expect(first?.outcome.ok && second?.outcome.ok && first.outcome.value !== second.outcome.value).toBe(true);
    expect(cache.places(FILE.path, HASH, [PLACE.at])).toEqual([PLACE]);
    expect(cache.places(FILE.path, HASH, [{ ...PLACE.at, of: 'key' }])).toBeNull();
    expect(cache.find(FILE.id, FILE.path, 'b'.repeat(64))).toBeNull();
    expect(cache.find('agents/two', FILE.path, HASH)).toBeNull();
    cache.release();
    expect(cache.find(FILE.id, FILE.path, HASH)).toBeNull();
  });

  it('vouches for no file that was written within two seconds of it, or whose body is stored nowhere', async () => {
    const racy = { ...FILE, path: 'agents/racy.yaml', ctimeMs: AT - 1_999 };
    const future = { ...FILE, path: 'agents/future.yaml', mtimeMs: AT + 5_000 };
    const file = await stored([FILE, racy, future]);
    const proven = openLoadCache(file, 'stamp', newest(HASH)).proven();
    expect(proven.map((one) => one.path)).toEqual([FILE.path]);
    expect(openLoadCache(file, 'stamp', newest('b'.repeat(64))).proven()).toEqual([]);
  });

  it('is written again when a file, or what can be vouched for, differs, and not otherwise', async () => {
    const cache = openLoadCache(await stored(), 'stamp', newest(HASH));
    expect(cache.covers([FILE])).toBe(true);
    expect(cache.covers([{ ...FILE, mtimeMs: AT - 59_000 }])).toBe(false);
    expect(cache.covers([])).toBe(false);
    const racy = { ...FILE, ctimeMs: AT - 1_000 };
    expect(openLoadCache(await stored([racy]), 'stamp', newest(HASH)).covers([racy])).toBe(false);
  });

  it('counts for nothing under another stamp, in another form, or damaged anywhere', async () => {
    const file = await stored();
    expect(readCache(file, 'stamp')?.files).toEqual([FILE]);
    expect(readCache(file, 'other')).toBeNull();
    const text = readFileSync(file, 'utf8');
    for (const damaged of [
      text.replace('nested', 'nasted'),
      text.slice(0, -3),
      text.replace('"format":1', '"format":0'),
      '',
    ]) {
      writeFileSync(file, damaged);
      expect(readCache(file, 'stamp')).toBeNull();
    }
    expect(readCache(`${file}.gone`, 'stamp')).toBeNull();
  });

  it('is readable by its owner alone', async () => {
    expect(statSync(await stored()).mode & 0o777).toBe(0o600);
  });

  it('keeps only values that come back from JSON as they were', () => {
    expect(isPlainJson({ a: [1, 'x', null, true, {}] })).toBe(true);
    for (const value of [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      -0,
      undefined,
      1n,
      new Date(0),
      new Map(),
      [undefined],
      new Array(2),
    ])
      expect(isPlainJson({ value })).toBe(false);
    expect(isPlainJson(Object.create(null))).toBe(false);
  });

  it('has one stamp for one build', () => {
    expect(codeStamp()).toBe(codeStamp());
    expect(codeStamp()).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('loading what settled', () => {
  const [kind] = kinds;
  const text = Buffer.from('name: one\n');
  const result = {
    outcome: { ok: true, value: 1, warnings: [], aliases: [] },
    secrets: [],
    parseMs: 1,
    validateMs: 1,
  } as const;

  it('reads what the watcher did not read and nobody remembers, and refuses what changed meanwhile', async () => {
    if (!kind) throw new Error('There are no kinds.');
    const asked: string[] = [];
    const load = createSettledLoader(
      {
        load: async (items) =>
          items.map(({ path: file, bytes }) => {
            asked.push(`${file} ${Buffer.from(bytes)}`);
            return result;
          }),
      },
      { find: (_, file) => (file === 'known.yaml' ? result : null) },
      async (file) => (file === 'gone.yaml' ? null : text),
    );
    const item = (file: string, hash: string, bytes: Uint8Array | null) => ({
      kind,
      name: 'n',
      path: file,
      hash,
      bytes,
    });
    const results = await load([
      item('given.yaml', 'any', text),
      item('known.yaml', 'any', null),
      item('same.yaml', hashOf(text), null),
      item('changed.yaml', HASH, null),
      item('gone.yaml', HASH, null),
    ]);
    expect(asked).toEqual(['given.yaml name: one\n', 'same.yaml name: one\n']);
    expect(results.map(({ outcome }) => outcome.ok)).toEqual([true, true, true, false, false]);
    expect(results[3]?.outcome).toMatchObject({
      phase: 'read',
      error: { code: 'UNREADABLE', at: { path: 'changed.yaml' } },
    });
  });

  it('asks nobody about a kind that takes a closer look', async () => {
    if (!kind) throw new Error('There are no kinds.');
    const looks = { ...kind, inspect: () => ({ faults: [], advice: [], secrets: [] }) };
    const load = createSettledLoader(
      { load: async (items) => items.map(() => result) },
      { find: () => expect.fail() },
      async () => null,
    );
    expect(await load([{ kind: looks, name: 'n', path: 'a.yaml', hash: HASH, bytes: text }])).toEqual([result]);
  });
});
