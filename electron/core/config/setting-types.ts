import { z } from 'zod';
import type { SettingType } from '../../../shared/actions/config.ts';
import { compileIgnore } from '../watch/ignore.ts';

/** How one setting is written and checked: for people, and for zod. */
export interface Form<T> {
  readonly type: SettingType;
  readonly schema: z.ZodType<T>;
}

/** On or off. */
export const onOff: Form<boolean> = { type: { is: 'switch' }, schema: z.boolean() };

/** A whole number with its unit. */
export function whole(min: number, max: number, unit = ''): Form<number> {
  return { type: { is: 'number', min, max, unit }, schema: z.number().int().min(min).max(max) };
}

/** A list of texts. */
export function texts(each: string): Form<string[]> {
  return { type: { is: 'list', each }, schema: z.array(z.string().min(1)) };
}

/** A list of globs that can be compiled. */
export const globs: Form<string[]> = {
  type: { is: 'list', each: 'a glob' },
  schema: z.array(z.string().min(1).refine(compiles)),
};

/** A whole number for each of some names. */
export function wholeByName(each: string, min: number, max: number, unit = ''): Form<Record<string, number>> {
  return {
    type: { is: 'numbers', each, min, max, unit },
    schema: z.record(z.string().min(1), z.number().int().min(min).max(max)),
  };
}

/** A list of maps, checked further by the owner of what they declare. */
export function maps(each: string): Form<Record<string, unknown>[]> {
  return { type: { is: 'maps', each }, schema: z.array(z.record(z.string(), z.unknown())) };
}

/** What a setting of a type must look like, as the end of a sentence: `a whole number from 0 to 10000 ms`. */
export function expectedOf(type: SettingType): string {
  switch (type.is) {
    case 'switch':
      return 'true or false';
    case 'number':
      return `a whole number from ${type.min} to ${type.max}${type.unit === '' ? '' : ` ${type.unit}`}`;
    case 'text':
      return 'a text';
    case 'choice':
      return `one of ${type.choices.join(', ')}`;
    case 'list':
      return `a list, each entry ${type.each}`;
    case 'numbers':
      return `a map from ${type.each} to whole numbers from ${type.min} to ${type.max}${type.unit === '' ? '' : ` ${type.unit}`}`;
    case 'maps':
      return `a list of maps, each ${type.each}`;
  }
}

/** What a value is, without repeating it: it may be a secret in the wrong place. */
export function foundWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a map';
  if (typeof value === 'number') return `the number ${value}`;
  return typeof value === 'boolean' ? String(value) : 'a text';
}

/** The text of a variable as a value of a type; undefined where the rule for plain values does. */
export function fromText(type: SettingType, text: string): unknown {
  if (type.is === 'text' || type.is === 'choice') return text;
  if (type.is !== 'list' && type.is !== 'maps') return undefined;
  if (text.trimStart().startsWith('[')) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  }
  if (type.is === 'maps') return undefined;
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function compiles(glob: string): boolean {
  try {
    compileIgnore([glob]);
    return true;
  } catch {
    return false;
  }
}
