import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { app, dialog } from 'electron';
import { toWireError } from '../../shared/errors.ts';
import { homeOf } from '../core/home/places.ts';
import { parseLaunch } from './argv.ts';
import { startDesktop } from './desktop.ts';
import { say } from './log.ts';
import { registerAppScheme } from './protocol.ts';
import { becomeTheOne } from './single-instance.ts';

// The order matters: what follows must be set before Electron is ready, and the first line before any page exists.
app.enableSandbox();
registerAppScheme();
const home = homeOf(process.env);
// What Chromium keeps, and with it the lock of the single instance, belongs to the home folder in use.
const userData = path.join(home, 'desktop');
mkdirSync(userData, { recursive: true, mode: 0o700 });
app.setPath('userData', userData);

// The packages of the other systems name their links themselves.
if (app.isPackaged && process.platform === 'win32') app.setAsDefaultProtocolClient('signalbox');

const inbox = becomeTheOne();
if (inbox === null) {
  say('Signalbox is running already; it was told what to open.');
  app.exit(0);
} else {
  const launch = parseLaunch(process.argv, app.isPackaged, process.cwd());
  app
    .whenReady()
    .then(() => startDesktop({ home, launch, inbox }))
    .catch((error: unknown) => {
      const { message, hint } = toWireError(error);
      say(`Signalbox cannot start: ${message}`);
      dialog.showErrorBox('Signalbox cannot start', `${message}\n\n${hint}`);
      app.exit(1);
    });
}
