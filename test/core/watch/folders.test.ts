import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { changes, openBench, textOf } from './support.ts';

test('files written at once into new nested folders are all reported', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' });
  bench.inbox.clear();
  bench.write('agents/x/y/z/deep.yaml', 'deep');
  bench.write('agents/x/top.yaml', 'top');
  expect(textOf(await bench.inbox.file('agents/x/y/z/deep.yaml'))).toBe('deep');
  expect(textOf(await bench.inbox.file('agents/x/top.yaml'))).toBe('top');
  bench.write('agents/x/y/z/deep.yaml', 'deeper');
  await bench.inbox.file('agents/x/y/z/deep.yaml', (file) => textOf(file) === 'deeper');
});

test('a rule folder that did not exist is noticed when it appears', async () => {
  await using bench = await openBench({});
  bench.write('tools/bundles/kit/one.yaml', 'one');
  expect((await bench.inbox.file('tools/bundles/kit/one.yaml')).rule).toBe('bundles');
  bench.write('tools/plain.json', '{}');
  expect((await bench.inbox.file('tools/plain.json')).rule).toBe('tools');
});

test('a populated folder that is moved in is reported completely', async () => {
  await using bench = await openBench({
    'outside/team/a.yaml': 'a',
    'outside/team/sub/b.yaml': 'b',
    'agents/x.yaml': 'x',
  });
  bench.inbox.clear();
  renameSync(bench.at('outside/team'), bench.at('agents/team'));
  await bench.inbox.file('agents/team/a.yaml');
  await bench.inbox.file('agents/team/sub/b.yaml');
  await bench.quiet();
  expect(changes(bench.inbox).sort()).toEqual(['add agents/team/a.yaml', 'add agents/team/sub/b.yaml']);
});

test('a renamed folder is removals and additions with the same hashes, and saves inside it are seen', async () => {
  await using bench = await openBench({ 'agents/one/a.yaml': 'a', 'agents/one/sub/b.yaml': 'b' });
  bench.inbox.clear();
  renameSync(bench.at('agents/one'), bench.at('agents/two'));
  await bench.inbox.file('agents/two/sub/b.yaml');
  await bench.inbox.file('agents/one/sub/b.yaml', (file) => file.change === 'remove');
  await bench.quiet();
  expect(changes(bench.inbox).sort()).toEqual([
    'add agents/two/a.yaml',
    'add agents/two/sub/b.yaml',
    'remove agents/one/a.yaml',
    'remove agents/one/sub/b.yaml',
  ]);
  const gone = await bench.inbox.file('agents/one/a.yaml');
  const came = await bench.inbox.file('agents/two/a.yaml');
  expect(gone.previousHash).toBe(came.hash);
  bench.inbox.clear();
  bench.write('agents/two/sub/b.yaml', 'b2');
  expect(textOf(await bench.inbox.file('agents/two/sub/b.yaml'))).toBe('b2');
});

test('a folder that is replaced by another one of the same name is compared file by file', async () => {
  await using bench = await openBench({
    'agents/t/a.yaml': 'a',
    'agents/t/b.yaml': 'b',
    'new/a.yaml': 'a2',
    'new/c.yaml': 'c',
  });
  bench.inbox.clear();
  rmSync(bench.at('agents/t'), { recursive: true });
  renameSync(bench.at('new'), bench.at('agents/t'));
  await bench.inbox.file('agents/t/c.yaml');
  await bench.inbox.file('agents/t/b.yaml', (file) => file.change === 'remove');
  await bench.inbox.file('agents/t/a.yaml', (file) => textOf(file) === 'a2');
  bench.write('agents/t/c.yaml', 'c2');
  await bench.inbox.file('agents/t/c.yaml', (file) => textOf(file) === 'c2');
});

test('removing a folder removes what was in it', async () => {
  await using bench = await openBench({ 'agents/t/a.yaml': 'a', 'agents/t/u/b.yaml': 'b', 'agents/c.yaml': 'c' });
  bench.inbox.clear();
  rmSync(bench.at('agents/t'), { recursive: true });
  await bench.inbox.file('agents/t/a.yaml');
  await bench.inbox.file('agents/t/u/b.yaml');
  await bench.quiet();
  expect(changes(bench.inbox).sort()).toEqual(['remove agents/t/a.yaml', 'remove agents/t/u/b.yaml']);
  bench.write('agents/t/u/b.yaml', 'again');
  await bench.inbox.file('agents/t/u/b.yaml', (file) => file.change === 'add');
});

test('a file replaced by a folder and back is a removal and an addition', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' });
  bench.inbox.clear();
  rmSync(bench.at('agents/a.yaml'));
  mkdirSync(bench.at('agents/a.yaml'));
  writeFileSync(bench.at('agents/a.yaml/inner.yaml'), 'inner');
  await bench.inbox.file('agents/a.yaml', (file) => file.change === 'remove');
  await bench.inbox.file('agents/a.yaml/inner.yaml', (file) => file.change === 'add');
  bench.inbox.clear();
  rmSync(bench.at('agents/a.yaml'), { recursive: true });
  writeFileSync(bench.at('agents/a.yaml'), 'file again');
  expect(textOf(await bench.inbox.file('agents/a.yaml', (file) => file.change === 'add'))).toBe('file again');
  await bench.inbox.file('agents/a.yaml/inner.yaml', (file) => file.change === 'remove');
});

