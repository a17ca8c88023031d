import { z } from 'zod';

/** A text; numbers and booleans without quotes are taken as the text they are written as, as the reference format does. */
export const text = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  z.string(),
);

/** A text that must not be empty. */
export const name = z.preprocess((value) => (typeof value === 'number' ? String(value) : value), z.string().min(1));

/** true or false, also written as the words that YAML 1.1 read as such. */
export const flag = z
  .preprocess(
    (value) => (typeof value === 'string' ? (flagWords.get(value.trim().toLowerCase()) ?? value) : value),
    z.boolean(),
  )
  .meta({ example: 'true' });

const flagWords = new Map<string, boolean>([
  ...['true', 'yes', 'on', 'y', 't', '1'].map((word): [string, boolean] => [word, true]),
  ...['false', 'no', 'off', 'n', 'f', '0'].map((word): [string, boolean] => [word, false]),
]);

/** A whole number from 0 up. */
export const count = z.int().min(0);

/** A list of texts. */
export const texts = z.array(text);

/** Any keys with any values. */
export const freeMap = z.record(z.string(), z.unknown());
