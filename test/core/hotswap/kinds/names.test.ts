import { describe, expect, test } from 'vitest';
import { createHomes } from '../../../../electron/core/hotswap/homes.ts';
import { agentKind } from '../../../../electron/core/hotswap/kinds/agents.ts';
import { definitionName } from '../../../../electron/core/hotswap/kinds/names.ts';
import { kindOf, kinds } from '../../../../electron/core/hotswap/kinds/table.ts';

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

test('a path finds its kind by its directory', () => {
  expect(kindOf('agents/team/a.yaml')?.dir).toBe('agents');
  expect(kindOf('models/a.yaml')?.dir).toBe('models');
  expect(kindOf('config.yaml')).toBeNull();
  expect(new Set(kinds.map((kind) => kind.dir)).size).toBe(kinds.length);
});
