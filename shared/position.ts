/** A place in one journal: the epoch (16 hex digits, one per start of a host) and the sequence number in it. */
export interface Position {
  readonly epoch: string;
  readonly seq: number;
}

/** Writes a position the way events, URLs and the command line carry it: `epoch:seq`. */
export function formatPosition(position: Position): string {
  return `${position.epoch}:${position.seq}`;
}

/** Reads `[host/]epoch:seq`; null when the text is anything else. */
export function parsePosition(text: string): Position | null {
  const match = /^(?:[^/]+\/)?([0-9a-f]{16}):(\d{1,15})$/.exec(text);
  return match?.[1] && match[2] ? { epoch: match[1], seq: Number(match[2]) } : null;
}
