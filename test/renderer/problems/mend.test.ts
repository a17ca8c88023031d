import { describe, expect, it } from 'vitest';
import { replaceName } from '../../../renderer/features/problems/mend.ts';

const at = (line: number, column: number) => ({ line, column });

describe('writing another name where one stands', () => {
  it.each([
    ['a plain value', 'id: a\nmodelRef: gpt5\n', at(2, 11), 'id: a\nmodelRef: gpt-5\n'],
    ['with a comment behind it', 'modelRef: gpt5 # soon\n', at(1, 11), 'modelRef: gpt-5 # soon\n'],
    ['in double quotes', '{"model": "gpt5"}', at(1, 11), '{"model": "gpt-5"}'],
    ['in single quotes', "modelRef: 'gpt5'", at(1, 11), "modelRef: 'gpt-5'"],
    ['with line ends of Windows', 'modelRef: gpt5\r\nid: a\r\n', at(1, 11), 'modelRef: gpt-5\r\nid: a\r\n'],
    ['before what it owns', 'tool:\n  - gpt5/search\n', at(2, 5), 'tool:\n  - gpt-5/search\n'],
    ['in an address', '- mcp:gpt5:/docs\n', at(1, 3), '- mcp:gpt-5:/docs\n'],
  ])('%s', (_what, text, place, wanted) => {
    expect(replaceName(text, place, 'gpt5', 'gpt-5')).toBe(wanted);
  });

  it.each([
    ['the line is gone', 'a: b', at(2, 1)],
    ['another name stands there', 'modelRef: gpt55', at(1, 11)],
    ['it is a longer name', 'modelRef: gpt5-mini', at(1, 11)],
    ['the place moved', '  modelRef: gpt5', at(1, 11)],
  ])('does nothing when %s', (_what, text, place) => {
    expect(replaceName(text, place, 'gpt5', 'gpt-5')).toBeNull();
  });

  it('quotes a name that would be read as something else', () => {
    expect(replaceName('modelRef: gpt5', at(1, 11), 'gpt5', 'on')).toBe('modelRef: "on"');
    expect(replaceName('modelRef: gpt5', at(1, 11), 'gpt5', 'a: b')).toBe('modelRef: "a: b"');
    expect(replaceName("modelRef: 'gpt5'", at(1, 11), 'gpt5', "it's")).toBe("modelRef: 'it''s'");
    expect(replaceName('- gpt5/search', at(1, 3), 'gpt5', 'a: b')).toBeNull();
  });
});
