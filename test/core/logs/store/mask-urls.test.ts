import { expect, it } from 'vitest';
import { createMasker } from '../../../../electron/core/journal/masker.ts';
import { createOutputMask } from '../../../../electron/core/logs/mask-output.ts';
import { type MaskTable, maskTable } from '../../../../electron/core/logs/mask-table.ts';
import { createUrlMask } from '../../../../electron/core/logs/mask-urls.ts';
import { createRandom, type Random } from '../../../proof/random.ts';
import { openStore, testStamp } from './open.ts';
import { cutUp, seedOfRun, tries } from './random.ts';
import { faultsOf, onDisk } from './stored.ts';

const SEED = seedOfRun();
/** Longest user and password that are looked for, bytes. */
const LONGEST = 8_192;

function tableOf(values: readonly string[]): MaskTable | null {
  return maskTable(values.map((value) => ({ value: Buffer.from(value), stamp: Buffer.from(testStamp(value)) })));
}

/** What comes out when pieces are handed in as the writer does: what was taken is overwritten. */
function masked(pieces: readonly Uint8Array[], values: readonly string[] = []): Buffer {
  const mask = createOutputMask(testStamp);
  const table = tableOf(values);
  const out: Buffer[] = [];
  for (const piece of pieces) {
    const chunk = Uint8Array.from(piece);
    out.push(...mask.push(chunk, table).map((one) => Buffer.from(one)));
    chunk.fill(0);
  }
  out.push(...mask.end(table).map((one) => Buffer.from(one)));
  return Buffer.concat(out);
}

function someText(random: Random, values: readonly string[]): string {
  const letters = random.pick(['ab:/@', 'abc:/@?# \n', 'a:/@é•\u00a0\u2003', 'ab•:/@']);
  const word = () => Array.from({ length: random.below(8) }, () => random.pick([...letters])).join('');
  const part = () => {
    const what = random.below(8);
    if (what < 3) return '://';
    if (what === 3) return '@';
    return what === 4 && values.length > 0 ? random.pick(values) : word();
  };
  // Texts of a few characters are let through by the masker of events, whatever they are.
  return `a line: ${Array.from({ length: random.below(25) }, part).join('')}`;
}

it(`hides passwords of URLs and known values as texts of events are masked, however the bytes are cut (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  for (let round = 0; round < tries(500, 40_000); round += 1) {
    const values = Array.from({ length: random.below(3) }, () =>
      Array.from({ length: 6 + random.below(4) }, () => random.pick(['a', 'b', 'é'])).join(''),
    );
    const masker = createMasker(Buffer.alloc(32, 1));
    masker.learn(values);
    const text = someText(random, values);
    const pieces = cutUp(random, Buffer.from(text), random.pick([1, 3, 10, 1_000]));
    const where = `round ${round}: ${JSON.stringify({ text, values })}`;
    expect(masked(pieces, values).toString(), where).toBe(masker.text(text));
  }
}, 600_000);

it(`leaves bytes of any kind as they are around what it hides (seed ${SEED})`, () => {
  const random = createRandom(SEED);
  const some = () => Buffer.from(Array.from({ length: random.below(3_000) }, () => random.below(256)));
  for (let round = 0; round < tries(30, 4_000); round += 1) {
    // No `@` of their own: nothing but the URL is to be hidden.
    const [before, after] = [some(), some()].map((bytes) => bytes.map((byte) => (byte === 64 ? 65 : byte)));
    const parts = [
      before,
      Buffer.from(' amqp://\xff\xfe:'),
      Buffer.from([0xff, 0x80, 0x41]),
      Buffer.from('@host '),
      after,
    ];
    const [start, user, password, host, end] = parts.map((one) => Buffer.from(one as Uint8Array));
    const whole = Buffer.concat(parts as Uint8Array[]);
    const stamp = Buffer.from(testStamp(password?.toString() ?? ''));
    const expected = Buffer.concat([start, user, stamp, host, end] as Buffer[]);
    const pieces = cutUp(random, whole, random.pick([7, 500, 5_000]));
    expect(masked(pieces).equals(expected), `round ${round}`).toBe(true);
  }
}, 600_000);

it('hides what is as long as a login can be, and waits for nothing that is longer', () => {
  for (const length of [1, 1_000, LONGEST - 1, LONGEST, LONGEST + 1, 3 * LONGEST]) {
    const token = 'x'.repeat(length);
    const text = `see https://${token}@host/path\n`;
    const expected = length > LONGEST ? text : `see https://${testStamp(token)}@host/path\n`;
    for (const size of [1_000_000, 1_000, 7])
      expect(masked(cutEvery(Buffer.from(text), size)).toString() === expected, `${length} cut by ${size}`).toBe(true);
  }
  const mask = createUrlMask(testStamp);
  mask.push(Buffer.from(`https://${'x'.repeat(LONGEST)}`));
  expect(mask.holds).toBe(true);
  mask.push(Buffer.from('x'));
  expect(mask.holds).toBe(false);
});

it('keeps back only what may be a URL with a password', () => {
  const mask = createUrlMask(testStamp);
  const given = (text: string) => Buffer.concat(mask.push(Buffer.from(text))).toString();
  expect(given('at 12:30 a/b, me@there.org, see http://host/a:b\n')).toBe(
    'at 12:30 a/b, me@there.org, see http://host/a:b\n',
  );
  expect(mask.holds).toBe(false);
  expect(given('redis:')).toBe('redis');
  expect(given('/')).toBe('');
  expect(given('/me:pa')).toBe('');
  expect(mask.holds).toBe(true);
  expect(given('ss@host')).toBe(`://me:${testStamp('pass')}@host`);
  expect(mask.holds).toBe(false);
  expect(given(' http://localhost:80')).toBe(' http');
  expect(given('80/')).toBe('://localhost:8080/');
  expect(mask.holds).toBe(false);
});

it('hides the rest of a password whose beginning was given out because nothing came for long', () => {
  const mask = createUrlMask(testStamp);
  const out: Uint8Array[] = [];
  for (const text of ['db://me:se', 'sa', 'me@host']) out.push(...mask.push(Buffer.from(text)), ...mask.release());
  expect(Buffer.concat(out).toString()).toBe(`db://me:sesa${testStamp('sesame')}@host`);
});

it('hides a known value that holds a URL whole, not only the password in it', () => {
  const value = 'postgres://admin:sesame@db.internal:5432/things';
  const whole = `connecting to ${value} now, as postgres://guest:other@db.internal/x\n`;
  for (const size of [1_000, 10, 1])
    expect(masked(cutEvery(Buffer.from(whole), size), [value]).toString()).toBe(
      `connecting to ${testStamp(value)} now, as postgres://guest:${testStamp('other')}@db.internal/x\n`,
    );
});

it('stores no password of a URL, also without any known value', async () => {
  const store = openStore();
  for (const text of ['dsn postgres://me:ses', 'ame@db/x\nclone https:/', '/tok-en@host/repo\n', 'open http://ho'])
    void store.write('component:api', 'stderr', null, Buffer.from(text));
  await store.flush();
  const stored = onDisk(store.folder, 'component:api/stderr');
  expect(stored.bytes.toString()).toBe(
    `dsn postgres://me:${testStamp('sesame')}@db/x\nclone https://${testStamp('tok-en')}@host/repo\nopen http://ho`,
  );
  expect(faultsOf(stored)).toEqual([]);
});

function cutEvery(bytes: Buffer, size: number): Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}
