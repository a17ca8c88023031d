/** A map of a configuration; maps, lists and plain values below it. */
export type ConfigMap = { readonly [key: string]: unknown };

/**
 * The keys of a dotted path: `a.b` is two keys, `a\.b` is the one key `a.b`, and `\\` stands for a backslash. The empty
 * path has no keys: it names the whole tree.
 */
export function splitPath(path: string): string[] {
  if (path === '') return [];
  const keys: string[] = [];
  let key = '';
  for (let index = 0; index < path.length; index += 1) {
    const char = path.charAt(index);
    const next = path.charAt(index + 1);
    if (char === '\\' && (next === '.' || next === '\\')) {
      key += next;
      index += 1;
    } else if (char === '.') {
      keys.push(key);
      key = '';
    } else key += char;
  }
  return [...keys, key];
}

/** The dotted path of some keys; `splitPath` of it gives the same keys again. */
export function joinPath(keys: readonly string[]): string {
  return keys.map((key) => key.replace(/[\\.]/g, (char) => `\\${char}`)).join('.');
}

/** Whether a value is a map of a configuration (and not a list, a null or a plain value). */
export function isMap(value: unknown): value is ConfigMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at some keys; undefined when nothing is there. Lists are values: nothing below them is named by a path. */
export function valueAt(tree: unknown, keys: readonly string[]): unknown {
  let value = tree;
  for (const key of keys) {
    if (!isMap(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return value;
}

/** A copy of a tree with one value put in place; maps that are missing on the way are made. */
export function withValue(tree: ConfigMap, keys: readonly string[], value: unknown): ConfigMap {
  const [key, ...rest] = keys;
  if (key === undefined) return isMap(value) ? value : tree;
  const below = Object.hasOwn(tree, key) ? tree[key] : undefined;
  return { ...tree, [key]: rest.length === 0 ? value : withValue(isMap(below) ? below : {}, rest, value) };
}

/** Paths whose values differ between two trees, sorted; a map is told by what differs in it, a list as one value. */
export function changedPaths(before: unknown, after: unknown): string[] {
  const changed: string[] = [];
  collect(before, after, [], changed);
  return changed.sort();
}

/** Freezes a tree through and through, so that no reader can change what the others read. */
export function freezeTree<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const one of Object.values(value)) freezeTree(one);
  return value;
}

function collect(before: unknown, after: unknown, keys: readonly string[], changed: string[]): void {
  if (isMap(before) && isMap(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      collect(own(before, key), own(after, key), [...keys, key], changed);
  } else if (isMap(before) && Object.keys(before).length > 0 && after === undefined) {
    for (const key of Object.keys(before)) collect(before[key], undefined, [...keys, key], changed);
  } else if (isMap(after) && Object.keys(after).length > 0 && before === undefined) {
    for (const key of Object.keys(after)) collect(undefined, after[key], [...keys, key], changed);
  } else if (!same(before, after)) changed.push(joinPath(keys));
}

function own(map: ConfigMap, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** Equal by content; the order of keys does not count. */
export function same(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((one, index) => same(one, right[index]));
  if (!isMap(left) || !isMap(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && same(left[key], right[key]))
  );
}
