import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMasker } from '../../../electron/core/journal/masker.ts';
import { startHost, VIEWER } from '../../helpers/workspace.ts';
import { connectClient } from '../rpc/client.ts';

/** Twenty values that must never be seen, each planted in another way. */
const PLANTED = Array.from(
  { length: 20 },
  (_, index) => `pl4nt3d-${index}-${'qwertyuiop'.slice(0, 6)}x${index * 7919}`,
);
const [p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13, p14, p15, p16, p17, p18, p19] =
  PLANTED as unknown as string[];

const FILES: Record<string, string> = {
  'models/plain.yaml': `name: plain\noptions:\n  provider: openai\n  model: gpt\n  apiKey: ${p0}\n  meta:\n    password: "${p1}"\n`,
  'models/url.yaml': `name: url\noptions:\n  provider: openai\n  model: gpt\n  url: https://user:${p2}@example.org/v1\n`,
  'models/list.yaml': `name: list\noptions:\n  provider: openai\n  model: gpt\n  meta:\n    tokens:\n      - ${p3}\n      - [${p4}, ${p5}]\n`,
  'models/case.yaml': `name: case\nOPTIONS:\n  provider: openai\n  model: gpt\n  meta:\n    Client_Secret: ${p6}\n    PASSWORD: ${p7}\n`,
  'models/comment.yaml': `name: comment\n# password: ${p8}\noptions:\n  provider: openai\n  model: gpt # token: ${p9}\n`,
  'models/broken.yaml': `name: broken\noptions:\n  apiKey: ${p10}\n  model: [unclosed\n  secret: ${p11}\n`,
  'models/brokenline.yaml': `name: brokenline\npassword: "${p12}\nmodel: x\n`,
  'models/wrong.yaml': `name: wrong\noptions:\n  provider: openai\n  model: gpt\n  temperature: hot\n  apiKey: ${p13}\n`,
  'models/double.yaml': `name: double\napiKey: ${p14}\napikey: ${p15}\n`,
  'agents/block.yaml': `name: block\nsecret: |\n  ${p16}\n  second line\n`,
  'agents/json.json': `{"name": "json", "auth": {"token": "${p17}"}}`,
  'agents/env.yaml': `name: env\ndescription: uses ${p18} from the environment\n`,
};

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

