/** A secret and what stands for it, both as bytes. */
export interface Secret {
  readonly value: Uint8Array;
  readonly stamp: Uint8Array;
}

/** Shortest secret that is looked for, bytes: no known value is shorter. */
export const SHORTEST_SECRET = 6;

/** Finds any of many secrets in one pass that looks at few of the bytes. */
export interface MaskTable {
  /** The first place at or after `from` where a secret lies whole before `to`, and the longest there; null for none. */
  find(bytes: Uint8Array, from: number, to: number): { readonly at: number; readonly secret: Secret } | null;
  /** The first place at or after `from` where a secret begins that `to` cuts off; `to` for none. */
  cutOff(bytes: Uint8Array, from: number, to: number): number;
}

/**
 * Makes the table after Wu and Manber ("A fast algorithm for multi-pattern searching", 1994): every pair of bytes tells
 * how far the next look may be. Null when there is nothing to look for. Values shorter than SHORTEST_SECRET are left out.
 */
export function maskTable(all: readonly Secret[]): MaskTable | null {
  const secrets = all.filter(({ value }) => value.length >= SHORTEST_SECRET).sort(longestFirst);
  if (secrets.length === 0) return null;
  const longest = secrets[0]?.value.length ?? 0;
  const window = Math.min(255, secrets.at(-1)?.value.length ?? SHORTEST_SECRET);
  const shifts = new Uint8Array(65_536).fill(window - 1);
  const byWindowEnd = new Map<number, Secret[]>();
  const byFirst: (Secret[] | undefined)[] = new Array(256);
  for (const secret of secrets) {
    const { value } = secret;
    for (let end = 1; end < window; end += 1) {
      const pair = pairAt(value, end);
      shifts[pair] = Math.min(shifts[pair] as number, window - 1 - end);
    }
    push(byWindowEnd, pairAt(value, window - 1), secret);
    const first = value[0] as number;
    const alike = byFirst[first];
    if (alike) alike.push(secret);
    else byFirst[first] = [secret];
  }

  function find(bytes: Uint8Array, from: number, to: number) {
    let end = from + window - 1;
    while (end < to) {
      const shift = shifts[((bytes[end - 1] as number) << 8) | (bytes[end] as number)] as number;
      if (shift > 0) {
        end += shift;
        continue;
      }
      const at = end - window + 1;
      for (const secret of byWindowEnd.get(pairAt(bytes, end)) ?? []) {
        if (at + secret.value.length <= to && agrees(bytes, at, secret.value, secret.value.length))
          return { at, secret };
      }
      end += 1;
    }
    return null;
  }

  function cutOff(bytes: Uint8Array, from: number, to: number): number {
    for (let at = Math.max(from, to - longest + 1); at < to; at += 1) {
      for (const { value } of byFirst[bytes[at] as number] ?? []) {
        // The longest come first: the rest would lie whole before the end.
        if (value.length <= to - at) break;
        if (agrees(bytes, at, value, to - at)) return at;
      }
    }
    return to;
  }

  return { find, cutOff };
}

function pairAt(bytes: Uint8Array, end: number): number {
  return ((bytes[end - 1] as number) << 8) | (bytes[end] as number);
}

function agrees(bytes: Uint8Array, at: number, value: Uint8Array, length: number): boolean {
  for (let index = 0; index < length; index += 1) if (bytes[at + index] !== value[index]) return false;
  return true;
}

function longestFirst(one: Secret, other: Secret): number {
  return other.value.length - one.value.length;
}

function push(map: Map<number, Secret[]>, key: number, secret: Secret): void {
  const known = map.get(key);
  if (known) known.push(secret);
  else map.set(key, [secret]);
}
