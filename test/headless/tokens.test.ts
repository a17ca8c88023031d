import { describe, expect, it } from 'vitest';
import { bearerOf, bearerToken, createTokens } from '../../electron/headless/tokens.ts';

describe('tokens', () => {
  it('are 32 random bytes, and never the same twice', () => {
    const one = createTokens();
    const two = createTokens();
    expect(Buffer.from(one.full, 'base64url')).toHaveLength(32);
    expect(Buffer.from(one.view, 'base64url')).toHaveLength(32);
    expect(new Set([one.full, one.view, two.full, two.view]).size).toBe(4);
  });

  it('let the full one do everything and the other one look only', () => {
    const tokens = createTokens();
    expect([...(bearerOf(tokens, tokens.full)?.capabilities ?? [])]).toEqual(['read', 'act', 'write-files']);
    expect([...(bearerOf(tokens, tokens.view)?.capabilities ?? [])]).toEqual(['read']);
  });

  it('refuse anything else, of any length', () => {
    const tokens = createTokens();
    for (const wrong of ['', 'x', tokens.full.slice(1), `${tokens.full}=`, tokens.full.toUpperCase()]) {
      expect(bearerOf(tokens, wrong)).toBeNull();
    }
  });

  it('are read from a Bearer header only', () => {
    expect(bearerToken('Bearer abc')).toBe('abc');
    expect(bearerToken('bearer   abc ')).toBe('abc');
    for (const wrong of [undefined, '', 'abc', 'Basic abc', 'Bearer', 'Bearer a b', `Bearer ${'a'.repeat(513)}`]) {
      expect(bearerToken(wrong)).toBeNull();
    }
  });
});
