import { execFileSync } from 'node:child_process';
import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { createAliases, isInside, judgeLink } from '../../../electron/core/watch/links.ts';
import { changes, openBench, tempFolder, textOf } from './support.ts';

test('a link may lead inside the root or to a followed place, and nowhere else', () => {
  const allowed = ['/w', '/lib'];
  expect(judgeLink('/w/shared/a.yaml', false, allowed, ['/w', '/w/agents'])).toEqual({
    kind: 'file',
    real: '/w/shared/a.yaml',
  });
  expect(judgeLink('/lib/x', true, allowed, ['/w'])).toEqual({ kind: 'directory', real: '/lib/x' });
  expect(judgeLink('/etc/passwd', false, allowed, ['/w'])).toMatchObject({ code: 'LINK_OUTSIDE' });
  expect(judgeLink('/library', true, allowed, ['/w'])).toMatchObject({ code: 'LINK_OUTSIDE' });
  expect(judgeLink('/', true, allowed, ['/w'])).toMatchObject({ code: 'LINK_OUTSIDE' });
});

test('a link to a folder that contains it is a loop, a link to a file there is not', () => {
  expect(judgeLink('/w', true, ['/w'], ['/w', '/w/agents'])).toMatchObject({ code: 'LINK_LOOP' });
  expect(judgeLink('/w/agents', true, ['/w'], ['/w', '/w/agents', '/w/agents/x'])).toMatchObject({ code: 'LINK_LOOP' });
  expect(judgeLink('/w/other', true, ['/w'], ['/w', '/w/agents'])).toMatchObject({ kind: 'directory' });
});

test('inside means the folder itself or below it, not a longer name', () => {
  expect([isInside('/w', '/w'), isInside('/w', '/w/a'), isInside('/w', '/wa'), isInside('/', '/a')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
});

test('a changed target is translated to every link that leads to it', () => {
  const aliases = createAliases();
  aliases.set('agents/dir', '/w/shared', 'directory');
  aliases.set('agents/one.yaml', '/w/shared/a.yaml', 'file');
  expect(aliases.logicals('/w/shared/a.yaml').sort()).toEqual(['agents/dir/a.yaml', 'agents/one.yaml']);
  aliases.delete('agents/dir');
  expect(aliases.logicals('/w/shared/b.yaml')).toEqual([]);
});

test('links outside are problems until they are removed or retargeted', async () => {
  const outside = tempFolder();
  outside.write('secret.yaml', 's');
  try {
    await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/ok.yaml': 'ok' }, {}, (root) => {
      symlinkSync(`${outside.root}/secret.yaml`, `${root}/agents/out.yaml`);
      symlinkSync('/', `${root}/agents/everything`);
      symlinkSync('nowhere.yaml', `${root}/agents/broken.yaml`);
      symlinkSync('self.yaml', `${root}/agents/self.yaml`);
      symlinkSync('..', `${root}/agents/up`);
    });
    const problems = bench.inbox.messages.filter((message) => message.type === 'problem');
    expect(problems.map(({ path, code }) => `${code} ${path}`).sort()).toEqual([
      'LINK_BROKEN agents/broken.yaml',
      'LINK_LOOP agents/self.yaml',
      'LINK_LOOP agents/up',
      'LINK_OUTSIDE agents/everything',
      'LINK_OUTSIDE agents/out.yaml',
    ]);
    expect(changes(bench.inbox).sort()).toEqual(['add agents/a.yaml', 'add agents/ok.yaml']);
    expect((await bench.watcher.explain('agents/out.yaml')).why).toContain('outside the workspace');
    bench.inbox.clear();
    rmSync(bench.at('agents/up'));
    await bench.inbox.message('problem-cleared', ({ path }) => path === 'agents/up');
    rmSync(bench.at('agents/out.yaml'));
    symlinkSync('ok.yaml', bench.at('agents/out.yaml'));
    await bench.inbox.message('problem-cleared', ({ path }) => path === 'agents/out.yaml');
    expect(textOf(await bench.inbox.file('agents/out.yaml'))).toBe('ok');
    bench.write('agents/nowhere.yaml', 'here');
    await bench.watcher.rescan('asked');
    expect(textOf(await bench.inbox.file('agents/broken.yaml'))).toBe('here');
  } finally {
    outside.remove();
  }
});

