import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHost } from '../../helpers/workspace.ts';

const GOOD = 'name: good\ndescription: first\n';
const deep = (levels: number) => `name: deep\nx: ${'['.repeat(levels)}${']'.repeat(levels)}\n`;
const bomb = `name: bomb\na: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n`;

/** What is written over a good definition, and what must be said of it. */
const TABLE: readonly (readonly [what: string, bytes: string | Buffer, code: string, line: number, column?: number])[] =
  [
    ['a YAML syntax error', 'name: x\ndescription: [one\n', 'SYNTAX', 2],
    ['a wrong type', 'name: x\ntemperature: hot\n', 'SCHEMA', 2, 14],
    ['a duplicate key', 'name: x\nname: y\n', 'DUPLICATE_KEY', 2, 1],
    ['a key that differs by case only', 'name: x\nNAME: y\n', 'DUPLICATE_KEY', 2, 1],
    ['a tab as indentation', 'name: x\npersona:\n\trole: y\n', 'SYNTAX', 3, 1],
    ['a NUL byte', 'name: x\ndescription: a\0b\n', 'NOT_UTF8', 2],
    ['bytes that are no UTF-8', Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0x0a]), 'NOT_UTF8', 1],
    ['nothing', '', 'EMPTY', 1],
    ['comments only', '# one\n# two\n', 'EMPTY', 1],
    ['several documents', 'name: x\n---\nname: y\n', 'MULTI_DOCUMENT', 2],
    ['200 levels', deep(200), 'TOO_DEEP', 2],
    ['an alias bomb', bomb, 'ALIAS_LIMIT', 3],
    ['a reference to itself', 'name: x\na: &a\n  b: *a\n', 'ALIAS_LIMIT', 3],
    ['__proto__', 'name: x\n__proto__:\n  polluted: true\n', 'UNSAFE_KEY', 2, 1],
    ['a list where a map is needed', '- one\n- two\n', 'SCHEMA', 1],
  ];

describe('bad input', () => {
  it.each(TABLE)(
    '%s: code, message, file, line, column and hint; the last good keeps serving',
    async (_what, bytes, code, line, column) => {
      const host = await startHost({ files: { 'agents/x.yaml': GOOD, 'agents/other.yaml': GOOD } });
      host.write('agents/x.yaml', bytes as string | Buffer);
      const snapshot = await host.until((one) => one.definitions['agents/x']?.state === 'refused');
      const { error, loaded } = snapshot.definitions['agents/x']!;
      expect(error).toMatchObject({ code, at: { path: 'agents/x.yaml', line } });
      if (column !== undefined) expect(error?.at?.column).toBe(column);
      expect(error?.at?.column).toBeGreaterThan(0);
      expect(error?.message.length).toBeGreaterThan(10);
      expect(error?.hint.length).toBeGreaterThan(5);
      expect(loaded?.version).toBe(1);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      host.write('agents/other.yaml', `${GOOD}# still alive\n`);
      await host.until((one) => one.definitions['agents/other']?.loaded?.version === 2);
      host.write('agents/x.yaml', GOOD);
      await host.until((one) => one.definitions['agents/x']?.state === 'ok');
    },
  );

  it('JSON: a syntax error has a line and a column, and good JSON is loaded', async () => {
    const host = await startHost({ files: { 'agents/x.json': '{"name": "x"}' } });
    host.write('agents/x.json', '{\n  "name": "x",\n  "a": ,\n}\n');
    const snapshot = await host.until((one) => one.definitions['agents/x']?.state === 'refused');
    expect(snapshot.definitions['agents/x']?.error).toMatchObject({ code: 'SYNTAX', at: { line: 3, column: 8 } });
  });

  it('a byte-order mark and CRLF are read like any other file', async () => {
    const host = await startHost({
      files: { 'agents/bom.yaml': '\ufeffname: bom\n', 'agents/crlf.yaml': 'name: crlf\r\ndescription: x\r\n' },
    });
    const { definitions } = await host.snapshot();
    expect([definitions['agents/bom']?.state, definitions['agents/crlf']?.state]).toEqual(['ok', 'ok']);
  });

  it('50 MB is refused by its size alone', async () => {
    const host = await startHost({ files: { 'agents/x.yaml': GOOD } });
    writeFileSync(path.join(host.root, 'agents/big.yaml'), 'name: big\n');
    truncateSync(path.join(host.root, 'agents/big.yaml'), 50 * 2 ** 20);
    const snapshot = await host.until((one) => one.definitions['agents/big']?.error?.code === 'TOO_BIG');
    expect(snapshot.definitions['agents/big']?.error).toMatchObject({
      at: { path: 'agents/big.yaml' },
      hint: expect.stringContaining('4 MiB'),
    });
  });

  it('names with spaces, quotes, newlines, emoji and a leading dash are names like any other', async () => {
    const names = ['with space', `quo'te"s`, 'new\nline', '🚦 signal', '-dash', 'ünïcode', '$(touch x)'];
    const host = await startHost({ files: Object.fromEntries(names.map((name) => [`agents/${name}.yaml`, GOOD])) });
    const { definitions } = await host.snapshot();
    for (const name of names)
      expect(definitions[`agents/${name}`], name).toMatchObject({ state: 'ok', loaded: { version: 1 } });
    await host.call('definition.save', {
      id: 'agents/new\nline',
      text: `${GOOD}# more\n`,
      expectedHash: definitions['agents/new\nline']!.disk!.hash!,
    });
    expect((await host.snapshot()).definitions['agents/new\nline']?.loaded?.version).toBe(2);
  });

  it('a file replaced by a directory and back, a link to / and a link that leads to itself', async () => {
    const host = await startHost({ files: { 'agents/x.yaml': GOOD } });
    const file = path.join(host.root, 'agents/x.yaml');
    unlinkSync(file);
    mkdirSync(file);
    await host.until((one) => !one.definitions['agents/x']?.loaded);
    rmSync(file, { recursive: true });
    writeFileSync(file, GOOD);
    symlinkSync('/', path.join(host.root, 'agents/all'));
    symlinkSync('loop.yaml', path.join(host.root, 'agents/loop.yaml'));
    symlinkSync('.', path.join(host.root, 'agents/self'));
    const snapshot = await host.until(
      (one) => one.definitions['agents/x']?.state === 'ok' && Object.keys(one.problems).length >= 2,
    );
    expect(Object.keys(snapshot.definitions).filter((id) => snapshot.definitions[id]?.state !== 'removed')).toEqual([
      'agents/x',
    ]);
    expect(Object.values(snapshot.problems).map((one) => one.path)).toEqual(
      expect.arrayContaining(['agents/all', 'agents/loop.yaml']),
    );
  });

  it('a file without the right to read it is refused as unreadable, and the last good keeps serving', () => {
    const script = path.resolve(import.meta.dirname, '../../fixtures/hotswap/unreadable.ts');
    const args = ['--reuid', '65534', '--regid', '65534', '--clear-groups', process.execPath, script];
    const [program, rest] = process.getuid?.() === 0 ? ['setpriv', args] : [process.execPath, [script]];
    const said = JSON.parse(
      execFileSync(program!, rest as string[], { encoding: 'utf8', env: { PATH: process.env['PATH'] } }),
    );
    expect(said).toMatchObject({
      state: 'refused',
      version: 1,
      error: { code: 'UNREADABLE', at: { path: 'agents/x.yaml' } },
      after: 'ok',
    });
    expect(said.error.hint).toContain('right');
  });
});
