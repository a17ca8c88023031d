import type { MenuItemConstructorOptions } from 'electron';

/** What the menu does besides what every app's menu does. */
export interface MenuActs {
  readonly openFolder: () => void;
}

/** The menu of the app. On macOS the app's own menu comes first, and developer tools are for checkouts. */
export function menuOf(acts: MenuActs, mac: boolean, devTools: boolean): MenuItemConstructorOptions[] {
  const open: MenuItemConstructorOptions = {
    label: 'Open Folder…',
    accelerator: 'CmdOrCtrl+O',
    click: () => acts.openFolder(),
  };
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(devTools ? [{ role: 'toggleDevTools' } as const] : []),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ];
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: 'File',
      submenu: [open, { type: 'separator' }, mac ? { role: 'close' } : { role: 'quit' }],
    },
    { role: 'editMenu' },
    { label: 'View', submenu: view },
    { role: 'windowMenu' },
  ];
}
