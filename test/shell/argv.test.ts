import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLaunch, parseLink } from '../../electron/shell/argv.ts';

const trusted = (folder: string | null) => ({ folder, trusted: true, fault: null });

describe('the command line of the desktop app', () => {
  it('opens the sample when no folder is named', () => {
    expect(parseLaunch(['/opt/signalbox'], true, '/home/me')).toEqual(trusted(null));
    expect(parseLaunch(['electron', '/checkout'], false, '/home/me')).toEqual(trusted(null));
  });

  it('opens the folder that was typed, from where it was typed, trusted', () => {
    expect(parseLaunch(['/opt/signalbox', 'acme'], true, path.resolve('/home/me'))).toEqual(
      trusted(path.resolve('/home/me/acme')),
    );
    expect(parseLaunch(['electron', '/checkout', '../acme'], false, path.resolve('/home/me'))).toEqual(
      trusted(path.resolve('/home/acme')),
    );
  });

  it('leaves the words of Chromium alone', () => {
    expect(parseLaunch(['/opt/signalbox', '--no-sandbox', '--enable-features=X', '/acme'], true, '/')).toEqual(
      trusted(path.resolve('/acme')),
    );
  });

  it('opens a link among the words to look only, whatever else is there', () => {
    const launch = parseLaunch(['/opt/signalbox', '/mine', 'signalbox://open?path=%2Facme'], true, '/');
    expect(launch).toEqual({ folder: path.normalize('/acme'), trusted: false, fault: null });
  });
});

describe('a link', () => {
  it('names one absolute path, which is opened to look only', () => {
    expect(parseLink('signalbox://open?path=%2Fhome%2Fme%2F..%2Facme')).toEqual({
      folder: path.normalize('/home/acme'),
      trusted: false,
      fault: null,
    });
  });

  it.each([
    ['another act', 'signalbox://run?path=/acme'],
    ['another scheme', 'https://open?path=/acme'],
    ['no path', 'signalbox://open'],
    ['an empty path', 'signalbox://open?path='],
    ['a relative path', 'signalbox://open?path=acme'],
    ['a path with a null character', 'signalbox://open?path=/acme%00.txt'],
    ['an endless path', `signalbox://open?path=/${'a'.repeat(5_000)}`],
    ['two paths', 'signalbox://open?path=/acme&path=/other'],
    ['something besides', 'signalbox://open?path=/acme&trust=yes'],
    ['no address at all', 'signalbox:\\\\ '],
  ])('is refused with %s', (_what, link) => {
    const launch = parseLink(link);
    expect(launch).toMatchObject({ folder: null, trusted: false });
    expect(launch.fault).toBeTypeOf('string');
  });
});
