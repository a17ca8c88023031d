import type { MaskTable } from './mask-table.ts';

/** Hides secrets in the bytes of one stream as they come, also where one lies across the edge of two chunks. */
export interface MaskStream {
  /**
   * Takes bytes in and answers what may be stored now, in pieces. Bytes at the end that could be the beginning of a
   * secret are kept back. The pieces may lie in `bytes` itself.
   */
  push(bytes: Uint8Array, table: MaskTable | null): Uint8Array[];
  /** Something is kept back. */
  readonly holds: boolean;
  /** Gives out what is kept back; should it turn out to be the beginning of a secret, the rest is still hidden. */
  release(table: MaskTable | null): Uint8Array[];
  /** Gives out what is kept back, and forgets it: what comes next has nothing to do with it. */
  end(table: MaskTable | null): Uint8Array[];
}

const NOTHING = new Uint8Array(0);
/** What was kept back is put together with so much of the next chunk at a time, bytes. */
const SEAM_BYTES = 1_024;

/** Keeps nothing back yet. */
export function createMaskStream(): MaskStream {
  /** What may be the beginning of a secret; its first `given` bytes were given out already. */
  let kept: Uint8Array = NOTHING;
  let given = 0;

  /** Hides what can be told in `all`, which begins with what was kept. `waits`: what a later byte could change is kept back. */
  function take(all: Uint8Array, table: MaskTable, waits: boolean, out: Uint8Array[]): Uint8Array[] {
    const to = all.length;
    /** Up to here everything is given out or hidden. */
    let done = given;
    /** From here on a secret may begin. */
    let from = 0;
    let cut = table.cutOff(all, 0, to);
    for (let found = table.find(all, 0, to); found !== null; found = table.find(all, from, to)) {
      if (waits && cut <= found.at) break;
      give(out, all, done, found.at);
      out.push(found.secret.stamp);
      from = found.at + found.secret.value.length;
      done = from;
      if (cut < from) cut = table.cutOff(all, from, to);
    }
    const end = waits ? cut : to;
    give(out, all, done, end);
    given = Math.max(done, end) - cut;
    // A copy: the chunk goes back to whoever gathers the next one in it.
    kept = cut < to ? Uint8Array.from(all.subarray(cut)) : NOTHING;
    return out;
  }

  function release(table: MaskTable | null): Uint8Array[] {
    if (table !== null) return take(kept, table, false, []);
    const rest = given < kept.length ? [kept.subarray(given)] : [];
    given = kept.length;
    return rest;
  }

  return {
    push(bytes, table) {
      const out: Uint8Array[] = [];
      if (table === null) {
        give(out, kept, given, kept.length);
        kept = NOTHING;
        given = 0;
        give(out, bytes, 0, bytes.length);
        return out;
      }
      let at = 0;
      for (; kept.length > 0 && at < bytes.length; at += SEAM_BYTES)
        take(Buffer.concat([kept, bytes.subarray(at, at + SEAM_BYTES)]), table, true, out);
      return at < bytes.length ? take(bytes.subarray(at), table, true, out) : out;
    },
    get holds() {
      return given < kept.length;
    },
    release,
    end(table) {
      const rest = release(table);
      kept = NOTHING;
      given = 0;
      return rest;
    },
  };
}

function give(out: Uint8Array[], all: Uint8Array, from: number, to: number): void {
  if (to > from) out.push(all.subarray(from, to));
}
