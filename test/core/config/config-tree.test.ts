import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseConfig } from '../../../electron/core/config/config.ts';
import { changedPaths, joinPath, splitPath } from '../../../electron/core/config/config-path.ts';
import { durationMs } from '../../../electron/core/config/duration.ts';

const config = (text: string, environ: Record<string, string> = {}) =>
  parseConfig(Buffer.from(text), { prefix: 'APP', environ });

describe('dotted paths', () => {
  it.each([
    ['a.b', ['a', 'b']],
    ['a\\.b', ['a.b']],
    ['a\\\\.b', ['a\\', 'b']],
    ['', []],
    ['.a', ['', 'a']],
  ])('%s names %j, and is written again the same way', (path, keys) => {
    expect(splitPath(path)).toEqual(keys);
    expect(joinPath(keys)).toBe(path);
  });

  it('reach keys that hold dots', () => {
    expect(config('hosts:\n  example.com: 1\n').get('hosts.example\\.com')).toBe(1);
    expect(config('hosts:\n  example.com: 1\n').get('hosts.example.com')).toBeUndefined();
  });

  it('name nothing below a list or a value', () => {
    expect(config('a: [1, 2]').get('a.0')).toBeUndefined();
    expect(config('a: text').get('a.length')).toBeUndefined();
  });

  it('tell the leaves that differ between two trees', () => {
    expect(changedPaths({ a: 1, b: { c: 1, d: [1] } }, { b: { c: 2, d: [1] }, e: { f: 1 } })).toEqual([
      'a',
      'b.c',
      'e.f',
    ]);
    expect(changedPaths({ a: {} }, {})).toEqual(['a']);
  });
});

describe('durations', () => {
  it.each([
    ['250ms', 250],
    ['5s', 5_000],
    ['1h30m', 5_400_000],
    ['-1.5s', -1_500],
    ['+2m', 120_000],
    ['.5s', 500],
    ['1.s', 1_000],
    ['1us', 0.001],
    ['1µs', 0.001],
    ['0', 0],
    [3, 3_000],
    [0.25, 250],
  ])('%s is %d ms', (text, ms) => expect(durationMs(text)).toBeCloseTo(ms, 9));

  it.each(['', '5', 's', '1x', '1 s', '1s ', 'ms5', '--1s', '300000000h', 1e19, -1e19, Number.NaN, true, null, ['1s']])(
    '%j is none',
    (value) => expect(durationMs(value)).toBeNull(),
  );
});

describe('typed reading', () => {
  const read = config(
    'int: 7.9\nneg: -7.9\nbig: 1e19\ntext: "12"\nyes: T\nno: 0\non: true\nname: box\nnothing: null\nd: 1e19\n',
  );

  it('gives the fallback for what is absent or of another type', () => {
    expect([read.int('none', 5), read.int('name', 5), read.int('on', 5), read.int('big', 5)]).toEqual([5, 5, 5, 5]);
    expect([read.string('none', 'x'), read.string('int', 'x'), read.string('nothing', 'x')]).toEqual(['x', 'x', 'x']);
    expect([read.bool('none', true), read.bool('name', true), read.bool('text', true)]).toEqual([true, true, true]);
    expect([read.duration('d', 9), read.duration('name', 9), read.duration('none', 9)]).toEqual([9, 9, 9]);
  });

  it('cuts numbers towards zero, and reads the text of whole numbers', () => {
    expect([read.int('int'), read.int('neg'), read.int('text')]).toEqual([7, -7, 12]);
  });

  it.each([
    ['1', true],
    ['t', true],
    ['True', true],
    ['TRUE', true],
    ['0', false],
    ['F', false],
    ['false', false],
  ])('reads the spelling %s as a boolean', (text, expected) => {
    expect(config(`a: "${text}"`).bool('a', !expected)).toBe(expected);
    expect(config('', { APP_A: text }).bool('a', !expected)).toBe(expected);
  });

  it('reads text from a variable that looks like a number', () => {
    expect(config('port: none', { APP_PORT: '05' }).string('port')).toBe('05');
    expect(config('port: none', { APP_PORT: '5' }).string('port')).toBe('5');
    expect(config('port: none', { APP_PORT: '5' }).int('port')).toBe(5);
  });

  it('gives trees that nobody can change', () => {
    const map = config('a: {b: [1]}').get('a') as { b: number[] };
    expect(() => map.b.push(2)).toThrow(TypeError);
    expect(() => Object.assign(map, { c: 1 })).toThrow(TypeError);
  });

  it('unmarshals all or a part, and refuses a path where nothing is', () => {
    const schema = z.object({ port: z.number() });
    expect(config('port: 1').unmarshal(schema)).toEqual({ port: 1 });
    expect(config('web: {port: 1}').unmarshalKey('web', schema)).toEqual({ port: 1 });
    expect(() => config('web: {}').unmarshalKey('api', schema)).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => config('web: {port: x}').unmarshalKey('web', schema)).toThrow(/`web.port`/);
  });
});

describe('documents', () => {
  it.each(['', '   \n', '# words\n', 'null', '---\n', '{}'])('%j is an empty tree, and takes overrides', (text) => {
    expect(config(text).get('')).toEqual({});
    expect(config(text, { APP_A_B: '1' }).get('')).toEqual({ a: { b: 1 } });
  });

  it.each(['[1]', 'text', '5'])('%j is refused: it is no map', (text) => {
    expect(() => config(text)).toThrow(expect.objectContaining({ code: 'SCHEMA' }));
  });

  it('reads JSON and YAML', () => {
    expect(config('{"a": {"b": 1}}').get('a.b')).toBe(1);
    expect(() => config('{"a": ')).toThrow(expect.objectContaining({ code: 'SYNTAX' }));
    expect(config('a:\n  b: 1\n').get('a.b')).toBe(1);
  });

  it('has nothing to reload when it was made from bytes', async () => {
    const read = config('a: 1');
    expect(await read.reload()).toEqual([]);
    expect(read.get('a')).toBe(1);
  });
});
