import type { WebSocket } from 'ws';
import { actionRows, isActionName } from '../../shared/actions/all.ts';
import { AppError } from '../../shared/errors.ts';
import type { Port } from '../../shared/rpc.ts';

/** Characters the network may owe one client. Credit keeps far below; only answers to its own calls can reach this. */
const OWED_BYTES = 134_217_728;
/** How long a client may take to say goodbye, ms. */
const GOODBYE_MS = 2_000;

/**
 * A socket as a port. Acts beyond the limit are answered here and never reach the core; frames that are not text
 * close it.
 *
 * @param mayAct counts one act and says whether it is within the limit
 */
export function socketPort(socket: WebSocket, mayAct: () => boolean): Port {
  const frames: ((frame: string) => void)[] = [];

  function send(frame: string): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > OWED_BYTES) socket.terminate();
    else socket.send(frame);
  }

  socket.on('message', (data, isBinary) => {
    if (isBinary) {
      socket.close(1003, 'text frames only');
      return;
    }
    const frame = data.toString();
    const act = actIn(frame);
    if (act !== null && !mayAct()) {
      const error = new AppError('RATE_LIMITED', 'More than 50 acts in one second with this token.').toWire();
      send(JSON.stringify({ t: 'error', id: act, error }));
      return;
    }
    for (const listener of frames) listener(frame);
  });

  return {
    send,
    onFrame: (listener) => void frames.push(listener),
    onClose: (listener) => void socket.once('close', () => listener()),
    close() {
      socket.close(1000);
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
    },
  };
}

/** The id of the call in a frame that asks for an act which changes something; null for every other frame. */
function actIn(text: string): number | null {
  if (!text.includes('"call"')) return null;
  try {
    const frame = JSON.parse(text) as { t?: unknown; id?: unknown; name?: unknown };
    if (frame.t !== 'call' || typeof frame.id !== 'number' || typeof frame.name !== 'string') return null;
    return isActionName(frame.name) && !actionRows[frame.name].reads ? frame.id : null;
  } catch {
    return null;
  }
}
