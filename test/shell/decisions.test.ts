import { describe, expect, it } from 'vitest';
import { mayOpenExternal } from '../../electron/shell/external-sites.ts';
import { menuOf } from '../../electron/shell/menu-template.ts';
import { mayHave } from '../../electron/shell/permissions.ts';
import { recoveryFor } from '../../electron/shell/recover.ts';
import { failing, titleOf } from '../../electron/shell/title.ts';
import { windowOptions } from '../../electron/shell/window-options.ts';

describe('a permission', () => {
  it('is given from the table, to our page alone', () => {
    expect(mayHave('notifications', 'app://signalbox/')).toBe(true);
    expect(mayHave('clipboard-sanitized-write', 'app://signalbox')).toBe(true);
    expect(mayHave('notifications', 'https://example.com/')).toBe(false);
  });

  it.each(['media', 'geolocation', 'clipboard-read', 'openExternal', 'midi', 'usb', 'unknown', 'fileSystem'])(
    'is refused when it is %s',
    (permission) => {
      expect(mayHave(permission, 'app://signalbox/')).toBe(false);
    },
  );
});

describe('a link out of the app', () => {
  it('leads to sites of the list and to the mail program', () => {
    expect(['https://github.com/x/y', 'mailto:someone@example.com'].map(mayOpenExternal)).toEqual([true, true]);
  });

  it.each([
    'http://github.com/',
    'https://github.com.evil.example/',
    'https://user@github.com/',
    'https://github.com:8443/',
    'file:///etc/passwd',
    'smb://github.com/share',
    'javascript:alert(1)',
    'signalbox://open?path=/',
    'x',
  ])('does not lead to %s', (address) => {
    expect(mayOpenExternal(address)).toBe(false);
  });
});

describe('a window', () => {
  const parts = { preload: '/app/preload.cjs', icon: '/app/icon.png', devTools: false, dark: true };

  it('keeps the page away from the system', () => {
    expect(windowOptions(parts).webPreferences).toEqual({
      preload: '/app/preload.cjs',
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      spellcheck: false,
      navigateOnDragDrop: false,
      devTools: false,
    });
  });

  it('is kept in place and size by Electron, under a name', () => {
    expect(windowOptions(parts)).toMatchObject({ name: 'main', windowStatePersistence: true, show: false });
  });

  it('says in its title what fails, then where', () => {
    const kind = { total: 3, settling: 0, waiting: 0, pinned: 0 };
    const counts = {
      kinds: { agents: { ...kind, faulty: 2, conflicted: 1 }, models: { ...kind, faulty: 0, conflicted: 0 } },
    };
    expect(failing({ workspace: null, counts })).toBe(3);
    expect(titleOf({ workspace: { name: 'acme' }, counts })).toBe('3 failing · acme · Signalbox');
    expect(titleOf({ workspace: { name: 'acme' }, counts: { kinds: {} } })).toBe('acme · Signalbox');
    expect(titleOf({ workspace: null, counts: { kinds: {} } })).toBe('Signalbox');
  });
});

describe('the menu', () => {
  const acts = { openFolder: () => {} };
  const labels = (mac: boolean) => menuOf(acts, mac, true).map(({ label, role }) => label ?? role);

  it('begins with the menu of the app on macOS', () => {
    expect(labels(true)).toEqual(['appMenu', 'File', 'editMenu', 'View', 'windowMenu']);
    expect(labels(false)).toEqual(['File', 'editMenu', 'View', 'windowMenu']);
  });

  it('has developer tools in a checkout only', () => {
    expect(JSON.stringify(menuOf(acts, false, true))).toContain('toggleDevTools');
    expect(JSON.stringify(menuOf(acts, false, false))).not.toContain('toggleDevTools');
  });
});

describe('a lost page', () => {
  it('comes back, but not for ever', () => {
    expect(recoveryFor('crashed', [], 1_000)).toBe('reopen');
    expect(recoveryFor('oom', [1_000, 2_000], 3_000)).toBe('reopen');
    expect(recoveryFor('crashed', [1_000, 2_000, 3_000], 4_000)).toBe('give up');
    expect(recoveryFor('crashed', [1_000, 2_000, 3_000], 62_500)).toBe('reopen');
  });

  it('is no loss when it was asked to end', () => {
    expect(recoveryFor('clean-exit', [], 0)).toBe('nothing');
  });
});