describe('secrets', () => {
  it('J17: twenty planted ones stand in no file of the home but blobs of mode 0600, and in no frame to a client that may only read', async () => {
    const host = await startHost({ files: FILES, env: { PATH: process.env['PATH'], MY_API_TOKEN: p18! } });
    const viewer = connectClient(host, {}, VIEWER);
    await viewer.until((one) => one.state().seq > 0);
    for (const [file, text] of Object.entries(FILES))
      host.write(file, text.replace(/name: (\w+)/, 'name: $1\ndescription: changed').replaceAll('pl4nt3d', 'pl4nt3d'));
    host.write('models/plain.yaml', FILES['models/plain.yaml']!.replace(p0!, p19!));
    await host.until(
      (snapshot) =>
        (snapshot.definitions['models/plain']?.loaded?.version ?? 0) >= 2 &&
        (snapshot.counts.kinds['models']?.settling ?? 1) === 0,
    );
    for (const id of Object.keys((await host.snapshot()).definitions)) {
      for (const name of ['versions', 'diff', 'events', 'chain']) {
        const input =
          name === 'diff'
            ? { id, from: null, to: null }
            : name === 'events'
              ? { subject: `definition:${id}` }
              : name === 'chain'
                ? { position: `${host.workbench.position().epoch}:9` }
                : { id };
        viewer.send({ t: 'call', id: viewer.frames.length + 1_000 + Math.floor(Math.random() * 1e6), name, input });
      }
    }
    const { text, hash } = await host.call('definition.read', { id: 'models/plain' });
    await host.call('definition.save', { id: 'models/plain', text: `${text}# again\n`, expectedHash: hash }, 'a-key');
    await viewer.until(
      (one) =>
        one.frames.filter((frame) => frame.t === 'result' || frame.t === 'error').length >= 40 &&
        one.state().seq === host.workbench.position().seq,
    );
    const frames = viewer.texts.join('\n');
    await host.close();

    const seen: string[] = [];
    for (const file of filesBelow(host.home)) {
      const content = readFileSync(file);
      const isBlob = file.includes(`${path.sep}blobs${path.sep}`);
      if (isBlob) expect(statSync(file).mode & 0o777).toBe(0o600);
      else
        for (const secret of PLANTED)
          if (content.includes(secret)) seen.push(`${secret} in ${path.relative(host.home, file)}`);
    }
    for (const secret of PLANTED) if (frames.includes(secret)) seen.push(`${secret} in a frame`);
    for (const secret of PLANTED) if (host.lines.join('\n').includes(secret)) seen.push(`${secret} in the log`);
    expect(seen).toEqual([]);
    expect(frames).toContain('•••');
  });

  it('J17: a changed secret can be told from an unchanged one, in one workspace only', () => {
    const key = randomBytes(32);
    const masker = createMasker(key);
    expect(masker.stamp('hunter22')).toMatch(/^•••[0-9a-f]{4}$/);
    expect(masker.stamp('hunter22')).toBe(createMasker(key).stamp('hunter22'));
    expect(masker.stamp('hunter22')).not.toBe(createMasker(randomBytes(32)).stamp('hunter22'));
  });

  it('J17: hides values under secret names and in changed fields, known values anywhere, and user-info of addresses', () => {
    const masker = createMasker(randomBytes(32));
    masker.learn(['correct horse', 'correct horse battery', 'abc']);
    expect(masker.mask({ password: 'x', list: { apiKeys: ['a', 1] }, maxTokens: 5 })).toEqual({
      password: expect.stringMatching(/^•••/),
      list: { apiKeys: [expect.stringMatching(/^•••/), expect.stringMatching(/^•••/)] },
      maxTokens: 5,
    });
    expect(masker.mask([{ path: 'options.apiKey', old: 'a', new: 'b' }])).toEqual([
      { path: 'options.apiKey', old: expect.stringMatching(/^•••/), new: expect.stringMatching(/^•••/) },
    ]);
    expect(masker.text('it said correct horse battery and abc')).toMatch(/^it said •••[0-9a-f]{4} and abc$/);
    expect(masker.text('a correct horsecorrect horse b')).toMatch(/^a •••[0-9a-f]{4}•••[0-9a-f]{4} b$/);
    expect(masker.text('postgres://me:pass@host/db')).toMatch(/^postgres:\/\/me:•••[0-9a-f]{4}@host\/db$/);
    // A known value that is itself an address with a password goes as a whole, a password beside a known user as well.
    masker.learn(['https://me:pass@host/hook?sign=f00d', 'known-user']);
    expect(masker.text('to https://me:pass@host/hook?sign=f00d.')).toMatch(/^to •••[0-9a-f]{4}\.$/);
    expect(masker.text('ftp://known-user:pass@host')).toMatch(/^ftp:\/\/•••[0-9a-f]{4}:•••[0-9a-f]{4}@host$/);
  });

  it('J17: finds every known value wherever it stands (random texts, printed seed)', () => {
    const seed = Date.now() % 100_000;
    let state = seed;
    const next = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return state / 2 ** 32;
    };
    const word = (length: number) => Array.from({ length }, () => 'xy-'[Math.floor(next() * 3)]).join('');
    const masker = createMasker(randomBytes(32));
    const known = Array.from({ length: 30 }, () => `${word(6 + Math.floor(next() * 6))}`);
    masker.learn(known);
    for (let round = 0; round < 2_000; round += 1) {
      const masked = masker.text(word(40));
      expect(
        known.filter((secret) => masked.includes(secret)),
        `seed ${seed}: ${masked}`,
      ).toEqual([]);
    }
  });

  it('returns the very same object when there is nothing to hide', () => {
    const value = { a: [1, 'x'], b: { c: null } };
    expect(createMasker(randomBytes(32)).mask(value)).toBe(value);
  });
});
