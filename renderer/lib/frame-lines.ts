/** One line of a code frame; `number` is null where the text is not in the form of a frame. */
export interface FrameLine {
  readonly number: number | null;
  readonly text: string;
  readonly marked: boolean;
}

const LINE = /^([> ]) *(\d+) \|(?: (.*))?$/;

/** Reads a code frame (`> 12 |   max: 8k`); lines of another form are kept as they are. */
export function frameLines(frame: string): FrameLine[] {
  return frame
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const match = LINE.exec(line);
      if (!match) return { number: null, text: line, marked: false };
      return { number: Number(match[2]), text: match[3] ?? '', marked: match[1] === '>' };
    });
}
