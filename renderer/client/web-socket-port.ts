import { AppError } from '../../shared/errors.ts';
import type { ClientPort } from './client-port.ts';

/** The close codes with which the core says that a token is missing or wrong. */
const REFUSED_CODES: ReadonlySet<number> = new Set([4401, 4403]);

/**
 * Opens the page's WebSocket and sends the token as its first frame.
 *
 * @throws AppError HOST_LOST when nobody answers
 */
export function openWebSocketPort(address: string | URL, token: string): Promise<ClientPort> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address);
    const closes: (() => void)[] = [];
    let refused = false;
    socket.addEventListener('close', (event) => {
      refused = REFUSED_CODES.has(event.code);
      reject(new AppError('HOST_LOST', 'Signalbox does not answer.'));
      for (const listener of closes) listener();
    });
    socket.addEventListener('open', () => {
      socket.send(JSON.stringify({ auth: token }));
      resolve({
        send(frame) {
          if (socket.readyState === WebSocket.OPEN) socket.send(frame);
        },
        onFrame(listener) {
          socket.addEventListener('message', (event) => {
            if (typeof event.data === 'string') listener(event.data);
          });
        },
        onClose: (listener) => void closes.push(listener),
        close: () => socket.close(),
        wasRefused: () => refused,
      });
    });
  });
}
