import { describe, expect, it } from 'vitest';
import type { FormField } from '../../../renderer/ui/schema-form/form-field.ts';
import { draftOf, readForm } from '../../../renderer/ui/schema-form/form-values.ts';
import { readSchema } from '../../../renderer/ui/schema-form/read-schema.ts';

const object = (properties: object, required: string[] = [], more: object = {}) => ({
  type: 'object',
  properties,
  required,
  ...more,
});
const fieldsOf = (properties: object, required: string[] = [], more: object = {}): readonly FormField[] =>
  readSchema(object(properties, required, more)) ?? [];
const sortOf = (property: object, more: object = {}) => fieldsOf({ it: property }, [], more)[0]?.sort;
/** What a form with one field says when this is typed. */
function said(property: object, typed: string | readonly string[], required = false) {
  return readForm(fieldsOf({ it: property }, required ? ['it'] : []), { it: typed });
}

describe('a form from a JSON schema', () => {
  it.each([
    ['text', { type: 'string' }],
    ['number', { type: 'number' }],
    ['number', { type: 'integer' }],
    ['flag', { type: 'boolean' }],
    ['choice', { enum: ['a', 'b'] }],
    ['choice', { const: 'a' }],
    ['choice', { oneOf: [{ const: 'a' }, { const: 'b' }] }],
    ['list', { type: 'array', items: { type: 'string' } }],
    ['list', { type: 'array', items: { enum: ['a'] } }],
    ['group', object({ inner: { type: 'string' } })],
    ['text', { type: ['string', 'null'] }],
    ['text', { anyOf: [{ type: 'string' }, { type: 'null' }] }],
    ['json', { type: ['string', 'number'] }],
    ['json', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
    ['json', { type: 'array', items: object({ a: { type: 'string' } }) }],
    ['json', { type: 'object', additionalProperties: { type: 'string' } }],
    ['json', { type: 'object' }],
    ['json', {}],
    ['json', true],
  ])('has a %s for %o', (sort, property) => {
    expect(sortOf(property as object)).toBe(sort);
  });

  it('follows references inside the schema, also ones that lead in a circle', () => {
    const more = { $defs: { 'a/b': { type: 'integer', minimum: 3 }, round: { $ref: '#/$defs/round' } } };
    expect(sortOf({ $ref: '#/$defs/a~1b' }, more)).toBe('number');
    expect(sortOf({ $ref: '#/$defs/round' }, more)).toBe('json');
    expect(sortOf({ $ref: '#/$defs/none' }, more)).toBe('json');
  });

  it('writes what is nested deeper than one level as JSON', () => {
    const [group] = fieldsOf({ outer: object({ inner: object({ deep: { type: 'string' } }) }) });
    expect(group?.sort === 'group' && group.fields[0]?.sort).toBe('json');
  });

  it('is none where no object with properties is described', () => {
    expect(readSchema({ type: 'object' })).toEqual([]);
    expect(readSchema({ type: 'string' })).toBeNull();
    expect(readSchema(undefined)).toBeNull();
  });
});

describe('what is typed into a form', () => {
  it.each([
    ['text', { type: 'string' }, 'a', 'a'],
    ['a number', { type: 'number' }, '-1.5e2', -150],
    ['a whole number', { type: 'integer' }, '7', 7],
    ['a yes', { type: 'boolean' }, 'true', true],
    ['one of a few, which need be no text', { enum: ['a', 2, null] }, '1', 2],
    ['JSON', {}, '{"a":[1]}', { a: [1] }],
    ['several', { type: 'array', items: { type: 'integer' } }, ['1', '2'], [1, 2]],
  ])('is read as %s', (_, property, typed, value) => {
    expect(said(property, typed)).toEqual({ ok: true, values: { it: value } });
  });

  it.each([
    ['is not a number', { type: 'number' }, '1,5'],
    ['is not a number', { type: 'number' }, 'Infinity'],
    ['is not a whole number', { type: 'integer' }, '1.5'],
    ['is less than 2', { type: 'integer', minimum: 2 }, '1'],
    ['is more than 2', { type: 'integer', maximum: 2 }, '3'],
    ['has fewer than 3 characters', { type: 'string', minLength: 3 }, 'ab'],
    ['has more than 1 characters', { type: 'string', maxLength: 1 }, 'ab'],
    ['does not match ^a', { type: 'string', pattern: '^a' }, 'b'],
  ])('%s is said of %o', (fault, property, typed) => {
    expect(said(property, typed)).toEqual({ ok: false, faults: { it: fault } });
  });

  it('is left out where it is empty, and asked for where it is required', () => {
    expect(said({ type: 'string' }, '')).toEqual({ ok: true, values: {} });
    expect(said({ type: 'string' }, '', true)).toEqual({ ok: false, faults: { it: 'needs a value' } });
    expect(said({ type: 'boolean' }, '', true)).toEqual({ ok: true, values: { it: false } });
    expect(said({ type: 'array', items: { type: 'string' } }, [], true)).toEqual({ ok: true, values: { it: [] } });
  });

  it('says which of several is wrong', () => {
    const several = { type: 'array', items: { type: 'integer' } };
    expect(said(several, ['1', 'x', ''])).toEqual({
      ok: false,
      faults: { 'it[1]': 'is not a number', 'it[2]': 'needs a value' },
    });
  });

  it('says of JSON where it is broken, and of a pattern that cannot be used nothing', () => {
    const broken = said({}, '{');
    expect(broken.ok === false && broken.faults['it']).toMatch(/^is not JSON: /);
    expect(said({ type: 'string', pattern: '(' }, 'x')).toMatchObject({ ok: true });
  });

  it('leaves out a group that nobody filled in, though it would need something', () => {
    const fields = fieldsOf({
      where: object({ city: { type: 'string' }, exact: { type: 'boolean' } }, ['city', 'exact']),
    });
    expect(readForm(fields, draftOf(fields))).toEqual({ ok: true, values: {} });
    expect(readForm(fields, { 'where.exact': 'true' })).toEqual({
      ok: false,
      faults: { 'where.city': 'needs a value' },
    });
    expect(readForm(fields, { 'where.city': 'Oslo' })).toEqual({
      ok: true,
      values: { where: { city: 'Oslo', exact: false } },
    });
  });

  it('begins with what the schema says is meant, and comes back as it was given', () => {
    const fields = fieldsOf({
      text: { type: 'string', default: 'a' },
      choice: { enum: ['x', 'y'], default: 'y' },
      list: { type: 'array', items: { type: 'integer' }, default: [1, 2] },
      other: { default: { deep: [true] } },
      group: object({ inner: { type: 'boolean', default: false } }),
    });
    const values = { text: 'a', choice: 'y', list: [1, 2], other: { deep: [true] }, group: { inner: false } };
    expect(readForm(fields, draftOf(fields))).toEqual({ ok: true, values });
    const given = { text: 'b', choice: 'x', list: [], other: 1, group: { inner: true } };
    expect(readForm(fields, draftOf(fields, given))).toEqual({
      ok: true,
      values: { text: 'b', choice: 'x', other: 1, group: { inner: true } },
    });
  });
});
