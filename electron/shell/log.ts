/** Writes a line of Signalbox's own to stderr; where nobody reads it any more, it is lost. */
export function say(line: string): void {
  if (process.stderr.writable) process.stderr.write(`${line}\n`);
}
