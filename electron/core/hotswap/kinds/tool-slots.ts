/** A piece of one element of a command: text as it stands, or the place of an argument's value. */
export type SlotPiece = { readonly text: string } | { readonly arg: string };

/** What an element of `exec_parts` is made of, or why it cannot be used. */
export type SlotReading =
  | { readonly ok: true; readonly pieces: readonly SlotPiece[] }
  | { readonly ok: false; readonly why: string };

/** `{{.name}}`, `{{name}}` and `{name}`; what stands in double braces otherwise is a template that nobody runs. */
const SLOT = /\{\{\s*\.?([A-Za-z0-9_-]+)\s*\}\}|\{([A-Za-z0-9_-]+)\}|(\{\{)/g;

/**
 * Reads the slots of one element of a command. A value fills one slot of one element and is never split, so that it can
 * add no argument of its own.
 */
export function readSlots(part: string): SlotReading {
  const pieces: SlotPiece[] = [];
  let end = 0;
  for (const match of part.matchAll(SLOT)) {
    const name = match[1] ?? match[2];
    if (name === undefined)
      return { ok: false, why: 'has `{{` that begins no slot; a slot is `{{.name}}` or `{name}`' };
    if (match.index > end) pieces.push({ text: part.slice(end, match.index) });
    pieces.push({ arg: name });
    end = match.index + match[0].length;
  }
  if (end < part.length) pieces.push({ text: part.slice(end) });
  return { ok: true, pieces };
}

/** Names of the arguments that an element takes; none for one that cannot be read. */
export function slotNames(part: string): string[] {
  const reading = readSlots(part);
  return reading.ok ? reading.pieces.flatMap((piece) => ('arg' in piece ? [piece.arg] : [])) : [];
}
