/**
 * The quote or bracket of a broken YAML text that is most likely the one never closed; null when all are. A plain reading
 * of quotes, brackets and comments that does not tell block texts apart: good for pointing, not for deciding.
 */
export function lastUnclosed(text: string): { char: string; at: number } | null {
  const open: { char: string; at: number }[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    const before = text.charAt(at - 1);
    const atStart = at === 0 || /[\s,[{]/.test(before);
    if (char === '#' && atStart) at = nextLine(text, at);
    else if ((char === '"' || char === "'") && atStart) {
      const end = closingQuote(text, at);
      if (end < 0) return { char, at };
      at = end + 1;
    } else {
      if (
        (char === '[' || char === '{') &&
        (open.length > 0 || /(?:^|[\n:,-])\s*$/.test(text.slice(Math.max(0, at - 20), at)))
      )
        open.push({ char, at });
      else if ((char === ']' || char === '}') && open.length > 0) open.pop();
      at++;
    }
  }
  return open[0] ?? null;
}

function closingQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote === '"' && char === '\\') at++;
    else if (char === quote) {
      if (quote === "'" && text.charAt(at + 1) === quote) at++;
      else if (/^\s*(?:[,\]}:#]|$|\n|\r)/.test(text.slice(at + 1, at + 200))) return at;
      else return -1;
    }
  }
  return -1;
}

function nextLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end + 1;
}
