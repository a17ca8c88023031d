import type { FileRole, WatchRule } from './types.ts';

export interface RuleMatch {
  readonly rule: WatchRule;
  readonly role: FileRole;
}

/** Compiled rules: pure questions about relative paths. */
export interface RuleSet {
  /** The rule and role of a file, or null when nobody asked for it. */
  match(path: string): RuleMatch | null;
  /** Whether a directory must be watched: a rule's files may lie in it or below it. */
  reaches(dir: string): boolean;
}

/**
 * Compiles rules. The longest directory that holds a file decides alone: a file in `tools/bundles` is never offered
 * to a rule for `tools`. Among rules for the same directory a definition goes before a file beside one.
 */
export function compileRules(rules: readonly WatchRule[]): RuleSet {
  const byDir = new Map<string, WatchRule[]>();
  for (const rule of rules) {
    const dir = rule.dir.replace(/^\.?\/+|\/+$/g, '');
    byDir.set(dir, [...(byDir.get(dir) ?? []), { ...rule, dir }]);
  }
  const dirs = [...byDir.keys()].sort((left, right) => right.length - left.length);
  const ancestors = new Set<string>(['']);
  for (const dir of dirs) for (let at = dir; at !== ''; at = dirName(at)) ancestors.add(at);

  // Asked for every raw event and every entry of a listing: what holds for a folder is worked out once.
  const holders = remember((parent: string): readonly WatchRule[] => {
    for (const dir of dirs) {
      const depth = depthBelow(dir, parent);
      if (depth === null) continue;
      const here = (byDir.get(dir) ?? []).filter((rule) => depth <= maxDepth(rule));
      if (here.length > 0) return here;
    }
    return [];
  });
  const reaches = remember((dir: string) => ancestors.has(dir) || holders(dir).length > 0);

  function match(path: string): RuleMatch | null {
    const here = holders(dirName(path));
    if (here.length === 0) return null;
    const name = baseName(path);
    const definition = here.find((rule) => isDefinition(rule, name));
    if (definition !== undefined) return { rule: definition, role: 'definition' };
    const beside = here.find((rule) => rule.besides);
    return beside === undefined ? null : { rule: beside, role: 'beside' };
  }

  return { match, reaches };
}

/** The folder part of a relative path; the empty string is the root. */
export function dirName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '' : path.slice(0, slash);
}

/** The last segment of a relative path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Joins a relative folder and a name. */
export function joinPath(dir: string, name: string): string {
  return dir === '' ? name : `${dir}/${name}`;
}

// Folders remembered at most; then it begins anew.
const MOST_FOLDERS = 20_000;

function remember<T>(work: (folder: string) => T): (folder: string) => T {
  const found = new Map<string, T>();
  return (folder) => {
    const known = found.get(folder);
    if (known !== undefined) return known;
    const fresh = work(folder);
    if (found.size >= MOST_FOLDERS) found.clear();
    found.set(folder, fresh);
    return fresh;
  };
}

function maxDepth(rule: WatchRule): number {
  if (rule.dir === '') return 0;
  return rule.depth ?? Number.POSITIVE_INFINITY;
}

function depthBelow(dir: string, parent: string): number | null {
  if (parent === dir) return 0;
  if (dir === '') return parent.split('/').length;
  return parent.startsWith(`${dir}/`) ? parent.slice(dir.length + 1).split('/').length : null;
}

function isDefinition(rule: WatchRule, name: string): boolean {
  if (rule.files !== undefined && !rule.files.includes(name)) return false;
  if (rule.extensions.length === 0) return rule.files !== undefined;
  const dot = name.lastIndexOf('.');
  return dot > 0 && rule.extensions.includes(name.slice(dot).toLowerCase());
}
