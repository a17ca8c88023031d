import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../../electron/core/hotswap/kinds/table.ts';
import { tempFolder } from '../../../helpers/temp.ts';
import { startHost } from '../../../helpers/workspace.ts';

const FIXTURE = path.resolve(import.meta.dirname, '../../../fixtures/agently');

/** Files of the fixture that must not load, and why; every other definition of it must. */
const REFUSED: Readonly<Record<string, readonly [words: string, line: number]>> = {
  'agents/legacy.yaml': ['`tool` expected a list, got a map', 4],
  'mcp/nowhere.yaml': ['needs `command`', 3],
  'oauth/foreign.json': ['encrypted by another program', 1],
  'tools/broken.json': ['takes `word`, which `args` does not declare', 4],
};

/** Files that lie beside a definition. */
const BESIDE = /\.(?:tmpl|vm|md)$|^agents\/coder\/knowledge\/example\.yaml$/;

const files = readdirSync(FIXTURE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.relative(FIXTURE, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
  .sort();

describe('a workspace as the reference makes it', () => {
  it('has every file loaded, or refused for a true reason', async () => {
    const root = tempFolder('agently');
    cpSync(FIXTURE, root, { recursive: true });
    const host = await startHost({ root });
    const { definitions } = await host.snapshot();
    const byPath = new Map(Object.values(definitions).map((definition) => [definition.path, definition]));
    const expected = files.filter((file) => !BESIDE.test(file));
    expect([...byPath.keys()].sort()).toEqual(expected);
    for (const [file, { state, kind, error }] of byPath) {
      const [words, line] = REFUSED[file] ?? [null, null];
      expect([file, kind, state]).toEqual([file, kindOf(file)?.dir, words === null ? 'ok' : 'refused']);
      if (words === null) expect([file, error]).toEqual([file, null]);
      else expect(error).toMatchObject({ message: expect.stringContaining(words), at: { path: file, line } });
    }
  });

  it('names its definitions by their files, in kinds of any depth', async () => {
    const root = tempFolder('agently');
    cpSync(FIXTURE, root, { recursive: true });
    const host = await startHost({ root });
    const { definitions, counts } = await host.snapshot();
    for (const id of [
      'workspace/config',
      'agents/coder',
      'tools/devbox',
      'tools/bundles/system_os',
      'skills/release-notes',
    ])
      expect([id, definitions[id]?.state]).toEqual([id, 'ok']);
    expect(definitions['extension/forge/lookups/region']).toMatchObject({
      kind: 'extension/forge/lookups',
      name: 'region',
    });
    expect(counts.kinds['models']).toMatchObject({ total: 7, faulty: 0 });
    expect(counts.kinds['tools/bundles']).toMatchObject({ total: 2 });
    host.write('tools/bundles/new.yaml', 'id: n\n');
    host.write('config.yaml', 'default: { model: openai_o3 }\n');
    await host.until((snapshot) => snapshot.definitions['tools/bundles/new']?.kind === 'tools/bundles');
    const event = await host.untilEvent(
      (one) => one.subject === 'definition:workspace/config' && one.body.version === 2,
    );
    expect(event).toMatchObject({ type: 'definition.reloaded', body: { rule: 'workspace', path: 'config.yaml' } });
    host.write('agents/coder/knowledge/example.yaml', 'kind: changed\n');
    const again = await host.untilEvent((one) => one.type === 'definition.reloaded' && one.body.beside !== undefined);
    expect(again.subject).toBe('definition:agents/coder');
  });
});
