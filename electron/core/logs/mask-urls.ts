const AT = 64;
const COLON = 58;
const SLASH = 47;
/** Longest user and password that are looked for, bytes: what is longer is no login, and must not be waited for. */
const LONGEST = 8_192;
/** What was kept back is put together with so much of the next chunk at a time, bytes. */
const SEAM_BYTES = 1_024;
/** Bytes that end the user and password of a URL: `/`, `?`, `#`, `@` and white space. */
const STOPS = new Uint8Array(256);
for (const stop of '/?#@ \t\n\v\f\r') STOPS[stop.charCodeAt(0)] = 1;
/** White space beyond ASCII ends them too. */
const SPACE = /\s/;
/** What is hidden already stays as it is. */
const HIDDEN = Buffer.from('•••');
const NOTHING = new Uint8Array(0);

/** Hides the password or token of every URL in the bytes of one stream as they come, whether its value is known or not. */
export interface UrlMask {
  /**
   * Takes bytes in and answers what may go on, in pieces, which may lie in `bytes` itself. A tail that could be the
   * beginning of a URL with a password is kept back.
   */
  push(bytes: Uint8Array): Uint8Array[];
  /** Something is kept back. */
  readonly holds: boolean;
  /** Gives out what is kept back; should it turn out to be the beginning of a password, the rest is still hidden. */
  release(): Uint8Array[];
  /** Gives out what is kept back, and forgets it: what comes next has nothing to do with it. */
  end(): Uint8Array[];
}

/**
 * Keeps nothing back yet. By the rule of the journal's masker: of `scheme://user:password@` the password is hidden, of
 * `scheme://token@` the token. Bytes without `@` are only looked through for one, which is as fast as it can be.
 *
 * @param stamp what stands for a value
 */
export function createUrlMask(stamp: (value: string) => string): UrlMask {
  /** What may be the beginning of a URL, from its `://` on; its first `given` bytes were given out already. */
  let kept: Uint8Array = NOTHING;
  let given = 0;

  /** Hides what can be told in `all`, which begins with what was kept. */
  function take(all: Buffer, waits: boolean, out: Uint8Array[]): void {
    let done = given;
    for (let at = all.indexOf(AT); at >= 0; at = all.indexOf(AT, at + 1)) {
      const from = secretBefore(all, at);
      if (from < 0) continue;
      const hidden = all.toString('utf8', from, at);
      if (from > done) out.push(all.subarray(done, from));
      out.push(Buffer.from(stamp(hidden)));
      done = at;
    }
    const cut = waits ? openFrom(all) : all.length;
    if (cut > done) out.push(all.subarray(done, cut));
    given = Math.max(done, cut) - cut;
    // A copy: the chunk goes back to whoever gathers the next one in it.
    kept = cut < all.length ? Uint8Array.from(all.subarray(cut)) : NOTHING;
  }

  function release(): Uint8Array[] {
    const rest = given < kept.length ? [kept.subarray(given)] : [];
    given = kept.length;
    return rest;
  }

  return {
    push(bytes) {
      const out: Uint8Array[] = [];
      let at = 0;
      for (; kept.length > 0 && at < bytes.length; at += SEAM_BYTES)
        take(Buffer.concat([kept, bytes.subarray(at, at + SEAM_BYTES)]), true, out);
      if (at < bytes.length) take(asBuffer(bytes.subarray(at)), true, out);
      return out;
    },
    get holds() {
      return given < kept.length;
    },
    release,
    end() {
      const rest = release();
      kept = NOTHING;
      given = 0;
      return rest;
    },
  };
}

/** Where the secret begins that ends before the `@` at a place; -1 when there is none. */
function secretBefore(bytes: Buffer, at: number): number {
  const stop = stopBefore(bytes, at);
  if (stop === at - 1 || !endsScheme(bytes, stop) || SPACE.test(bytes.toString('utf8', stop + 1, at))) return -1;
  // A colon that nothing follows is part of the token.
  const colon = bytes.lastIndexOf(COLON, at - 2);
  const from = Math.max(colon, stop) + 1;
  return bytes.subarray(from, from + HIDDEN.length).equals(HIDDEN) ? -1 : from;
}

/** From where on bytes could be a URL whose password is not over; their end when they could not. */
function openFrom(bytes: Buffer): number {
  const end = bytes.length;
  const stop = stopBefore(bytes, end);
  if (endsScheme(bytes, stop)) return stop - 2;
  if (bytes[end - 1] === COLON) return end - 1;
  return bytes[end - 1] === SLASH && bytes[end - 2] === COLON ? end - 2 : end;
}

/** The last place before `end` where no user or password goes on; -1 when that is too far away. */
function stopBefore(bytes: Buffer, end: number): number {
  const least = Math.max(0, end - 1 - LONGEST);
  let at = end - 1;
  while (at >= least && STOPS[bytes[at] as number] === 0) at -= 1;
  return at >= least ? at : -1;
}

/** The byte at a place is the last one of `://`. */
function endsScheme(bytes: Buffer, at: number): boolean {
  return at >= 2 && bytes[at] === SLASH && bytes[at - 1] === SLASH && bytes[at - 2] === COLON;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}
