import { createHmac } from 'node:crypto';
import { isSecretName } from '../../../shared/secret-names.ts';

/** Shortest value that is hidden wherever it occurs; shorter ones would hide ordinary words. */
const MIN_KNOWN = 6;
/** Values remembered at most; the oldest are forgotten first. */
const MAX_KNOWN = 20_000;
const HASH_BASE = 257;
const HASH_TOP = HASH_BASE ** (MIN_KNOWN - 1) % 2 ** 32;
/** Slots of the filter that spares most characters a look into the table; a power of two. */
const FILTER_SLOTS = 2 ** 16;

/** Hides secrets in everything that leaves an owner, before it is journaled, stored or sent. */
export interface Masker {
  /** Remembers exact values that must never show again, wherever they occur. */
  learn(values: Iterable<string>): void;
  /** Hears all values that are remembered, then each new one, for whoever hides them elsewhere. Answers the way to stop. */
  follow(listener: (values: readonly string[]) => void): () => void;
  /** Hides secrets in a plain value: values under secret names, and known values in any text. */
  mask<T>(value: T): T;
  /** Hides known values in one text. */
  text(value: string): string;
  /** What stands for a value: `•••` and 4 hex digits that change when the value does. */
  stamp(value: string): string;
}

/** Makes a masker. `key` is per workspace, so that stamps of two workspaces cannot be compared. */
export function createMasker(key: Buffer): Masker {
  const known = new Set<string>();
  const byPrefix = new Map<number, string[]>();
  const names = new Map<string, boolean>();
  const followers = new Set<(values: readonly string[]) => void>();
  // Values that were forgotten leave their slot behind: that costs a look, never a miss.
  const filter = new Uint8Array(FILTER_SLOTS);

  function stamp(value: string): string {
    return `•••${createHmac('sha256', key).update(value).digest('hex').slice(0, 4)}`;
  }

  function isSecretKey(name: string): boolean {
    let secret = names.get(name);
    if (secret === undefined) {
      if (names.size > 10_000) names.clear();
      secret = isSecretName(name);
      names.set(name, secret);
    }
    return secret;
  }

  function text(value: string): string {
    if (value.length < MIN_KNOWN) return value;
    // First what is known: a value that holds a URL would not be found any more once the URL's password is hidden.
    const hidden = known.size === 0 ? value : replaceKnown(value);
    return hidden.includes('://') ? hidden.replace(/(:\/\/)([^/?#\s@]*:)?([^/?#\s@]+)@/g, maskUserInfo) : hidden;
  }

  function maskUserInfo(whole: string, start: string, user: string | undefined, last: string): string {
    if (last.startsWith('•••')) return whole;
    return user === undefined ? `${start}${stamp(last)}@` : `${start}${user}${stamp(last)}@`;
  }

  function replaceKnown(value: string): string {
    let result = '';
    let kept = 0;
    let hash = 0;
    for (let end = 0; end < value.length; end += 1) {
      if (end >= kept + MIN_KNOWN) hash = (hash - Math.imul(value.charCodeAt(end - MIN_KNOWN), HASH_TOP)) | 0;
      hash = (Math.imul(hash, HASH_BASE) + value.charCodeAt(end)) | 0;
      const start = end - MIN_KNOWN + 1;
      if (start < kept || filter[hash & (FILTER_SLOTS - 1)] === 0) continue;
      const found = byPrefix.get(hash)?.find((candidate) => value.startsWith(candidate, start));
      if (found === undefined) continue;
      result += value.slice(kept, start) + stamp(found);
      kept = start + found.length;
      end = kept - 1;
      hash = 0;
    }
    return kept === 0 ? value : result + value.slice(kept);
  }

  /** Returns the very same object when nothing in it had to be hidden. */
  function walk(value: unknown, secret: boolean): unknown {
    if (typeof value === 'string') return secret ? hide(value) : text(value);
    if (typeof value === 'number' || typeof value === 'bigint') return secret ? stamp(String(value)) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      const items = value.map((item) => walk(item, secret));
      return items.every((item, index) => item === value[index]) ? value : items;
    }
    const record = value as Record<string, unknown>;
    const changedField =
      typeof record['path'] === 'string' && ('old' in record || 'new' in record) && isSecretPath(record['path']);
    let copy: Record<string, unknown> | null = null;
    for (const name of Object.keys(record)) {
      const below = secret || isSecretKey(name) || (changedField && (name === 'old' || name === 'new'));
      const next = walk(record[name], below);
      const nextName = text(name);
      if (next === record[name] && nextName === name) {
        if (copy) copy[name] = next;
        continue;
      }
      copy ??= Object.fromEntries(Object.entries(record).slice(0, Object.keys(record).indexOf(name)));
      copy[nextName] = next;
    }
    return copy ?? value;
  }

  function hide(value: string): string {
    return value === '' || value.startsWith('•••') ? value : stamp(value);
  }

  function isSecretPath(path: string): boolean {
    return path.split(/[.[\]"]+/).some((part) => part !== '' && isSecretKey(part));
  }

  return {
    learn(values) {
      const fresh: string[] = [];
      for (const value of values) {
        if (value.length < MIN_KNOWN || known.has(value)) continue;
        fresh.push(value);
        if (known.size >= MAX_KNOWN) forgetOldest(known, byPrefix);
        known.add(value);
        const prefix = hashOf(value);
        filter[prefix & (FILTER_SLOTS - 1)] = 1;
        // Longest first: of two values that begin alike, the longer must not leave its tail behind.
        byPrefix.set(
          prefix,
          [...(byPrefix.get(prefix) ?? []), value].sort((a, b) => b.length - a.length),
        );
      }
      if (fresh.length > 0) for (const follower of followers) follower(fresh);
    },
    follow(listener) {
      if (known.size > 0) listener([...known]);
      followers.add(listener);
      return () => followers.delete(listener);
    },
    mask: <T>(value: T): T => walk(value, false) as T,
    text,
    stamp,
  };
}

function hashOf(value: string): number {
  let hash = 0;
  for (let index = 0; index < MIN_KNOWN; index += 1) hash = (Math.imul(hash, HASH_BASE) + value.charCodeAt(index)) | 0;
  return hash;
}

function forgetOldest(known: Set<string>, byPrefix: Map<number, string[]>): void {
  const [oldest] = known;
  if (oldest === undefined) return;
  known.delete(oldest);
  const prefix = hashOf(oldest);
  const rest = (byPrefix.get(prefix) ?? []).filter((value) => value !== oldest);
  if (rest.length > 0) byPrefix.set(prefix, rest);
  else byPrefix.delete(prefix);
}
