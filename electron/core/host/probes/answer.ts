/** What one look at a target said. */
export interface ProbeAnswer {
  readonly ok: boolean;
  /** As a person would say it: what came, or why nothing did. */
  readonly why: string;
}

/** Longest reason that is kept, characters. */
const LONGEST_WHY = 300;

/** The target is there. */
export function good(why: string): ProbeAnswer {
  return { ok: true, why: why.slice(0, LONGEST_WHY) };
}

/** The target is not as it should be. */
export function bad(why: string): ProbeAnswer {
  return { ok: false, why: why.slice(0, LONGEST_WHY) };
}

/** A failed connection in words. */
export function connectionWords(error: unknown, target: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  // A name with several addresses fails with one error for each of them.
  const first = error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined) : undefined;
  const known = WORDS[code ?? first?.code ?? ''];
  return known === undefined ? `${target}: ${first?.message ?? message}` : `${target} ${known}`;
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ECONNRESET: 'cut the connection',
  EPIPE: 'cut the connection',
  ENOTFOUND: 'is a name nobody knows',
  EAI_AGAIN: 'is a name that cannot be looked up now',
  EHOSTUNREACH: 'cannot be reached',
  ENETUNREACH: 'cannot be reached',
  ETIMEDOUT: 'does not answer',
};
