/** User-info of one address inside a text: `[start, end)` is what stands before the `@`. */
export interface UserInfo {
  readonly start: number;
  readonly end: number;
  /** What must not be shown anywhere else either: the password, and the user when it looks like a token. */
  readonly values: readonly string[];
}

/** Longest user-info that is looked for. */
const maxUserInfo = 2048;

/** Finds `user:password@` in addresses (RFC 3986 §3.2.1), also where the password holds characters that should be escaped. */
export function urlUserInfo(text: string): UserInfo[] {
  const found: UserInfo[] = [];
  let at = text.indexOf('://');
  while (at >= 0) {
    const start = at + 3;
    // What belongs to this address ends where the next one begins, so a line of nothing but addresses costs its length once.
    at = text.indexOf('://', start);
    const token =
      /^[^\s"'`<>]*/.exec(text.slice(start, Math.min(start + maxUserInfo, at < 0 ? text.length : at)))?.[0] ?? '';
    const authority = token.slice(0, endOf(token, /[/?#]/));
    let end = authority.lastIndexOf('@');
    // `user:pa/ss@host` is no valid address, and people write it; `host:8080/x@y` is one without user-info.
    if (end < 0 && /^[^/?#@]*:(?!\d*(?:[/?#]|$))/.test(token)) end = token.lastIndexOf('@');
    if (end <= 0) continue;
    found.push({ start, end: start + end, values: secretParts(token.slice(0, end)) });
  }
  return found;
}

/** Whether a word looks like a key that a machine made: long, and mixed or with a well-known beginning. */
export function looksLikeToken(text: string): boolean {
  if (
    /^(?:sk-|pk-|rk_|sk_|ghp_|gho_|ghu_|ghs_|ghr_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|AIza|ya29\.|eyJ[\w-]{8,}\.|npm_|hf_|pypi-|SG\.|dop_v1_)[\w.-]{8,}/.test(
      text,
    )
  )
    return true;
  return /^[\w+/=.~-]{20,}$/.test(text) && /\d/.test(text) && /[a-z]/i.test(text) && !/[a-z]{12,}/i.test(text);
}

function secretParts(userInfo: string): string[] {
  const colon = userInfo.indexOf(':');
  const user = colon < 0 ? userInfo : userInfo.slice(0, colon);
  const password = colon < 0 ? '' : userInfo.slice(colon + 1);
  const parts = looksLikeToken(user) ? [user, password] : [password];
  return parts.flatMap((part) => (part === '' ? [] : [part, ...unescaped(part)]));
}

function unescaped(part: string): string[] {
  if (!part.includes('%')) return [];
  try {
    return [decodeURIComponent(part)];
  } catch {
    return [];
  }
}

function endOf(text: string, pattern: RegExp): number {
  const at = text.search(pattern);
  return at < 0 ? text.length : at;
}
