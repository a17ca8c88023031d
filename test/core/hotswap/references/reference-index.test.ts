import { describe, expect, it } from 'vitest';
import {
  createReferenceIndex,
  type Facts,
  type ReferenceIndex,
} from '../../../../electron/core/hotswap/references/reference-index.ts';

const KINDS = ['agents', 'models', 'tools'] as const;
const NAMES = ['a', 'b', 'c', 'd', 'e'];

const facts = (kind: string, name: string, more: Partial<Facts> = {}): Facts => ({
  kind,
  name,
  serves: true,
  aliases: [],
  offers: [],
  references: [],
  ...more,
});
const alias = (name: string) => ({ field: ['id'], name });
const names = (kinds: readonly string[], name: string, ...also: string[]) => ({
  field: ['model'],
  kinds,
  name,
  ...(also.length > 0 ? { also } : {}),
});

describe('the index of names and references', () => {
  it('finds a name, and says who names it', () => {
    const index = createReferenceIndex();
    index.set('models/fast', facts('models', 'fast'));
    index.set('agents/scout', facts('agents', 'scout', { references: [names(['models'], 'fast')] }));
    expect(index.resolve(names(['models'], 'fast'))).toEqual({ found: 'models/fast', by: 'name' });
    expect(index.usedBy('models/fast').map((user) => user.id)).toEqual(['agents/scout']);
    expect(index.usedBy('agents/scout')).toEqual([]);
  });

  it('says who looks for a name that nothing has', () => {
    const index = createReferenceIndex();
    index.set('agents/scout', facts('agents', 'scout', { references: [names(['models'], 'slow')] }));
    expect(index.usedBy('models/slow').map((user) => user.id)).toEqual(['agents/scout']);
  });

  it('answers who is affected by a change: itself, those that name what came or went, and rivals for a name', () => {
    const index = createReferenceIndex();
    index.set('agents/one', facts('agents', 'one', { references: [names(['models'], 'fast')] }));
    index.set('agents/two', facts('agents', 'two', { references: [names(['models'], 'other')] }));
    expect([...index.set('models/fast', facts('models', 'fast'))].sort()).toEqual(['agents/one', 'models/fast']);
    expect([...index.set('models/fast', facts('models', 'fast'))]).toEqual(['models/fast']);
    expect([...index.set('models/x', facts('models', 'x', { aliases: [alias('fast')] }))].sort()).toEqual([
      'agents/one',
      'models/fast',
      'models/x',
    ]);
    expect([...index.set('models/fast', null)].sort()).toEqual(['agents/one', 'models/fast', 'models/x']);
  });

  it('a name wins over an alias whichever comes first, and the alias takes over when the name goes', () => {
    const index = createReferenceIndex();
    index.set('models/x', facts('models', 'x', { aliases: [alias('fast')] }));
    index.set('models/fast', facts('models', 'fast'));
    expect(index.resolve(names(['models'], 'fast'))).toEqual({ found: 'models/fast', by: 'name' });
    index.set('models/fast', null);
    expect(index.resolve(names(['models'], 'fast'))).toEqual({ found: 'models/x', by: 'alias' });
  });

  it('drops an alias with its definition: a look-up by the id inside a deleted file finds nothing', () => {
    const index = createReferenceIndex();
    index.set('models/x', facts('models', 'x', { aliases: [alias('openai-fast')] }));
    index.set('models/x', null);
    expect(index.resolve(names(['models'], 'openai-fast'))).toEqual({ found: null, broken: null });
  });

  it('tells a name that nothing has from one whose definition serves nothing', () => {
    const index = createReferenceIndex();
    index.set('agents/one', facts('agents', 'one', { references: [names(['models'], 'fast')] }));
    const affected = index.set('models/fast', facts('models', 'fast', { serves: false }));
    expect([...affected].sort()).toEqual(['agents/one', 'models/fast']);
    expect(index.resolve(names(['models'], 'fast'))).toEqual({ found: null, broken: 'models/fast' });
    expect([...index.set('models/fast', null)].sort()).toEqual(['agents/one', 'models/fast']);
    expect(index.resolve(names(['models'], 'fast'))).toEqual({ found: null, broken: null });
  });

  it('takes the first kind that holds the name, and another spelling when the first is unknown', () => {
    const index = createReferenceIndex();
    index.set('mcp/github', facts('mcp', 'github'));
    expect(index.resolve(names(['tools', 'mcp'], 'github'))).toMatchObject({ found: 'mcp/github' });
    index.set('tools/github', facts('tools', 'github'));
    expect(index.resolve(names(['tools', 'mcp'], 'github'))).toMatchObject({ found: 'tools/github' });
    expect(index.resolve(names(['tools', 'mcp'], 'github/search', 'github'))).toMatchObject({ found: 'tools/github' });
  });

  it('forgets everything of what is gone', () => {
    const index = createReferenceIndex();
    index.set('agents/one', facts('agents', 'one', { references: [names(['models'], 'm')], aliases: [alias('uno')] }));
    index.set('agents/one', null);
    expect(index.size).toBe(0);
    expect([...index.namesOf(['agents', 'models'])]).toEqual([]);
    expect([...index.set('models/m', facts('models', 'm'))]).toEqual(['models/m']);
  });
});

