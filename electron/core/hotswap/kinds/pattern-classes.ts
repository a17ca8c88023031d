/** Classes of POSIX by name, as the inside of a class of this engine. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};

/** A character as the source of an expression that takes just it. */
export function escapeSource(char: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
}

/** A class of Unicode (`letter` is p or P) as this engine writes it: scripts by `Script=`, a `^` turns it around. */
export function propertySource(letter: string, name: string): string {
  const turned = name.startsWith('^') ? (letter === 'p' ? 'P' : 'p') : letter;
  const plain = name.replace('^', '');
  return plain.length <= 2 ? `\\${turned}{${plain}}` : `\\${turned}{Script=${plain}}`;
}

/**
 * A class of RE2 (`inside` the brackets, `negated` is `^` or nothing) as the source of one of this engine; null for one
 * that names something this engine would read in another way.
 */
export function classSource(negated: string, inside: string): string | null {
  let source = '';
  for (const [whole, posix, property, escaped] of inside.matchAll(
    /\[:(\w+):\]|\\([pP](?:\{\^?\w+\}|\w))|\\([\s\S])|[\s\S]/gu,
  )) {
    if (posix !== undefined) {
      const known = POSIX[posix];
      if (known === undefined) return null;
      source += known;
    } else if (property !== undefined) {
      source += propertySource(property.charAt(0), property.slice(1).replace(/[{}]/g, ''));
    } else if (escaped !== undefined) {
      if (/[dwsDWStnrfv]/.test(escaped)) source += whole;
      else if (/[A-Za-z0-9]/.test(escaped)) return null;
      else source += escaped === '-' ? '\\-' : escapeSource(escaped);
    } else
      source +=
        /[[\]]/.test(whole) || (whole !== '^' && whole !== '-' && /[$.*+?(){}|/]/.test(whole)) ? `\\${whole}` : whole;
  }
  // A class of one `^` that is not negated would read as negated.
  return `[${negated}${negated === '' && source.startsWith('^') ? `\\${source}` : source}]`;
}
