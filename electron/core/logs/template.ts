import { plainText } from './line-plain.ts';

/** What differs from one line to the next of the same kind: quoted texts, ids, hexadecimal and other numbers, times. */
const VARIABLE =
  /"(?:[^"\\]|\\.)*"|(?<!\w)'(?:[^'\\]|\\.)*'(?!\w)|`[^`]*`|\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b0x[0-9a-f]+\b|\b(?=[a-f]*\d)[0-9a-f]{6,}\b|(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) {1,2}\d{1,2}\b|\d+(?:[.,:/-]\d+)*(?:T(?=\d)|Z\b)?/gi;
/** Characters of a line that count; lines that differ only behind them are alike. */
const CHARS = 2_000;

/** A line with what varies taken out: lines of one template tell the same of different things. */
export function templateText(text: string): string {
  const plain = plainText(text.length > CHARS ? text.slice(0, CHARS) : text);
  return plain.replace(VARIABLE, '#').trim();
}

/** A number that is the same for lines of the same template, and for others with a chance of about 1 in 2^53 only. */
export function templateOf(text: string): number {
  const template = templateText(text);
  let one = 0xdeadbeef;
  let other = 0x41c6ce57;
  for (let at = 0; at < template.length; at += 1) {
    const code = template.charCodeAt(at);
    one = Math.imul(one ^ code, 0x9e3779b1);
    other = Math.imul(other ^ code, 0x5f356495);
  }
  one = Math.imul(one ^ (one >>> 16), 0x85ebca6b) ^ Math.imul(other ^ (other >>> 13), 0xc2b2ae35);
  other = Math.imul(other ^ (other >>> 16), 0x85ebca6b) ^ Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (other & 0x1fffff) * 2 ** 32 + (one >>> 0);
}
