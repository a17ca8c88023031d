import { contextBridge, ipcRenderer, webUtils } from 'electron';

// The page's window, as far as it is used here: the types of the DOM belong to the page alone.
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: string, origin: string, transfer: readonly unknown[]): void;
};

// The page gets a port and nothing else: neither ipcRenderer nor a way to name a channel.
ipcRenderer.on('port', (event) => window.postMessage('signalbox:port', window.location.origin, [...event.ports]));

contextBridge.exposeInMainWorld('signalboxDesktop', {
  connect: () => ipcRenderer.send('connect'),
  platform: process.platform,
  pathOf: (file: Parameters<typeof webUtils.getPathForFile>[0]) => webUtils.getPathForFile(file),
});
