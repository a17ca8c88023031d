import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Capability } from '../../shared/rpc.ts';

/** The two keys to one run of the app: one that may do everything, one that may only look. */
export interface Tokens {
  readonly full: string;
  readonly view: string;
  /** Capabilities that tools ask for and the full one carries; all, or none when missing. */
  readonly grants?: readonly string[] | 'all';
}

/** Who a token belongs to: its limits are counted under this name. */
export interface Bearer {
  readonly name: 'full' | 'view';
  readonly capabilities: ReadonlySet<Capability>;
  /** Capabilities that tools may ask for besides. */
  readonly grants: ReadonlySet<string> | 'all';
}

const FULL: Bearer = {
  name: 'full',
  capabilities: new Set<Capability>(['read', 'act', 'write-files']),
  grants: new Set(),
};
const VIEW: Bearer = { name: 'view', capabilities: new Set<Capability>(['read']), grants: new Set() };

/** Makes both tokens of a run: 32 random bytes each, base64url. */
export function createTokens(grants: readonly string[] | 'all' = []): Tokens {
  const token = () => randomBytes(32).toString('base64url');
  return { full: token(), view: token(), grants };
}

/** Whose token this is, or null. How long it takes does not tell how much of a guess was right. */
export function bearerOf(tokens: Tokens, given: string): Bearer | null {
  const digest = digestOf(given);
  const isFull = timingSafeEqual(digest, digestOf(tokens.full));
  const isView = timingSafeEqual(digest, digestOf(tokens.view));
  if (isFull) return { ...FULL, grants: tokens.grants === 'all' ? 'all' : new Set(tokens.grants) };
  return isView ? VIEW : null;
}

/** The token of an `Authorization: Bearer …` header, or null when it is missing or of another scheme. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(header?.trim() ?? '')?.[1] ?? null;
}

/** Equal lengths for the comparison, whatever was sent. */
function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
