export { app } from './app.ts';
export { dialog, Menu, nativeTheme, powerMonitor, shell } from './desktop-parts.ts';
export { MessageChannelMain } from './message-port.ts';
export { protocol, session } from './schemes.ts';
export { BrowserWindow } from './window.ts';
