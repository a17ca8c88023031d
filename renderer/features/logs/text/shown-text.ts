// A terminal would act on these; a log only tells that they were there, or leaves them out.
const CSI = /[\x1b]\[[0-?]*[ -/]*[@-~]|\x9b[0-?]*[ -/]*[@-~]/;
const STRING = /(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?/;
const OTHER = /\x1b[ -/]*[0-~]/;
const CONTROL = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/;
/** What turns the direction of the text around it, by which a line can be made to read as another one. */
const TURNS = /[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const ANY = new RegExp([STRING, CSI, OTHER, CONTROL, TURNS].map(({ source }) => source).join('|'), 'g');
const COLOUR = /^\x1b\[[\d;]*m$/;

/**
 * A line as it can be shown without doing anything: colour sequences (SGR, ECMA-48 §8.3.117) stay for `spansOf`, every
 * other sequence is left out, and control characters become the signs that stand for them.
 */
export function colouredText(raw: string): string {
  return raw.replace(ANY, sign);
}

function sign(found: string): string {
  if (found.length > 1) return COLOUR.test(found) ? found : '';
  const code = found.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return '\u2421';
  return code < 0xa0 ? '\ufffd' : '\u2426';
}

/** The same without colours: what is searched, copied and exported. */
export function plainText(raw: string): string {
  return colouredText(raw).replace(/\x1b\[[\d;]*m/g, '');
}