test('a folder with a dot in its name is watched', async () => {
  await using bench = await openBench({ 'agents/v1.2/a.yaml': 'a' });
  bench.write('agents/v1.3/b.yaml', 'b');
  await bench.inbox.file('agents/v1.3/b.yaml');
  bench.write('agents/v1.2/a.yaml', 'a2');
  await bench.inbox.file('agents/v1.2/a.yaml', (file) => textOf(file) === 'a2');
});

test('ignore globs hide what they match, and a folder under depth 0 is not entered', async () => {
  await using bench = await openBench(
    { 'tools/sub/deep.json': '{}', 'agents/draft/x.yaml': 'x' },
    { ignore: ['agents/draft', '*.bak.yaml'] },
  );
  bench.write('agents/draft/y.yaml', 'y');
  bench.write('agents/a.bak.yaml', 'z');
  bench.write('tools/sub/more.json', '{}');
  await bench.quiet();
  expect(changes(bench.inbox)).toEqual([]);
});

test('names with spaces, quotes, newlines, emoji and 255 bytes are reported as they are', async () => {
  await using bench = await openBench({});
  const names = [
    'with space',
    `quo'te"s`,
    'new\nline',
    'emoji 🚦',
    `${'l'.repeat(250)}`,
    '-rf',
    'ünï',
    '%2e%2e',
    '__proto__',
  ];
  for (const name of names) bench.write(`agents/${name}.yaml`, name);
  for (const name of names) expect(textOf(await bench.inbox.file(`agents/${name}.yaml`))).toBe(name);
  bench.inbox.clear();
  for (const name of names) bench.write(`agents/${name}.yaml`, `${name}!`);
  for (const name of names) expect(textOf(await bench.inbox.file(`agents/${name}.yaml`))).toBe(`${name}!`);
});

test.runIf(process.platform === 'linux')(
  'a name that is not valid UTF-8 is a problem, and goes away with the file',
  async () => {
    const name = Buffer.concat([Buffer.from('bad-'), Buffer.from([0xff, 0xfe]), Buffer.from('.yaml')]);
    await using bench = await openBench({ 'agents/a.yaml': 'a' });
    const path = Buffer.concat([Buffer.from(`${bench.at('agents')}/`), name]);
    writeFileSync(path, 'x');
    const problem = await bench.inbox.message('problem');
    expect(problem.code).toBe('NAME_NOT_UTF8');
    rmSync(path);
    await bench.inbox.message('problem-cleared', (message) => message.path === problem.path);
    bench.write('agents/a.yaml', 'a2');
    await bench.inbox.file('agents/a.yaml', (file) => textOf(file) === 'a2');
  },
);

test('a folder with more files than allowed is cut and the limit is said', async () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`agents/f${n}.yaml`, String(n)]));
  await using bench = await openBench(files, { maxPaths: 10 });
  expect(bench.inbox.settled()).toHaveLength(10);
  expect(await bench.inbox.message('limit')).toEqual({ type: 'limit', what: 'paths', limit: 10, value: 30 });
});

test('what the last session knew is compared: only the difference is not an addition', async () => {
  let known = [] as { path: string; hash: string | null; size: number; mtimeMs: number; ino: number }[];
  await using first = await openBench({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b', 'agents/c.yaml': 'c' });
  known = first.inbox.settled().map(({ path, hash, size, mtimeMs, ino }) => ({ path, hash, size, mtimeMs, ino }));
  await first.watcher.close();
  first.write('agents/b.yaml', 'changed');
  rmSync(first.at('agents/c.yaml'));
  const { createInbox, OPTIONS } = await import('./support.ts');
  const { watchFolder } = await import('../../../electron/core/watch/watcher.ts');
  const inbox = createInbox();
  await using second = watchFolder({ ...OPTIONS, root: first.root, known }, inbox.put);
  await second.ready;
  expect(
    inbox
      .settled()
      .map((file) => `${file.change} ${file.path} ${file.origin}`)
      .sort(),
  ).toEqual(['add agents/a.yaml start', 'remove agents/c.yaml start', 'update agents/b.yaml start']);
});

test('a link to a folder inside the workspace is followed, also for saves behind it', async () => {
  await using bench = await openBench({ 'shared/lib.yaml': 'l', 'agents/a.yaml': 'a' }, {}, (root) => {
    symlinkSync('../shared', `${root}/agents/linked`);
    symlinkSync('../shared/lib.yaml', `${root}/agents/one.yaml`);
  });
  expect(changes(bench.inbox).sort()).toEqual([
    'add agents/a.yaml',
    'add agents/linked/lib.yaml',
    'add agents/one.yaml',
  ]);
  bench.write('shared/lib.yaml', 'l2');
  await bench.inbox.file('agents/linked/lib.yaml', (file) => textOf(file) === 'l2');
  await bench.inbox.file('agents/one.yaml', (file) => textOf(file) === 'l2');
  bench.write('shared/sub/new.yaml', 'n');
  await bench.inbox.file('agents/linked/sub/new.yaml');
  const link = { says: '../shared/lib.yaml', real: bench.at('shared/lib.yaml') };
  expect((await bench.watcher.explain('agents/one.yaml')).link).toEqual(link);
});
