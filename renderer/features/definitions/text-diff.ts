/** One line of a comparison of two texts; numbers count from 1 on the side that has the line. */
export interface DiffLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  readonly oldLine: number | null;
  readonly newLine: number | null;
}

/** A run of lines around changes; what lies between two hunks is the same on both sides. */
export interface Hunk {
  readonly lines: readonly DiffLine[];
  /** Lines left out before this hunk. */
  readonly skipped: number;
}

/** Cells of the table the search may fill: about 2,000 changed lines on each side. */
const MAX_CELLS = 4_000_000;
const CONTEXT = 3;

/**
 * Compares two texts line by line by their longest common subsequence. When the changed middle is too large for that,
 * it is told as all of one side gone and all of the other come, which is true, if not the shortest way to say it.
 */
export function diffLines(before: string, after: string): DiffLine[] {
  const old = split(before);
  const now = split(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;

  const lines: DiffLine[] = [];
  let oldLine = 1;
  let newLine = 1;
  const push = (sign: DiffLine['sign'], text: string): void => {
    lines.push({ sign, text, oldLine: sign === '+' ? null : oldLine, newLine: sign === '-' ? null : newLine });
    if (sign !== '+') oldLine += 1;
    if (sign !== '-') newLine += 1;
  };
  for (const text of old.slice(0, head)) push(' ', text);
  for (const [sign, text] of middle(old.slice(head, old.length - tail), now.slice(head, now.length - tail)))
    push(sign, text);
  for (const text of old.slice(old.length - tail)) push(' ', text);
  return lines;
}

/** Groups a comparison into hunks with three lines around each change; empty when nothing changed. */
export function hunksOf(lines: readonly DiffLine[]): Hunk[] {
  const near = new Array<boolean>(lines.length).fill(false);
  for (const [index, line] of lines.entries()) {
    if (line.sign !== ' ') near.fill(true, Math.max(0, index - CONTEXT), Math.min(lines.length, index + CONTEXT + 1));
  }
  const hunks: Hunk[] = [];
  let skipped = 0;
  for (let index = 0; index < lines.length; ) {
    if (!near[index]) {
      skipped += 1;
      index += 1;
      continue;
    }
    let end = index;
    while (near[end]) end += 1;
    hunks.push({ lines: lines.slice(index, end), skipped });
    skipped = 0;
    index = end;
  }
  return hunks;
}

function split(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function middle(old: readonly string[], now: readonly string[]): [DiffLine['sign'], string][] {
  const allOld = old.map((text): [DiffLine['sign'], string] => ['-', text]);
  const allNow = now.map((text): [DiffLine['sign'], string] => ['+', text]);
  if (old.length * now.length > MAX_CELLS || old.length === 0 || now.length === 0) return [...allOld, ...allNow];

  const width = now.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  const cell = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      lengths[row * width + column] =
        old[row] === now[column]
          ? cell(row + 1, column + 1) + 1
          : Math.max(cell(row + 1, column), cell(row, column + 1));
    }
  }
  const out: [DiffLine['sign'], string][] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < now.length) {
    if (row < old.length && column < now.length && old[row] === now[column]) {
      out.push([' ', old[row] ?? '']);
      row += 1;
      column += 1;
    } else if (row < old.length && (column >= now.length || cell(row + 1, column) >= cell(row, column + 1))) {
      out.push(['-', old[row] ?? '']);
      row += 1;
    } else {
      out.push(['+', now[column] ?? '']);
      column += 1;
    }
  }
  return out;
}
