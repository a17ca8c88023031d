import { useMemo } from 'react';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import spoken from '../../ui/spoken.module.css';
import { type DiffLine, diffLines, hunksOf } from './text-diff.ts';
import styles from './text-diff-view.module.css';

interface TextDiffProps {
  readonly before: string;
  readonly after: string;
  /** What the `−` side is, e.g. `on disk`. */
  readonly beforeLabel: string;
  readonly afterLabel: string;
  /** What the changed lines are called, where there is more than one comparison. */
  readonly linesLabel?: string;
}

/** Lines drawn at most: a change beyond that is a rewrite, and the count says so. */
const MAX_LINES = 2_000;
const SPOKEN = { '-': 'removed: ', '+': 'added: ', ' ': '' } as const;

/** Two texts compared line by line, three lines around each change. */
export function TextDiff({ before, after, beforeLabel, afterLabel, linesLabel = 'Changed lines' }: TextDiffProps) {
  const hunks = useMemo(() => hunksOf(diffLines(before, after)), [before, after]);
  const lines = hunks.reduce((sum, hunk) => sum + hunk.lines.length, 0);
  if (hunks.length === 0) {
    return (
      <p className={styles['none']}>
        {before === after ? 'Both texts are the same.' : 'Only the end of the last line differs.'}
      </p>
    );
  }
  return (
    <figure className={styles['diff']} aria-label={`${beforeLabel} compared with ${afterLabel}`}>
      <figcaption className={styles['legend']}>
        <span className={styles['old']}>− {beforeLabel}</span>
        <span className={styles['new']}>+ {afterLabel}</span>
      </figcaption>
      <ScrollBox as="section" label={linesLabel} framed className={styles['lines']}>
        {cutAt(hunks, MAX_LINES).map((hunk) => (
          <div key={keyOf(hunk.lines)}>
            {hunk.skipped > 0 && <div className={styles['skip']}>{hunk.skipped} lines the same</div>}
            {hunk.lines.map((line) => (
              <Line key={`${line.oldLine}:${line.newLine}`} line={line} />
            ))}
          </div>
        ))}
        {lines > MAX_LINES && <div className={styles['skip']}>{lines - MAX_LINES} more lines differ</div>}
      </ScrollBox>
    </figure>
  );
}

function Line({ line }: { readonly line: DiffLine }) {
  const tone = line.sign === '-' ? styles['removed'] : line.sign === '+' ? styles['added'] : '';
  return (
    <div className={`${styles['line']} ${tone}`}>
      <span className={styles['number']}>{line.oldLine}</span>
      <span className={styles['number']}>{line.newLine}</span>
      <span className={styles['sign']} aria-hidden="true">
        {line.sign === '-' ? '−' : line.sign}
      </span>
      <span className={styles['text']}>
        {SPOKEN[line.sign] !== '' && <span className={spoken['spoken']}>{SPOKEN[line.sign]}</span>}
        {line.text}
      </span>
    </div>
  );
}

function cutAt(hunks: ReturnType<typeof hunksOf>, limit: number): ReturnType<typeof hunksOf> {
  let left = limit;
  const shown: ReturnType<typeof hunksOf> = [];
  for (const hunk of hunks) {
    if (left <= 0) break;
    shown.push({ ...hunk, lines: hunk.lines.slice(0, left) });
    left -= hunk.lines.length;
  }
  return shown;
}

function keyOf(lines: readonly DiffLine[]): string {
  return `${lines[0]?.oldLine}:${lines[0]?.newLine}`;
}
