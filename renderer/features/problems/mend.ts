/** Words and numbers that YAML would read as something else than a text. */
const NOT_PLAIN = /^(?:true|false|null|yes|no|on|off|y|n|~)$/i;
const PLAIN = /^[A-Za-z_][\w./-]*$/;

/**
 * The text with a name replaced where it stands; null when it does not stand there any more. Lines and columns count
 * from 1, columns in UTF-16 units.
 */
export function replaceName(
  text: string,
  place: { readonly line: number; readonly column: number },
  from: string,
  to: string,
): string | null {
  const lines = text.split('\n');
  const line = lines[place.line - 1];
  if (line === undefined) return null;
  const rest = line.slice(place.column - 1);
  // The value may be quoted, and a server's name stands behind the scheme of an address.
  const lead = /^(["']?)(?:mcp:(?:\/\/)?)?/i.exec(rest);
  const quote = lead?.[1] ?? '';
  const start = lead?.[0].length ?? 0;
  if (from === '' || !rest.startsWith(from, start)) return null;
  const after = rest.slice(start + from.length);
  if (/^[\w-]/.test(after)) return null;
  const written = writtenAs(to, quote, rest.slice(quote.length, start) !== '' || /^[/:]\S/.test(after));
  if (written === null) return null;
  lines[place.line - 1] = line.slice(0, place.column - 1) + rest.slice(0, start) + written + after;
  return lines.join('\n');
}

/** A name as it can stand there; null when it would have to be quoted in the middle of something. */
function writtenAs(name: string, quote: string, isPart: boolean): string | null {
  const isSafe = PLAIN.test(name) && !NOT_PLAIN.test(name);
  if (isSafe) return name;
  if (quote === '"') return JSON.stringify(name).slice(1, -1);
  if (quote === "'") return name.replaceAll("'", "''");
  return isPart ? null : JSON.stringify(name);
}
