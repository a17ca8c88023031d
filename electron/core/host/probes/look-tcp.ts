import net from 'node:net';
import type { ProbeSpec } from '../component.ts';
import { bad, connectionWords, good, type ProbeAnswer } from './answer.ts';

/** Opens a connection and closes it again. */
export function lookTcp(
  { host, port }: Extract<ProbeSpec['how'], { sort: 'tcp' }>,
  signal: AbortSignal,
): Promise<ProbeAnswer> {
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    const give = (): void => {
      socket.destroy();
      reject(signal.reason);
    };
    const finish = (answer: ProbeAnswer): void => {
      signal.removeEventListener('abort', give);
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => finish(good(`${target} takes connections`)));
    socket.on('error', (error) => finish(bad(connectionWords(error, target))));
    signal.addEventListener('abort', give, { once: true });
  });
}
