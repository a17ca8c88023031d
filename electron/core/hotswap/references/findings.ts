import type { FieldPath } from '../../documents/types.ts';
import type { NamedReference } from '../kinds/kind.ts';
import type { FieldAt } from '../loader.ts';
import type { PlacedWarning } from '../types.ts';
import type { Claim, Facts, ReferenceIndex } from './reference-index.ts';

/** Something that is not as it should be in a definition that serves. Two findings with one id say the same. */
export interface Finding {
  readonly problemId: string;
  readonly level: 'error' | 'warning';
  readonly at: FieldAt;
  readonly says:
    | { readonly sort: 'reference'; readonly reference: NamedReference; readonly broken: string | null }
    | { readonly sort: 'alias'; readonly name: string; readonly other: Claim }
    | { readonly sort: 'warning'; readonly warning: PlacedWarning }
    | { readonly sort: 'more'; readonly count: number };
  readonly rule: string;
}

/** Findings of one definition that are told one by one; the rest is counted. */
const TOLD = 100;
/** Characters of a name that go into an id. */
const ID_CHARS = 120;

/** Everything to say about one definition, from its own facts and from what the others are called. */
export function findingsOf(
  id: string,
  facts: Facts,
  warnings: readonly PlacedWarning[],
  index: ReferenceIndex,
): Finding[] {
  const all = [
    ...referenceFindings(id, facts, index),
    ...aliasFindings(id, facts, index),
    ...warningFindings(id, warnings),
  ];
  const byId = new Map(all.map((finding) => [finding.problemId, finding]));
  const distinct = [...byId.values()];
  if (distinct.length <= TOLD) return distinct;
  const count = distinct.length - TOLD;
  const more: Finding = {
    problemId: `more-problems:${id}:${count}`,
    rule: 'more-problems',
    level: distinct.slice(TOLD).some(({ level }) => level === 'error') ? 'error' : 'warning',
    at: { path: [], keys: 'source', of: 'value' },
    says: { sort: 'more', count },
  };
  return [...distinct.slice(0, TOLD), more];
}

function referenceFindings(id: string, facts: Facts, index: ReferenceIndex): Finding[] {
  return facts.references.flatMap((reference): Finding[] => {
    const resolved = index.resolve(reference);
    if (resolved.found !== null) return [];
    const { broken } = resolved;
    const rule =
      broken !== null ? 'unloaded-reference' : isDefault(reference.field) ? 'default-missing' : 'unknown-reference';
    return [
      {
        problemId: idOf(rule, id, reference.field, reference.name),
        rule,
        level: reference.loose && broken === null ? 'warning' : 'error',
        at: { path: reference.field, keys: 'canonical', of: 'value' },
        says: { sort: 'reference', reference, broken },
      },
    ];
  });
}

/** `default.model` of the settings: what serves when nobody chose. */
function isDefault(field: FieldPath): boolean {
  return field[0] === 'default' && field.length === 2;
}

function aliasFindings(id: string, facts: Facts, index: ReferenceIndex): Finding[] {
  return facts.aliases.flatMap(({ name, field }): Finding[] => {
    if (name === facts.name) return [];
    const claims = index.claimants(facts.kind, name).filter((claim) => claim.by !== 'offer');
    const other = claims.find((claim) => claim.id !== id);
    if (!other) return [];
    const rule = other.by === 'name' ? 'alias-conflict' : 'ambiguous-alias';
    return [
      {
        problemId: idOf(rule, id, field, `${name}:${other.id}`),
        rule,
        level: 'error',
        at: { path: field, keys: 'canonical', of: 'value' },
        says: { sort: 'alias', name, other },
      },
    ];
  });
}

const WARNING_RULES: Readonly<Record<string, string>> = {
  YAML11: 'yaml-1.1',
  UNKNOWN_KEY: 'unknown-key',
  IGNORED: 'ignored-key',
};

function warningFindings(id: string, warnings: readonly PlacedWarning[]): Finding[] {
  return warnings.map((warning) => {
    const rule = WARNING_RULES[warning.code] ?? warning.code.toLowerCase().replaceAll('_', '-');
    return {
      problemId: idOf(rule, id, warning.field, null),
      rule,
      level: 'warning',
      at: { path: warning.field, keys: 'source', of: warning.code === 'YAML11' ? 'value' : 'key' },
      says: { sort: 'warning', warning },
    };
  });
}

function idOf(rule: string, id: string, field: FieldPath, name: string | null): string {
  const parts = [rule, id, field.join('.'), ...(name === null ? [] : [name])];
  return parts.map((part) => part.slice(0, ID_CHARS)).join(':');
}
