import { AppError } from '../../../shared/errors.ts';
import { CLIENT_FRAME_CHARS } from '../../../shared/rpc.ts';

/** Left free for what goes around a text in its frame: name, id, hash. */
const AROUND = 4_096;
/** The most characters one character of a text can become in a frame: `\u0000`. */
const WIDEST = 6;

/** Whether a text can be sent from the page to the core in one frame. */
export function fitsFrame(text: string): boolean {
  const room = CLIENT_FRAME_CHARS - AROUND;
  if (text.length > room) return false;
  return text.length * WIDEST <= room || JSON.stringify(text).length <= room;
}

/** Why a text that does not fit cannot be saved from here. */
export function tooLongToSend(path: string): AppError {
  return new AppError('TOO_LARGE', `${path} is too long to be saved from here: the page may send 1 MiB at once.`, {
    hint: 'Change it in an editor of your own; what is saved there loads like any other change.',
  });
}
