import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { tempFolder } from '../../../helpers/temp.ts';
import { startHost } from '../../../helpers/workspace.ts';

/** A small generator with a seed (mulberry32), so that a failure can be repeated: SBX_SEED=n. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const seed = Number(process.env['SBX_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const rounds = process.env['SIGNALBOX_TEST_LONG'] ? 60 : 2;

const TEXTS: ((name: string, turn: number) => [file: string, text: string])[] = [
  (name, turn) => [`agents/${name}.yaml`, `name: ${name}\nmodelRef: m${turn % 3}\ntemperature: 0.${turn % 10}\n`],
  (name, turn) => [`agents/sub/${name}.yaml`, `id: own-${turn}\nmodelRef: nothing\nprompt: |\n  Turn ${turn}.\n`],
  (name, turn) => [`agents/${name}.yml`, `name: rival of ${name}\nmodelRef: m0\ndescription: ${turn}\n`],
  (name, turn) => [`agents/${name}.json`, JSON.stringify({ name, modelRef: `m${turn % 4}`, unheard: turn })],
  (name, turn) => [`agents/${name}.yaml`, `name: ${name}\n  broken: [${turn}\n`],
  (name, turn) => [`agents/${name}.yaml`, `name: ${name}\ntemperature: hot ${turn}\n`],
  (_, turn) => [`models/m${turn % 3}.yaml`, `options:\n  provider: openai\n  model: gpt\n  apiKey: planted-${turn}\n`],
  (name, turn) => [`tools/bundles/${name}.yaml`, `id: ${name}\non: yes\nlimit: .inf\nturn: ${turn}\n`],
];

// The two sessions differ in these and in nothing else.
const PASSING = new Set(['at', 'ms', 'timings', 'mtime', 'seq', 'epoch', 'mono', 'since', 'durable', 'startedAt']);
const PASSING_EVENTS = /^(watch\.started|epoch\.|config\.|action\.|journal\.)/;

function lasting(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/^[0-9a-z-]{4,}:\d+$/, 'a position');
  if (Array.isArray(value)) return value.map(lasting);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (PASSING.has(key) ? [] : [[key, lasting(part)]])),
  );
}

/** Opens the workspace, and tells what is known then and which facts led to it. */
async function session(root: string, home: string) {
  const host = await startHost({ root, home });
  const { definitions, problems } = await host.snapshot();
  const events = (await host.events()).filter(({ type }) => !PASSING_EVENTS.test(type));
  const facts = events.map(({ type, subject, body }) => JSON.stringify(lasting({ type, subject, body }))).sort();
  await host.close();
  return { state: lasting({ definitions, problems }), facts };
}

/** As if the cache had been written later: what is proven by then is not read again. Answers what it holds. */
function later(home: string): { paths: string[]; remove(): void } {
  const [id = ''] = readdirSync(path.join(home, 'workspaces'));
  const file = path.join(home, 'workspaces', id, 'loaded.cache');
  const [first = '', ...rest] = readFileSync(file, 'utf8').split('\n');
  const header = JSON.parse(first);
  writeFileSync(file, [JSON.stringify({ ...header, at: header.at + 60_000 }), ...rest].join('\n'));
  const paths = (JSON.parse(rest[0] ?? '[]') as { path: string }[]).map((one) => one.path);
  return { paths, remove: () => rmSync(file) };
}

it(`a session that remembers knows and says the same as one that does not (SBX_SEED=${seed})`, {
  timeout: 1_200_000,
}, async () => {
  const random = generator(seed);
  const root = tempFolder('root');
  const home = tempFolder('home');
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };
  const any = () => {
    const text = TEXTS[random(TEXTS.length)]?.(`n${random(9)}`, random(100));
    return text ?? ['', ''];
  };
  for (let file = 0; file < 14; file++) write(...any());
  let remembered = 0;
  await session(root, home);
  for (let round = 0; round < rounds; round++) {
    for (let change = random(4); change > 0; change--) {
      const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((one) =>
        /\.(ya?ml|json)$/.test(one),
      );
      const file = path.join(root, files[random(files.length)] ?? '');
      const way = random(5);
      if (way === 0) write(...any());
      else if (way === 1) rmSync(file);
      else if (way === 2) renameSync(file, path.join(path.dirname(file), `n${random(9)}.yaml`));
      else if (way === 3) utimesSync(file, new Date(), new Date());
      else {
        // Other bytes of the same length under the time of the old ones.
        const { atime, mtime } = statSync(file);
        writeFileSync(file, readFileSync(file, 'utf8').replace(/\d/, String(random(10))));
        utimesSync(file, atime, mtime);
      }
    }
    const other = tempFolder('other');
    cpSync(home, other, { recursive: true });
    remembered += later(home).paths.length;
    later(other).remove();
    const [withIt, without] = [await session(root, home), await session(root, other)];
    expect(withIt).toEqual(without);
  }
  expect(remembered).toBeGreaterThan(0);
});
