import { z } from 'zod';
import { freeMap, name, text } from './fields.ts';
import { definitionExtensions, type Kind } from './kind.ts';
import { lowerCase } from './lower-case.ts';

const source = z.looseObject({
  source: text.optional(),
  dataSourceRef: text.optional(),
  selectors: freeMap.optional(),
  uniqueKey: z.array(z.union([text.transform((field) => ({ field })), freeMap])).optional(),
});

const feedSchema = z.looseObject({
  id: name.optional().meta({ example: 'my-feed' }),
  name: text.optional(),
  title: text.optional(),
  description: text.optional(),
  priority: z.number().default(0),
  match: z
    .looseObject({ service: text.default(''), method: text.default('') })
    .prefault({})
    .meta({ example: '{ service: system/exec, method: execute }' }),
  activation: z
    .looseObject({
      kind: z.preprocess(lowerCase, z.enum(['history', 'tool_call'])).optional(),
      scope: z.preprocess(lowerCase, z.enum(['last', 'all'])).optional(),
      service: text.optional(),
      method: text.optional(),
      args: freeMap.optional(),
    })
    .optional(),
  dataSource: z
    .record(z.string(), source)
    .optional()
    .meta({ aliases: ['dataSources'] }),
  ui: z.union([freeMap, z.array(freeMap)]).optional(),
});

/** What a feed is asked for by: the part of its value that a look-up needs. */
export interface FeedMatch {
  readonly priority: number;
  readonly match: { readonly service: string; readonly method: string };
}

/** Feeds of tool output: `feeds/<name>.yaml`. */
export const feedKind: Kind = feedsIn('feeds');

/** The older name of the same: `extensions/<name>.yaml`. */
export const extensionKind: Kind = feedsIn('extensions');

function feedsIn(dir: string): Kind {
  return {
    dir,
    extensions: definitionExtensions,
    schema: feedSchema,
    idOf: (value) => (typeof value['id'] === 'string' ? value['id'] : undefined),
    template: (id) =>
      `id: ${JSON.stringify(id)}\ntitle: ""\nmatch:\n  service: ""\n  method: ""\nactivation:\n  kind: history\n  scope: last\n`,
  };
}

/**
 * The feeds that take the output of a tool, best first. An empty or `*` service or method takes anything; the feed that
 * names more of the two goes first, then the higher priority, then the name.
 */
export function feedsFor<T extends FeedMatch>(
  feeds: readonly { readonly name: string; readonly value: T }[],
  service: string,
  method: string,
): { readonly name: string; readonly value: T }[] {
  return feeds
    .filter(({ value: { match } }) => takes(match.service, service) && takes(match.method, method))
    .sort(
      (one, other) =>
        exactness(other.value) - exactness(one.value) ||
        other.value.priority - one.value.priority ||
        (one.name < other.name ? -1 : one.name > other.name ? 1 : 0),
    );
}

function takes(wanted: string, given: string): boolean {
  return isAny(wanted) || wanted === given;
}

function isAny(wanted: string): boolean {
  return wanted === '' || wanted === '*';
}

function exactness({ match }: FeedMatch): number {
  return Number(!isAny(match.service)) + Number(!isAny(match.method));
}
