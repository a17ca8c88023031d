import { formatPlace } from '../lib/format.ts';
import { frameLines } from '../lib/frame-lines.ts';
import css from './frame.module.css';
import { ScrollBox } from './scroll-box.tsx';

interface FrameProps {
  /** Numbered lines, the one at fault marked with `>`, as errors carry them. */
  readonly text: string;
  readonly path?: string | undefined;
  /** The line to mark when the text marks none. */
  readonly line?: number | undefined;
}

/** The lines around a fault, on an inset surface, the line at fault marked. */
export function Frame({ text, path, line }: FrameProps) {
  const lines = frameLines(text);
  const label = path === undefined ? 'Code' : `Code of ${formatPlace({ path, line })}`;
  return (
    <ScrollBox as="figure" label={label} framed className={css['frame']}>
      <div className={css['lines']}>
        {lines.map((entry, index) => (
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one fixed text
            key={index}
            className={css['line']}
            data-marked={entry.marked || (line !== undefined && entry.number === line) || undefined}
          >
            {entry.number === null ? null : <span className={css['number']}>{entry.number}</span>}
            <code className={css['code']}>{entry.text === '' ? ' ' : entry.text}</code>
          </div>
        ))}
      </div>
    </ScrollBox>
  );
}
