import type { WireError } from '../../shared/errors.ts';
import { formatPlace } from '../lib/format.ts';
import css from './error-note.module.css';
import { Frame } from './frame.tsx';
import { Glyph } from './glyph.tsx';
import { Words } from './words.tsx';

interface ErrorNoteProps {
  readonly error: Pick<WireError, 'message' | 'hint' | 'at'>;
  /** Leave out the place where it already stands beside it. */
  readonly showPlace?: boolean;
}

/** An error in full, never cut: message, where, the code around it, what to do. */
export function ErrorNote({ error, showPlace = true }: ErrorNoteProps) {
  const { message, hint, at } = error;
  return (
    <div className={css['note']} role="alert">
      <p className={css['message']}>
        <span className={css['glyph']}>
          <Glyph name="failed" title="Error" />
        </span>
        <span>
          <Words text={message} />
        </span>
      </p>
      {at && showPlace ? <p className={css['place']}>{formatPlace(at)}</p> : null}
      {at?.frame === undefined ? null : <Frame text={at.frame} path={at.path} line={at.line} />}
      {hint === '' ? null : (
        <p className={css['hint']}>
          <Words text={hint} />
        </p>
      )}
    </div>
  );
}
