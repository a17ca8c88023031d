import { createHash } from 'node:crypto';
import type { Random } from './random.ts';

/** Texts the proof writes, and whether each of them loads: known because it was written so, not because it was asked. */
export interface Contents {
  /** A text of this kind that loads and that nobody has written before. */
  good(kind: string): string;
  /** A text that does not load. */
  bad(): string;
  loads(hash: string): boolean;
  /** The text of a hash that was made here. */
  text(hash: string): string;
}

/** sha256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Makes texts from one template per kind. */
export function createContents(random: Random, templates: ReadonlyMap<string, string>): Contents {
  const known = new Map<string, { text: string; loads: boolean }>();
  let count = 0;

  function note(text: string, loads: boolean): string {
    known.set(sha256(text), { text, loads });
    return text;
  }

  const faults = [
    () => `name: [ # ${count}\n`,
    () => `name: a\nname: b # ${count}\n`,
    () => `- a list # ${count}\n`,
    () => `a: 1\n---\nb: ${count}\n`,
    () => '',
    () => `# only words ${count}\n`,
    () => `__proto__: { a: ${count} }\n`,
    () => `a: "open ${count}\n`,
  ];

  return {
    good(kind) {
      count += 1;
      // Now and then two call themselves by one name, which is a problem to tell, not a fault of either.
      const template = templates.get(kind) ?? '';
      const text = random.chance(0.05) ? template : template.replaceAll('probe', `p${count}`);
      return note(`${text}# edit ${count}\n`, true);
    },
    bad() {
      count += 1;
      return note(random.pick(faults)(), false);
    },
    loads: (hash) => known.get(hash)?.loads ?? false,
    text(hash) {
      const found = known.get(hash);
      if (!found) throw new Error(`nobody wrote a text with the hash ${hash}`);
      return found.text;
    },
  };
}
