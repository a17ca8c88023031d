import { describe, expect, it } from 'vitest';
import { isOurs, mayConnect, mayRequest, PAGE_URL } from '../../electron/shell/origin.ts';

const FOREIGN = [
  'https://signalbox/',
  'app://signalbox.example/',
  'app://signalbox@evil/',
  'app://user@signalbox/',
  'app://signalbox:8080/',
  'apps://signalbox/',
  'file:///app://signalbox/',
  'javascript:alert(1)//app://signalbox/',
  'about:blank',
  '',
  'app://',
];

describe('an address', () => {
  it('is ours with the very scheme and host of the page', () => {
    expect([PAGE_URL, 'app://signalbox/assets/a.js?x#y', 'APP://signalbox/'].map(isOurs)).toEqual([true, true, true]);
  });

  it.each(FOREIGN)('is not ours when it is %s', (address) => {
    expect(isOurs(address)).toBe(false);
  });

  it('may be asked for when it is ours or data, and developer tools in a checkout only', () => {
    expect(mayRequest(`${PAGE_URL}index.js`, true)).toBe(true);
    expect(mayRequest('data:image/png;base64,', true)).toBe(true);
    expect(mayRequest('devtools://devtools/bundled/x.html', true)).toBe(false);
    expect(mayRequest('devtools://devtools/bundled/x.html', false)).toBe(true);
    expect(
      ['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://x/', ''].map((url) =>
        mayRequest(url, false),
      ),
    ).toEqual(Array(5).fill(false));
  });
});

describe('a frame', () => {
  it('may connect as our page at the top of its window', () => {
    expect(mayConnect({ url: PAGE_URL, parent: null })).toBe(true);
  });

  it('may not when it is inside another, from elsewhere, or gone', () => {
    expect(mayConnect({ url: PAGE_URL, parent: {} })).toBe(false);
    expect(mayConnect({ url: 'https://example.com/', parent: null })).toBe(false);
    expect(mayConnect(null)).toBe(false);
  });
});
