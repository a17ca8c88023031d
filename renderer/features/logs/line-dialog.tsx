import { useEffect, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import type { LogLineRow } from '../../../shared/log.ts';
import { asAppError, ask } from '../../client/calls.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatBytes, formatCount, formatDateTime } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import css from './pane.module.css';
import { jsonIn } from './text/json-text.ts';
import { type ItemWords, streamWord } from './text/row-text.ts';
import { plainText } from './text/shown-text.ts';

/** Characters of one line that are shown at most; the file on disk has the rest. */
const SHOWN_CHARS = 1_000_000;

interface LineDialogProps {
  readonly line: LogLineRow;
  readonly words: ItemWords | undefined;
  readonly onClose: () => void;
}

/** One line whole, however long it is: as text, or formatted when it is JSON. */
export function LineDialog({ line, words, onClose }: LineDialogProps) {
  const [text, setText] = useState(line.text);
  const [error, setError] = useState<AppError | null>(null);
  const [isRaw, setIsRaw] = useState(false);

  useEffect(() => {
    const leaving = new AbortController();
    readLine(line, setText, leaving.signal).catch((thrown: unknown) => {
      if (!leaving.signal.aborted) setError(asAppError(thrown));
    });
    return () => leaving.abort();
  }, [line]);

  const plain = plainText(text);
  const json = jsonIn(plain);
  const shown = json === null || isRaw ? plain : JSON.stringify(json, null, 2);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={`Line ${formatCount(line.n)} of ${streamWord(line.stream, words)}`}
      description={`${formatDateTime(line.at)}, ${line.level}, ${formatBytes(line.bytes)}`}
      testId="log-line"
      footer={
        <>
          <Button keys="Esc" onClick={onClose}>
            Close
          </Button>
          <Button onClick={() => void copyText(shown, 'line')}>Copy</Button>
          {json === null ? null : (
            <Button kind="quiet" onClick={() => setIsRaw(!isRaw)}>
              {isRaw ? 'Formatted' : 'As it was written'}
            </Button>
          )}
        </>
      }
    >
      {error === null ? null : <ErrorNote error={error} />}
      <ScrollBox as="pre" label="Text of the line" framed className={css['whole']} testId="log-line-text">
        {shown}
      </ScrollBox>
      {text.length >= SHOWN_CHARS ? <p className={css['note']}>Only its beginning is shown.</p> : null}
    </Dialog>
  );
}

/** Reads a line part by part; `onText` hears of everything that is there so far. */
async function readLine(line: LogLineRow, onText: (text: string) => void, signal: AbortSignal): Promise<void> {
  let text = '';
  let from = 0;
  while (text.length < SHOWN_CHARS) {
    const part = await ask('log.line', { stream: line.stream, n: line.n, from }, signal);
    if (signal.aborted) return;
    text += part.text;
    onText(text.slice(0, SHOWN_CHARS));
    const next = part.from + new TextEncoder().encode(part.text).length;
    if (part.text === '' || next <= from || next >= part.bytes) return;
    from = next;
  }
}
