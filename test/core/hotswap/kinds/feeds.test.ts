import { afterAll, describe, expect, test } from 'vitest';
import { openParser } from '../../../../electron/core/documents/parser.ts';
import { extensionKind, feedKind, feedsFor } from '../../../../electron/core/hotswap/kinds/feeds.ts';
import { loaded, refused } from './load.ts';

const parser = openParser();
afterAll(() => parser.close());

const feed = (name: string, service = '', method = '', priority = 0) => ({
  name,
  value: { priority, match: { service, method } },
});

describe.each([feedKind, extensionKind])('a feed in $dir', (kind) => {
  test('is read with every field', async () => {
    const text = `id: plan
title: Plan
priority: 5
match: { service: orchestration, method: updatePlan }
activation: { kind: Tool_Call, scope: ALL, service: s, method: m, args: { a: 1 } }
dataSource:
  info: { source: output }
  detail: { dataSourceRef: info, selectors: { data: plan }, uniqueKey: [{ field: step }, id] }
ui: { title: Plan, containers: [] }
`;
    const { value, warnings } = await loaded(kind, text, parser);
    expect(warnings).toEqual([]);
    expect(value).toMatchObject({
      activation: { kind: 'tool_call', scope: 'all' },
      dataSource: { detail: { dataSourceRef: 'info', uniqueKey: [{ field: 'step' }, { field: 'id' }] } },
    });
  });

  test('matches everything by default', async () => {
    expect((await loaded(kind, 'id: x\n', parser)).value).toEqual({
      id: 'x',
      priority: 0,
      match: { service: '', method: '' },
    });
  });

  test.each([
    ['priority: high\n', '`priority` expected a number', 1, 11],
    ['activation:\n  kind: never\n', 'expected history or tool_call', 2, 9],
    ['activation: {scope: some}\n', 'expected last or all', 1, 21],
    ['dataSource: [a]\n', '`dataSource` expected a map', 1, 13],
    ['match: x\n', '`match` expected a map', 1, 8],
    ['ui: x\n', '`ui` expected a map (key: value lines) or a list', 1, 5],
  ])('%j is refused', async (text, message, line, column) => {
    expect(await refused(kind, text, parser)).toMatchObject({
      message: expect.stringContaining(message),
      at: { line, column },
    });
  });
});

describe('the feeds for a tool', () => {
  test('are those that match: empty and * take anything', () => {
    const feeds = [
      feed('any'),
      feed('star', '*', '*'),
      feed('other', 's2'),
      feed('method', '', 'm'),
      feed('wrong', 's', 'x'),
    ];
    expect(feedsFor(feeds, 's', 'm').map(({ name }) => name)).toEqual(['method', 'any', 'star']);
  });

  test('come with the more exact first, then the higher priority, then by name', () => {
    const feeds = [
      feed('b', 's'),
      feed('a', 's'),
      feed('z', '', 'm', 9),
      feed('any', '', '', 100),
      feed('both', 's', 'm', -5),
    ];
    expect(feedsFor(feeds, 's', 'm').map(({ name }) => name)).toEqual(['both', 'z', 'a', 'b', 'any']);
  });
});
