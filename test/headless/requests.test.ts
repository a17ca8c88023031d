import { describe, expect, it } from 'vitest';
import { etagOf, matchesEtag } from '../../electron/headless/etag.ts';
import { checkOrigin, refuseTokenInQuery } from '../../electron/headless/origin.ts';
import { checkQuery, listOf, numberOf, switchOf, wordOf } from '../../electron/headless/query.ts';
import { relativeOf } from '../../electron/headless/static-files.ts';
import { AppError } from '../../shared/errors.ts';

describe('where a request comes from', () => {
  it('passes for the three names of this machine, with or without our own origin', () => {
    for (const host of ['127.0.0.1:80', 'localhost:80', '[::1]:80', 'LOCALHOST:80']) {
      expect(() => checkOrigin({ host, origin: undefined }, 80)).not.toThrow();
    }
    expect(() => checkOrigin({ host: 'localhost:80', origin: 'http://127.0.0.1:80' }, 80)).not.toThrow();
  });

  it('is refused for every other host, as a page that rebinds its name would send', () => {
    for (const host of [
      undefined,
      '',
      'evil.example',
      'evil.example:80',
      '127.0.0.1',
      '127.0.0.1:81',
      '127.0.0.1:80.evil.example',
    ]) {
      expect(codeOf(() => checkOrigin({ host, origin: undefined }, 80))).toBe('FORBIDDEN');
    }
  });

  it('is refused for every other origin', () => {
    for (const origin of [
      'null',
      '',
      'https://127.0.0.1:80',
      'http://127.0.0.1:81',
      'http://127.0.0.1:80.evil.example',
      'http://evil.example',
    ]) {
      expect(codeOf(() => checkOrigin({ host: '127.0.0.1:80', origin }, 80))).toBe('FORBIDDEN');
    }
  });

  it('is refused with a token in the address', () => {
    for (const query of ['token=x', 'a=1&TOKEN=x', 'access_token=x']) {
      expect(codeOf(() => refuseTokenInQuery(new URLSearchParams(query)))).toBe('UNAUTHENTICATED');
    }
    expect(() => refuseTokenInQuery(new URLSearchParams('types=token'))).not.toThrow();
  });
});

describe('parameters of an address', () => {
  it('are refused when unknown or given twice', () => {
    expect(codeOf(() => checkQuery(new URLSearchParams('limt=1'), ['limit']))).toBe('INVALID_INPUT');
    expect(codeOf(() => checkQuery(new URLSearchParams('limit=1&limit=2'), ['limit']))).toBe('INVALID_INPUT');
    expect(() => checkQuery(new URLSearchParams('limit=1'), ['limit'])).not.toThrow();
  });

  it('are read as lists, numbers, words and switches', () => {
    const query = new URLSearchParams('types=a,%20b,,&limit=12&wait=none&follow&no=0');
    expect(listOf(query, 'types')).toEqual(['a', 'b']);
    expect(listOf(query, 'other')).toBeUndefined();
    expect(numberOf(query, 'limit')).toBe(12);
    expect(wordOf(query, 'wait', ['done', 'none'])).toBe('none');
    expect(wordOf(query, 'other', ['done', 'none'])).toBe('done');
    expect(switchOf(query, 'follow')).toBe(true);
    expect(switchOf(query, 'no')).toBe(false);
    expect(switchOf(query, 'other')).toBe(false);
  });

  it('are refused when they are something else', () => {
    const query = new URLSearchParams('limit=1e3&wait=maybe&follow=perhaps');
    expect(codeOf(() => numberOf(query, 'limit'))).toBe('INVALID_INPUT');
    expect(codeOf(() => wordOf(query, 'wait', ['done', 'none']))).toBe('INVALID_INPUT');
    expect(codeOf(() => switchOf(query, 'follow'))).toBe('INVALID_INPUT');
  });
});

describe('entity tags', () => {
  const tag = etagOf({ epoch: '0123456789abcdef', seq: 7 });

  it('are the position in quotes', () => {
    expect(tag).toBe('"0123456789abcdef:7"');
  });

  it('match themselves, in a list, weak, and the star', () => {
    for (const header of [tag, `"x", ${tag}`, `W/${tag}`, '*']) expect(matchesEtag(header, tag)).toBe(true);
    for (const header of [undefined, '', '0123456789abcdef:7', '"0123456789abcdef:8"'])
      expect(matchesEtag(header, tag)).toBe(false);
  });
});

describe('addresses of files', () => {
  it('lie below the folder, the folder itself meaning its page', () => {
    expect(relativeOf('/')).toBe('index.html');
    expect(relativeOf('/assets/index-abc.js')).toBe('assets/index-abc.js');
  });

  it('mean nothing when they could leave it', () => {
    for (const address of [
      '/../x',
      '/a/..%2f..%2fx',
      '/..%5cx',
      '/%00',
      '/.env',
      '/a/.git/config',
      '/%E0%A4%A',
      '/C:/x',
    ]) {
      expect(relativeOf(address)).toBeNull();
    }
  });
});

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return 'nothing was refused';
}