/** The same answers by looking at everything: what the index must agree with. */
function naive(all: ReadonlyMap<string, Facts>, since: ReadonlyMap<string, number>, wanted: string, kind: string) {
  const claims = [...all].flatMap(([id, one]) => {
    if (one.serves && one.kind === kind && one.name === wanted) return [{ id, rank: 0, order: 0 }];
    if (one.kind === kind && one.aliases.some((each) => each.name === wanted))
      return [{ id, rank: 1, order: since.get(`${id} ${kind}/${wanted}`) ?? 0 }];
    return [];
  });
  return claims.sort((a, b) => a.rank - b.rank || a.order - b.order)[0]?.id ?? null;
}

function everything(index: ReferenceIndex, ids: Iterable<string>) {
  return [...ids].map((id) => {
    const own = index.facts(id);
    return [
      id,
      own?.references.map((reference) => index.resolve(reference)),
      own?.aliases.map(({ name }) => index.claimants(own.kind, name).map((claim) => `${claim.by} ${claim.id}`)),
    ] as const;
  });
}

/** A small generator of numbers from a seed, so that a run that fails can be repeated. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe('after any sequence of changes', () => {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));

  it(`the index says what looking at everything says, and names all that a change can affect (seed ${seed})`, () => {
    const roll = dice(seed);
    const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
    const index = createReferenceIndex();
    const all = new Map<string, Facts>();
    const since = new Map<string, number>();
    for (let step = 1; step <= 3_000; step += 1) {
      const kind = pick(KINDS);
      const name = pick(NAMES);
      const id = `${kind}/${name}`;
      const next =
        roll(4) === 0
          ? null
          : roll(8) === 0
            ? facts(kind, name, { serves: false })
            : facts(kind, name, {
                aliases: Array.from({ length: roll(3) }, () => alias(pick(NAMES))),
                references: Array.from({ length: roll(3) }, () =>
                  names(roll(2) === 0 ? [pick(KINDS)] : ['tools', 'models'], pick(NAMES)),
                ),
              });
      const before = new Map(everything(index, all.keys()).map(([one, ...rest]) => [one, JSON.stringify(rest)]));
      // An alias counts from when it was first claimed without a break; the name of the definition is none.
      const claimed = new Set(next?.aliases.map((each) => each.name).filter((each) => each !== name));
      for (const each of NAMES) {
        const key = `${id} ${kind}/${each}`;
        if (!claimed.has(each)) since.delete(key);
        else if (!since.has(key)) since.set(key, step);
      }
      const affected = index.set(id, next);
      if (next) all.set(id, next);
      else all.delete(id);

      for (const own of all.values()) {
        for (const reference of own.references) {
          const found = reference.kinds
            .map((one) => naive(all, since, reference.name, one))
            .find((one) => one !== null);
          expect(index.resolve(reference).found, `step ${step}`).toBe(found ?? null);
        }
      }
      for (const one of all.keys()) {
        const users = [...all].flatMap(([user, { references }]) =>
          references
            .filter((reference) => all.get(one)?.serves && index.resolve(reference).found === one)
            .map(() => user),
        );
        if (all.get(one)?.serves)
          expect(
            index
              .usedBy(one)
              .map((user) => user.id)
              .sort(),
          ).toEqual(users.sort());
      }
      for (const [one, ...rest] of everything(index, all.keys())) {
        const told = before.get(one);
        if (told !== undefined && told !== JSON.stringify(rest)) expect(affected, `step ${step}`).toContain(one);
      }
    }
  });
});
