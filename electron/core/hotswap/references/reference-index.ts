import type { NamedReference, OfferedName } from '../kinds/kind.ts';
import type { Alias } from '../types.ts';

/** What the index knows of one definition. One that serves nothing has no aliases, offers and references. */
export interface Facts {
  /** The kind's directory. */
  readonly kind: string;
  readonly name: string;
  /** False for a definition whose file was never good: it is there, and serves nothing. */
  readonly serves: boolean;
  readonly aliases: readonly Alias[];
  readonly offers: readonly OfferedName[];
  readonly references: readonly NamedReference[];
}

/** Where a name leads. */
export type Resolved =
  | { readonly found: string; readonly by: 'name' | 'alias' | 'offer' }
  /** A definition of that name is there, and serves nothing. */
  | { readonly found: null; readonly broken: string | null };

/** Names, aliases and references of all definitions, kept in both directions. Every step costs what it touches. */
export interface ReferenceIndex {
  /** Puts the facts of a definition in place, or takes it out; answers the ids whose findings may differ now. */
  set(id: string, facts: Facts | null): Set<string>;
  facts(id: string): Facts | undefined;
  resolve(reference: Pick<NamedReference, 'kinds' | 'name' | 'also'>): Resolved;
  /** Who names a definition that serves, or, for one that does not, who looks for its name and finds nothing. */
  usedBy(id: string): { readonly id: string; readonly reference: NamedReference }[];
  /** Who carries a name: the definition of that name first, then those that call themselves so, in the order they came. */
  claimants(kind: string, name: string): readonly Claim[];
  /** Every name, alias and offer of some kinds. */
  namesOf(kinds: readonly string[]): Iterable<string>;
  readonly size: number;
}

/** One definition's hold on a name. */
export interface Claim {
  readonly id: string;
  readonly by: 'name' | 'alias' | 'offer';
}

const ORDER: readonly Claim['by'][] = ['name', 'alias', 'offer'];

/** An empty index. */
export function createReferenceIndex(): ReferenceIndex {
  const known = new Map<string, Facts>();
  /** By kind, then by name. */
  const claims = new Map<string, Map<string, Claim[]>>();
  const broken = new Map<string, string>();
  const seekers = new Map<string, Set<string>>();

  function claimsOf(facts: Facts, id: string): Map<string, { kind: string; name: string; claim: Claim }> {
    const result = new Map<string, { kind: string; name: string; claim: Claim }>();
    const add = (kind: string, name: string, by: Claim['by']) => {
      const key = keyOf(kind, name);
      if (!result.has(key)) result.set(key, { kind, name, claim: { id, by } });
    };
    if (facts.serves) add(facts.kind, facts.name, 'name');
    for (const { name } of facts.aliases) add(facts.kind, name, 'alias');
    for (const { kind, name } of facts.offers) add(kind, name, 'offer');
    return result;
  }

  function put(kind: string, name: string, claim: Claim): void {
    const names = claims.get(kind) ?? new Map<string, Claim[]>();
    claims.set(kind, names);
    const held = names.get(name);
    if (!held) names.set(name, [claim]);
    // The sort is stable: among equals, the first to come stays first.
    else held.splice(0, held.length, ...[...held, claim].sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by)));
  }

  function drop(kind: string, name: string, id: string): void {
    const names = claims.get(kind);
    const left = names?.get(name)?.filter((claim) => claim.id !== id) ?? [];
    if (left.length > 0) names?.set(name, left);
    else names?.delete(name);
  }

  function touch(affected: Set<string>, kind: string, name: string): void {
    for (const seeker of seekers.get(keyOf(kind, name)) ?? []) affected.add(seeker);
    for (const claim of claimants(kind, name)) affected.add(claim.id);
  }

  const claimants = (kind: string, name: string): readonly Claim[] => claims.get(kind)?.get(name) ?? [];

  function resolve({ kinds, name, also }: Pick<NamedReference, 'kinds' | 'name' | 'also'>): Resolved {
    let dead: string | null = null;
    for (const wanted of also ? [name, ...also] : [name]) {
      for (const kind of kinds) {
        const first = claimants(kind, wanted)[0];
        if (first) return { found: first.id, by: first.by };
        dead ??= broken.get(keyOf(kind, wanted)) ?? null;
      }
    }
    return { found: null, broken: dead };
  }

  return {
    set(id, facts) {
      const before = known.get(id);
      const affected = new Set<string>();
      if (before || facts) affected.add(id);
      if (before) for (const key of wantedBy(before)) removeFrom(seekers, key, id);
      if (facts) for (const key of wantedBy(facts)) addTo(seekers, key, id);
      const old = before ? claimsOf(before, id) : new Map<string, never>();
      const next = facts ? claimsOf(facts, id) : new Map<string, never>();
      for (const [key, { kind, name, claim }] of old) {
        if (next.get(key)?.claim.by === claim.by) continue;
        drop(kind, name, id);
        touch(affected, kind, name);
      }
      for (const [key, { kind, name, claim }] of next) {
        if (old.get(key)?.claim.by === claim.by) continue;
        put(kind, name, claim);
        touch(affected, kind, name);
      }
      const own = facts ?? before;
      if (own) {
        const key = keyOf(own.kind, own.name);
        const wasBroken = broken.has(key);
        if (facts && !facts.serves) broken.set(key, id);
        else broken.delete(key);
        if (wasBroken !== broken.has(key)) touch(affected, own.kind, own.name);
      }
      if (facts) known.set(id, facts);
      else known.delete(id);
      return affected;
    },
    facts: (id) => known.get(id),
    resolve,
    usedBy(id) {
      const facts = known.get(id);
      const users = new Set<string>();
      for (const key of facts?.serves ? claimsOf(facts, id).keys() : [id])
        for (const user of seekers.get(key) ?? []) users.add(user);
      const result: { id: string; reference: NamedReference }[] = [];
      for (const user of users) {
        for (const reference of known.get(user)?.references ?? []) {
          const resolved = resolve(reference);
          const meant = facts?.serves ? resolved.found === id : resolved.found === null && namesId(reference, id);
          if (meant) result.push({ id: user, reference });
        }
      }
      return result;
    },
    claimants,
    *namesOf(kinds) {
      for (const kind of kinds) yield* claims.get(kind)?.keys() ?? [];
    },
    get size() {
      return known.size;
    },
  };
}

/** The ids that a reference may mean, in the order they are tried. */
export function idsOf({ kinds, name, also = [] }: Pick<NamedReference, 'kinds' | 'name' | 'also'>): string[] {
  return [name, ...also].flatMap((wanted) => kinds.map((kind) => `${kind}/${wanted}`));
}

function namesId(reference: NamedReference, id: string): boolean {
  return idsOf(reference).includes(id);
}

function* wantedBy(facts: Facts): Generator<string> {
  for (const { kinds, name, also = [] } of facts.references)
    for (const wanted of [name, ...also]) for (const kind of kinds) yield keyOf(kind, wanted);
}

/** A name within a kind is written as the id of the definition that would have it. */
function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}

function addTo(map: Map<string, Set<string>>, key: string, id: string): void {
  const set = map.get(key);
  if (set) set.add(id);
  else map.set(key, new Set([id]));
}

function removeFrom(map: Map<string, Set<string>>, key: string, id: string): void {
  const set = map.get(key);
  if (!set?.delete(id)) return;
  if (set.size === 0) map.delete(key);
}
