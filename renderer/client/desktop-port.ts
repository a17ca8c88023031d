import { AppError } from '../../shared/errors.ts';
import type { ClientPort } from './client-port.ts';

/** What the desktop app's preload offers to the page. */
export interface SignalboxDesktop {
  /** Asks for a port; it arrives as a `message` event of this window. */
  connect(): void;
  readonly platform: string;
  /** Where a file that was dropped on the page lies; empty when it lies nowhere. */
  readonly pathOf?: (file: File) => string;
}

declare global {
  interface Window {
    readonly signalboxDesktop?: SignalboxDesktop;
  }
}

/** The `data` of the event that brings the port. */
export const PORT_MESSAGE = 'signalbox:port';
const WAIT_MS = 10_000;

/**
 * Gets a port to the core from the desktop app.
 *
 * @throws AppError HOST_LOST when none arrives within ten seconds
 */
export function openDesktopPort(desktop: SignalboxDesktop): Promise<ClientPort> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      window.removeEventListener('message', onMessage);
      reject(new AppError('HOST_LOST', 'The app does not answer.'));
    }, WAIT_MS);
    function onMessage(event: MessageEvent): void {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', onMessage);
      clearTimeout(late);
      resolve(messagePort(port));
    }
    window.addEventListener('message', onMessage);
    desktop.connect();
  });
}

/** Text frames over a MessagePort. */
export function messagePort(port: MessagePort): ClientPort {
  const closes: (() => void)[] = [];
  let open = true;
  function ended(): void {
    if (!open) return;
    open = false;
    for (const listener of closes) listener();
  }
  port.addEventListener('close', ended);
  return {
    send(frame) {
      if (open) port.postMessage(frame);
    },
    onFrame(listener) {
      port.addEventListener('message', (event) => {
        if (typeof event.data === 'string') listener(event.data);
      });
      port.start();
    },
    onClose: (listener) => void closes.push(listener),
    close() {
      port.close();
      ended();
    },
    wasRefused: () => false,
  };
}
