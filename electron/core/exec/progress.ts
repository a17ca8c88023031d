/** How far a job says it is: of 1, and in the words it used. */
export interface Progress {
  readonly part: number;
  readonly text: string;
}

/** What is looked at of an output, characters: the newest end of it. */
const LOOKED_AT = 256;

/** `12/40` or `30%` that stands by itself: no path, no date, no piece of a number. */
const MARK = /(?<![\w./-])(?:(\d{1,12}) ?\/ ?(\d{1,12})|(\d{1,3}(?:\.\d{1,6})?) ?%)(?![\w/]|\.\d)/g;

/** The last progress that a piece of output tells; null when it tells none. */
export function progressIn(output: string): Progress | null {
  let found: Progress | null = null;
  for (const match of output.slice(-LOOKED_AT).matchAll(MARK)) {
    const [text, done, total, percent] = match;
    const part = percent === undefined ? Number(done) / Number(total) : Number(percent) / 100;
    if (part >= 0 && part <= 1) found = { part: Math.round(part * 10_000) / 10_000, text };
  }
  return found;
}
