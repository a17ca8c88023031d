import { describe, expect, it } from 'vitest';
import { overlay, plainValue } from '../../../electron/core/config/env-overrides.ts';

const lay = (tree: Record<string, unknown>, env: Record<string, string>) => overlay(tree, env, { prefix: 'APP' });

describe('values of variables', () => {
  it.each([
    ['5', 5],
    ['-1.5e3', -1500],
    ['true', true],
    ['null', null],
    ['"quoted"', '"quoted"'],
    ['[1]', '[1]'],
    ['{"a":1}', '{"a":1}'],
    ['', ''],
    ['007', '007'],
    ['+1', '+1'],
    ['0x10', '0x10'],
    ['1e999', '1e999'],
    ['12345678901234567890', '12345678901234567890'],
    [' 5', ' 5'],
    ['True', 'True'],
    ['NaN', 'NaN'],
  ])('%j is %j', (text, value) => expect(plainValue(text)).toEqual(value));
});

describe('names of variables', () => {
  it.each([
    ['a nested key', { server: { port: 1 } }, 'APP_SERVER_PORT', { server: { port: 5 } }],
    ['a key in camel case', { logLevel: 1 }, 'APP_LOGLEVEL', { logLevel: 5 }],
    ['a key in camel case, its words apart', { logLevel: 1 }, 'APP_LOG_LEVEL', { logLevel: 5 }],
    ['a key in snake case', { log_level: 1 }, 'APP_LOG__LEVEL', { log_level: 5 }],
    ['a key in snake case, its words apart', { log_level: 1 }, 'APP_LOG_LEVEL', { log_level: 5 }],
    ['keys below such keys', { webApi: { max_size: 1 } }, 'APP_WEB_API_MAX__SIZE', { webApi: { max_size: 5 } }],
    [
      'a nested key before one of several words',
      { log: { level: 1 }, logLevel: 2 },
      'APP_LOG_LEVEL',
      { log: { level: 5 }, logLevel: 2 },
    ],
    [
      'a key that is declared before a new one in an open map',
      { log: {}, logLevel: 2 },
      'APP_LOG_LEVEL',
      { log: {}, logLevel: 5 },
    ],
    ['the key spelled just so', { A: 1, a: 2 }, 'APP_a', { A: 1, a: 5 }],
    ['a new key', { a: 1 }, 'APP_B_C', { a: 1, b: { c: 5 } }],
    ['a new key in a map that exists', { Web: { a: 1 } }, 'APP_WEB_PORT', { Web: { a: 1, port: 5 } }],
    ['a key without a value', { a: null }, 'APP_A', { a: 5 }],
    ['keys of objects', { constructor: { name: 1 } }, 'APP_CONSTRUCTOR_NAME', { constructor: { name: 5 } }],
  ])('reach %s', (_what, tree, name, expected) => {
    const laid = lay(tree as Record<string, unknown>, { [name]: '5' });
    expect(laid.tree).toEqual(expected);
    expect(laid.skipped).toEqual([]);
  });

  it.each([
    ['below a plain value', { server: 'plain' }, 'APP_SERVER_PORT', /server holds a value/],
    ['below a null', { server: null }, 'APP_SERVER_PORT', /server holds a value/],
    ['below a list', { server: [1] }, 'APP_SERVER_0', /server holds a value/],
    ['in place of a map', { link: { url: 'x' } }, 'APP_LINK', /link is a map/],
    ['in place of an empty map', { link: {} }, 'APP_LINK', /link is a map/],
    ['in place of a list', { link: [{ a: 1 }] }, 'APP_LINK', /link is a list/],
    ['without a key', {}, 'APP_', /empty part/],
    ['with an empty part', {}, 'APP_A_', /empty part/],
    ['with an unsafe key', {}, 'APP_____PROTO_____A', /__proto__/],
    ['with two readings', { fooBar: 1, foo_bar: 1 }, 'APP_FOO_BAR', /may mean/],
    ['with keys that differ in case only', { Ab: 1, aB: 1 }, 'APP_AB', /may mean/],
    ['with too many parts', {}, `APP_${Array.from({ length: 40 }, () => 'A').join('_')}`, /more than/],
  ])('skip what would be set %s, and say so', (_what, tree, name, why) => {
    const laid = lay(tree as Record<string, unknown>, { [name]: '5' });
    expect(laid.tree).toEqual(tree);
    expect(laid.skipped).toEqual([{ name, why: expect.stringMatching(why) }]);
  });

  it('count only with the prefix, in its own case', () => {
    const laid = lay({}, { OTHER_A: '1', app_b: '1', APPLE_C: '1', APP_D: '1' });
    expect([laid.tree, laid.skipped]).toEqual([{ d: 1 }, []]);
  });

  it.each([
    [{ APP_A: '1', APP_a: '2' }, { a: 1 }, ['APP_a']],
    [{ APP_X_Y: '1', APP_X: '2' }, { x: 2 }, ['APP_X_Y']],
    [{ APP_LOG_LEVEL: '1', APP_LOGLEVEL: '2' }, { logLevel: 2 }, ['APP_LOG_LEVEL']],
  ])('resolve %j the same way in any order, and report the loser', (env, tree, losers) => {
    const start = 'APP_LOGLEVEL' in env ? { logLevel: 0 } : {};
    for (const entries of [Object.entries(env), Object.entries(env).reverse()]) {
      const laid = lay(start, Object.fromEntries(entries));
      expect(laid.tree).toEqual(tree);
      expect(laid.skipped.map(({ name }) => name)).toEqual(losers);
    }
  });
});
