import { describe, expect, test } from 'vitest';
import { newPath } from '../../../../electron/core/hotswap/files.ts';
import { createHomes } from '../../../../electron/core/hotswap/homes.ts';
import { agentKind } from '../../../../electron/core/hotswap/kinds/agents.ts';
import { definitionName } from '../../../../electron/core/hotswap/kinds/names.ts';
import { kindOf, kinds } from '../../../../electron/core/hotswap/kinds/table.ts';
import { kindFact, splitDefinitionId, splitKnown } from '../../../../shared/definition-id.ts';

describe('the name of a definition', () => {
  test.each([
    ['agents/scout.yaml', 'scout'],
    ['agents/scout/scout.yaml', 'scout'],
    ['agents/scout.yml', 'scout'],
    ['agents/scout.json', 'scout'],
    ['agents/Scout.YAML', 'Scout'],
    ['agents/team/a.yaml', 'team/a'],
    ['agents/team/a/a.yaml', 'team/a'],
    ['agents/a/a/a.yaml', 'a/a'],
    ['agents/agents.yaml', 'agents'],
    ['agents/v1.2.yaml', 'v1.2'],
    ['agents/my agent.yaml', 'my agent'],
    ['agents/prompt.tmpl', null],
    ['agents/.yaml', null],
    ['agents/x/.yaml', null],
    ['models/scout.yaml', null],
    ['agentsx/scout.yaml', null],
    ['agents.yaml', null],
  ])('of %s is %s', (path, name) => expect(definitionName(agentKind, path)).toBe(name));
});

describe('a file beside a definition', () => {
  const paths = [
    'agents/scout.yaml',
    'agents/coder/coder.yaml',
    'agents/coder/sub/sub.yaml',
    'agents/team/a.yaml',
    'agents/team/deep/deep.yaml',
    'agents/agents.yaml',
  ];

  test.each([
    ['agents/coder/prompt/system.tmpl', 'agents/coder/coder.yaml'],
    ['agents/coder/extra.yaml', 'agents/coder/coder.yaml'],
    ['agents/coder/sub/sub.yaml', 'agents/coder/coder.yaml'],
    ['agents/team/deep/k.md', 'agents/team/deep/deep.yaml'],
    ['agents/coder/coder.yaml', null],
    ['agents/coder/coder.json', null],
    ['agents/scout.yaml', null],
    ['agents/scout.md', null],
    ['agents/team/a.yaml', null],
    ['agents/team/k.md', null],
    ['models/coder/x.md', null],
  ])('%s belongs to %s', (path, owner) => {
    const homes = createHomes();
    for (const one of paths) homes.add(agentKind, one);
    const isDefinition = definitionName(agentKind, path) !== null;
    expect(isDefinition ? homes.ownerOfDefinition(agentKind, path) : homes.ownerOfBeside(agentKind, path)).toBe(owner);
  });
});

describe('a path', () => {
  test.each([
    ['agents/team/a.yaml', 'agents', 'team/a'],
    ['models/a.yaml', 'models', 'a'],
    ['tools/x.json', 'tools', 'x'],
    ['tools/bundles.yaml', 'tools', 'bundles'],
    ['tools/bundles/x.yaml', 'tools/bundles', 'x'],
    ['tools/bundles/bundles.yaml', 'tools/bundles', 'bundles'],
    ['tools/bundles/x/x.yaml', 'tools/bundles', 'x'],
    ['tools/instructions/x.yaml', 'tools/instructions', 'x'],
    ['tools/x/x.json', 'tools', null],
    ['tools/x/y.json', 'tools', null],
    ['templates/a.yaml', 'templates', 'a'],
    ['templates/bundles.yaml', 'templates', 'bundles'],
    ['templates/bundles/bundles.yaml', 'templates/bundles', 'bundles'],
    ['extension/forge/lookups/team/a.yaml', 'extension/forge/lookups', 'team/a'],
    ['extensions/a.yaml', 'extensions', 'a'],
    ['config.yaml', 'workspace', 'config'],
    ['config.json', 'workspace', 'config'],
  ])('%s belongs to the kind %s under the name %s', (path, dir, name) => {
    const kind = kindOf(path);
    expect([kind?.dir, kind && definitionName(kind, path)]).toEqual([dir, name]);
    if (kind && name !== null) expect(splitDefinitionId(`${kind.dir}/${name}`)).toEqual({ kind: dir, name });
  });

  test.each([
    'agents.yaml',
    'workspace/config.yaml',
    'sub/config.yaml',
    'extension/x.yaml',
    'signalbox.yaml',
    'CONFIG.yaml',
  ])('%s belongs to no kind', (path) => expect(kindOf(path)).toBeNull());

  test('of every kind leads back to it: no two kinds share a directory, and ids alone tell them all', () => {
    expect(new Set(kinds.map((kind) => kind.dir)).size).toBe(kinds.length);
    for (const { dir } of kinds) expect(splitDefinitionId(`${dir}/a/b`)).toEqual({ kind: dir, name: 'a/b' });
    for (const { dir } of kinds) expect(kindFact(`${dir}/a`, dir)).toEqual({});
  });
});

describe('a new file', () => {
  const kind = (dir: string) => kinds.find((one) => one.dir === dir) ?? agentKind;

  test.each([
    ['agents', 'team/a', 'agents/team/a.yaml'],
    ['tools/bundles', 'bundles', 'tools/bundles/bundles.yaml'],
    ['tools', 'bundles', 'tools/bundles.yaml'],
    ['workspace', 'config', 'config.yaml'],
  ])('of the kind %s with the name %s is %s', (dir, name, file) => {
    expect(newPath(kind(dir), name, undefined, kinds)).toBe(file);
  });

  test.each([
    ['tools', 'team/a'],
    ['templates', 'bundles/a'],
    ['workspace', 'other'],
    ['agents', '../a'],
  ])('of the kind %s cannot have the name %s', (dir, name) => {
    expect(() => newPath(kind(dir), name, undefined, kinds)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT' }),
    );
  });
});

describe('the kind of an id', () => {
  test.each([
    ['agents/team/a', [], 'agents', 'team/a'],
    ['tools/bundles/x', [], 'tools/bundles', 'x'],
    ['tools/bundles', [], 'tools', 'bundles'],
    ['rules/eu/x', ['rules', 'rules/eu'], 'rules/eu', 'x'],
    ['rules/eu/x', ['rules/eu', 'rules'], 'rules/eu', 'x'],
  ])('%s with the kinds %j is %s', (id, known, dir, name) => {
    expect(splitDefinitionId(id, known)).toEqual({ kind: dir, name });
  });

  test('is told by an event where the id alone does not tell it', () => {
    expect(kindFact('rules/eu/x', 'rules/eu')).toEqual({ kind: 'rules/eu' });
    expect(splitKnown('rules/eu/x', 'rules/eu')).toEqual({ kind: 'rules/eu', name: 'x' });
    expect(splitKnown('rules/eu/x', undefined)).toEqual({ kind: 'rules', name: 'eu/x' });
    expect(splitKnown('agents/x', 'models')).toEqual({ kind: 'agents', name: 'x' });
  });
});