test('folders that link to each other end as loops', async () => {
  await using bench = await openBench({ 'agents/x/a.yaml': 'a', 'agents/y/b.yaml': 'b' }, {}, (root) => {
    symlinkSync('../y', `${root}/agents/x/to-y`);
    symlinkSync('../x', `${root}/agents/y/to-x`);
  });
  expect(changes(bench.inbox)).toContain('add agents/x/to-y/b.yaml');
  expect(bench.inbox.messages.filter((message) => message.type === 'problem').map(({ code }) => code)).toEqual([
    'LINK_LOOP',
    'LINK_LOOP',
  ]);
});

test('a followed place outside is read through its link and its saves are seen', async () => {
  const outside = tempFolder();
  outside.write('lib/a.yaml', 'a');
  try {
    await using bench = await openBench({}, { follow: [outside.root] }, (root) => {
      execFileSync('mkdir', [`${root}/agents`]);
      symlinkSync(`${outside.root}/lib`, `${root}/agents/lib`);
    });
    expect(changes(bench.inbox)).toEqual(['add agents/lib/a.yaml']);
    outside.write('lib/a.yaml', 'a2');
    await bench.inbox.file('agents/lib/a.yaml', (file) => textOf(file) === 'a2');
    outside.write('lib/deep/er/b.yaml', 'b');
    await bench.inbox.file('agents/lib/deep/er/b.yaml');
    rmSync(bench.at('agents/lib'));
    await bench.inbox.file('agents/lib/deep/er/b.yaml', (file) => file.change === 'remove');
    await bench.inbox.file('agents/lib/a.yaml', (file) => file.change === 'remove');
  } finally {
    outside.remove();
  }
});

test.runIf(process.platform === 'linux')('a pipe or socket is never opened and is reported as not a file', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/gone.yaml': 'g' }, {}, (root) => {
    execFileSync('mkfifo', [`${root}/agents/pipe.yaml`]);
  });
  const pipe = await bench.inbox.file('agents/pipe.yaml');
  expect([pipe.problem?.code, pipe.hash, pipe.bytes]).toEqual(['NOT_A_FILE', null, null]);
  rmSync(bench.at('agents/gone.yaml'));
  execFileSync('mkfifo', [bench.at('agents/gone.yaml')]);
  await bench.inbox.file('agents/gone.yaml', (file) => file.problem?.code === 'NOT_A_FILE');
  const server = createServer().listen(bench.at('agents/socket.yaml'));
  await bench.inbox.file('agents/socket.yaml', (file) => file.problem?.code === 'NOT_A_FILE');
  server.close();
  rmSync(bench.at('agents/pipe.yaml'));
  writeFileSync(bench.at('agents/pipe.yaml'), 'a file now');
  await bench.inbox.file('agents/pipe.yaml', (file) => textOf(file) === 'a file now' && file.problem === null);
});

test('a file above the limit is reported without bytes, and with them once it is small', async () => {
  await using bench = await openBench({ 'agents/big.yaml': 'x'.repeat(2_000) }, { maxFileBytes: 1_000 });
  const big = await bench.inbox.file('agents/big.yaml');
  expect([big.problem?.code, big.bytes, big.hash, big.size]).toEqual(['TOO_BIG', null, null, 2_000]);
  bench.inbox.clear();
  bench.write('agents/big.yaml', 'small');
  const small = await bench.inbox.file('agents/big.yaml');
  expect([small.change, small.problem, textOf(small)]).toEqual(['update', null, 'small']);
});
