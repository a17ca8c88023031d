import { type Document, isMap, isScalar, type Pair, parseDocument as parseYaml, stringify, type YAMLMap } from 'yaml';
import { AppError } from '../../../shared/errors.ts';
import { configMap } from './config.ts';
import { type ConfigMap, isMap as isTree, same, valueAt, withValue } from './config-path.ts';

/** One change of a text: a value put at some keys, or undefined to take what is there away. */
export interface Edit {
  readonly keys: readonly string[];
  readonly value: unknown;
}

/**
 * The text of a configuration file with one value changed. Comments, order, line ends and everything else that was
 * written stay; maps that a removal leaves empty go too. The result is read again, and must say what was asked for and
 * nothing else. Throws the codes of a text that does not load, and CONFLICT for one that cannot be changed in place.
 */
export function editText(file: string, text: string, edit: Edit): string {
  const before = configMap(file, Buffer.from(text));
  const wanted = edited(before, edit);
  if (same(before, wanted)) return text;
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(bom.length);
  const next = bom + (/\.json$/i.test(file) ? editJson(body, wanted) : editYaml(file, body, edit, wanted));
  const after = configMap(file, Buffer.from(next));
  if (!same(after, wanted)) throw notInPlace(file, edit);
  return next;
}

function edited(tree: ConfigMap, { keys, value }: Edit): ConfigMap {
  return value === undefined ? without(tree, keys) : withValue(tree, keys, value);
}

/** A tree without what is at some keys, nor the maps that are empty for it. */
function without(tree: ConfigMap, keys: readonly string[]): ConfigMap {
  const [key, ...rest] = keys;
  if (key === undefined || !Object.hasOwn(tree, key)) return tree;
  const { [key]: below, ...others } = tree;
  if (rest.length === 0) return others;
  if (!isTree(below) || valueAt(below, rest) === undefined) return tree;
  const left = without(below, rest);
  return Object.keys(left).length === 0 ? others : { ...tree, [key]: left };
}

function editJson(text: string, wanted: ConfigMap): string {
  const indent = /^[ \t]+/m.exec(text)?.[0] ?? '  ';
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const written = `${JSON.stringify(wanted, null, indent)}${/\n$/.test(text) || text.trim() === '' ? '\n' : ''}`;
  return written.replaceAll('\n', lineEnd);
}

function editYaml(file: string, text: string, edit: Edit, wanted: ConfigMap): string {
  const { keys, value } = edit;
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const unix = text.replaceAll('\r\n', '\n');
  const document = parseYaml(unix);
  const small = spliceScalar(document, unix, edit) ?? appended(document, unix, edit);
  if (small !== null && says(file, small, wanted)) return small.replaceAll('\n', lineEnd);
  try {
    if (value === undefined) removeIn(document, keys);
    else {
      // `watch:` with nothing below it becomes the map that is meant.
      for (let depth = 1; depth < keys.length; depth += 1) {
        const above = keys.slice(0, depth);
        if (document.hasIn(above) && (document.getIn(above) ?? null) === null)
          document.setIn(above, document.createNode({}));
      }
      document.setIn(keys, document.createNode(value));
    }
  } catch (error) {
    throw notInPlace(file, edit, error);
  }
  if (isMap(document.contents) && document.contents.items.length === 0)
    return commentsOf(unix).replaceAll('\n', lineEnd);
  const indent = /^( +)\S/m.exec(unix)?.[1]?.length ?? 2;
  const written = document.toString({
    lineWidth: 0,
    indent: Math.min(Math.max(indent, 1), 8),
    flowCollectionPadding: /\{ /.test(unix),
  });
  return written.replaceAll('\n', lineEnd);
}

/**
 * The keys under which a tree writes a path, whatever their case and wherever their dots stand; what it does not write
 * yet goes below the part that it does.
 */
export function spellingIn(tree: unknown, keys: readonly string[]): string[] {
  return spellings(tree, keys).sort((one, other) => other.matched - one.matched)[0]?.keys ?? [...keys];
}

function spellings(node: unknown, keys: readonly string[]): { keys: string[]; matched: number }[] {
  const found = [{ keys: [...keys], matched: 0 }];
  if (!isTree(node)) return node === null || node === undefined || keys.length === 0 ? found : [];
  for (let count = 1; count <= keys.length; count += 1) {
    const wanted = keys.slice(0, count).join('.').toLowerCase();
    for (const key of Object.keys(node)) {
      if (key.toLowerCase() !== wanted) continue;
      for (const below of spellings(node[key], keys.slice(count)))
        found.push({ keys: [key, ...below.keys], matched: count + below.matched });
    }
  }
  return found;
}

/** The smallest edit: a plain value takes the place of another, and not one other character changes. */
function spliceScalar(document: Document, text: string, { keys, value }: Edit): string | null {
  const node = document.getIn(keys, true);
  if (!isScalar(node) || !node.range || node.anchor !== undefined || node.tag !== undefined) return null;
  if (typeof value !== 'number' && typeof value !== 'boolean') return null;
  const [start, end] = node.range;
  return start === end ? null : `${text.slice(0, start)}${value}${text.slice(end)}`;
}

/** A key that is new at the top stands at the end; everything before it stays as it is. */
function appended(document: Document, text: string, { keys, value }: Edit): string | null {
  const [key = '', ...rest] = keys;
  const { contents } = document;
  if (value === undefined || (isMap(contents) && (contents.flow || contents.has(key)))) return null;
  if (contents !== null && !isMap(contents) && !(isScalar(contents) && contents.value === null)) return null;
  const below = rest.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  return `${start}${stringify({ [key]: below }, { lineWidth: 0 })}`;
}

function says(file: string, text: string, wanted: ConfigMap): boolean {
  try {
    return same(configMap(file, Buffer.from(text)), wanted);
  } catch {
    return false;
  }
}

/** Removes a pair, and the maps above it that are empty then. */
function removeIn(document: Document, keys: readonly string[]): void {
  document.deleteIn(keys);
  for (let depth = keys.length - 1; depth > 0; depth -= 1) {
    const above = keys.slice(0, depth);
    const map = document.getIn(above);
    if (!isMap(map) || map.items.length > 0) return;
    keepComments(document, above, map);
    document.deleteIn(above);
  }
}

/** Comments of a map that goes stay with what stands around it. */
function keepComments(document: Document, keys: readonly string[], gone: YAMLMap): void {
  const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1));
  if (!isMap(parent)) return;
  const pair = parent.items.find((one: Pair) => isScalar(one.key) && one.key.value === keys.at(-1));
  const words = [isScalar(pair?.key) ? pair.key.commentBefore : null, gone.commentBefore, gone.comment].filter(Boolean);
  if (words.length > 0) document.comment = [document.comment, ...words].filter(Boolean).join('\n');
}

/** What is left of a text whose last setting was taken out: its comments. */
function commentsOf(text: string): string {
  const lines = text.split('\n').filter((line) => /^\s*#/.test(line));
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function notInPlace(file: string, { keys }: Edit, cause?: unknown): AppError {
  return new AppError('CONFLICT', `${file}: ${keys.join('.')} cannot be changed in place there.`, {
    hint: 'It is written with an anchor or an alias, or in a form of its own: edit the text.',
    at: { path: file },
    ...(cause === undefined ? {} : { cause }),
  });
}
