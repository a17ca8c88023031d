import { yamlLanguage } from '@codemirror/lang-yaml';
import { Text } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { flowPlace } from '../../../../renderer/ui/code-editor/flow-place.ts';
import type { TypingPlace } from '../../../../renderer/ui/code-editor/place.ts';
import { yamlPlace } from '../../../../renderer/ui/code-editor/yaml-place.ts';

/** Where `|` stands in a text, in short: sort, path, what is typed, and the keys beside it. */
function inYaml(marked: string): string | null {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  const place = yamlPlace(yamlLanguage.parser.parse(text), Text.of(text.split('\n')), at);
  return short(place, text, at);
}

function inJson(marked: string): string | null {
  const at = marked.indexOf('|');
  const text = marked.replace('|', '');
  return short(flowPlace(text, text.search(/[{[]/), at), text, at);
}

function short(place: TypingPlace | null, text: string, at: number): string | null {
  if (place === null) return null;
  const { sort, path, from, present } = place;
  const beside = present.length === 0 ? '' : ` beside ${present.join(',')}`;
  return `${sort} ${path.join('.')} <${text.slice(from, at)}>${beside}`.replace('  ', ' ');
}

const YAML: readonly (readonly [marked: string, expected: string | null])[] = [
  ['|', 'key <>'],
  ['"na": 1\n- x\nmo|', 'key <mo> beside na'],
  ['mo|', 'key <mo>'],
  ['name: x\nmo|', 'key <mo> beside name'],
  ['mo|\nname: x\n', 'key <mo> beside name'],
  ['name: x\n|\ntool: []\n', 'key <> beside name,tool'],
  ['model: |', 'value model <>'],
  ['model: fa|', 'value model <fa>'],
  ['model: fa|\nname: x', 'value model <fa>'],
  ['model: "fa|', 'value model <fa>'],
  ['model:|', null],
  ['options:\n  |', 'key options <>'],
  ['options:\n  pro|', 'key options <pro>'],
  ['options:\n  |\n  provider: x\n', 'key options <> beside provider'],
  ['options:\n  provider: x\n  mo|\nname: y\n', 'key options <mo> beside provider'],
  ['options:\n  provider: x\nna|', 'key <na> beside options'],
  ['options:\n  provider: op|\n  model: m', 'value options.provider <op>'],
  ['a:\n  b:\n    c: 1\n  d|', 'key a <d> beside b'],
  ['a:\n  b:\n    c: 1\n    d|', 'key a.b <d> beside c'],
  ['a: # why\n  b|', 'key a <b>'],
  ['a:\n\n  # why\n\n  b|', 'key a <b>'],
  ['tool:\n  - |', 'either tool.* <>'],
  ['tool:\n- |\nname: x', 'either tool.* <>'],
  ['tool:\n- a\n- b|\nname: x', 'either tool.* <b>'],
  ['tool:\n  - pattern: a\n  - re|', 'either tool.* <re>'],
  ['tool:\n  - pattern: a\n    re|', 'key tool.* <re> beside pattern'],
  ['tool:\n  - pa|\n    ref: x', 'either tool.* <pa> beside ref'],
  ['tool:\n  - pattern: sys|', 'value tool.*.pattern <sys>'],
  ['chains:\n  - target:\n      agentId: x\n    on|', 'key chains.* <on> beside target'],
  ['chains:\n  - target:\n      ag|', 'key chains.*.target <ag>'],
  ['chains:\n  - on: x\n  - target:\n      agentId: |', 'value chains.*.target.agentId <>'],
  ['list:\n  - - a\n    - |', 'either list.*.* <>'],
  ['list:\n  - - |', 'either list.*.* <>'],
  ['match: { in|', 'key match <in>'],
  ['match: { inclusions: [a, |] }', 'either match.inclusions.* <>'],
  ['tool:\n  - { pattern: sys|, ref: x }', 'value tool.*.pattern <sys>'],
  ['tool:\n  - { |, ref: x }', 'key tool.* <> beside ref'],
  ['a: { b: 1 }\nc|', 'key <c> beside a'],
  ['# mo|', null],
  ['name: x # mo|', null],
  ['prompt: |-2\n', 'value prompt <>'],
  ['text: >\n  some mo|', null],
  ['"quoted": |', 'value quoted <>'],
  ['broken: [a\nname: x\nmo|', 'either broken.* <mo>'],
  ['agent:\n  name: x\n  mo|', 'key agent <mo> beside name'],
  ['base: &b\n  x: 1\n  y|', 'key base <y> beside x'],
];

const JSON_TEXTS: readonly (readonly [marked: string, expected: string | null])[] = [
  ['{|', 'key <>'],
  ['{ "na|', 'key <"na>'],
  ['{ "na|" }', 'key <"na>'],
  ['{ "name": | }', 'value name <>'],
  ['{ "name": "x", "mo|", "tool": [] }', 'key <"mo> beside name,tool'],
  ['{ "options": { "|" }, "name": 1 }', 'key options <">'],
  ['{ "options": { "provider": "o|', 'value options.provider <"o>'],
  ['{ "tool": [ "a", "s| ] }', 'either tool.* <"s>'],
  ['{ "tool": [ { "pattern": "a" }, { "re| } ] }', 'key tool.* <"re>'],
  ['{ "a": "{ [ , :", "b|', 'key <"b> beside a'],
  ['{ "a": "x\\"y", "b": t|', 'value b <t>'],
  ['{ "a": 1 }\n|', null],
  ['|{ }', null],
];

describe('where something is being typed', () => {
  it.each(YAML)('in YAML: %j is %j', (marked, expected) => {
    expect(inYaml(marked)).toBe(expected);
  });

  it.each(JSON_TEXTS)('in JSON: %j is %j', (marked, expected) => {
    expect(inJson(marked)).toBe(expected);
  });

  it('is found, or not, at every position of any broken text without failing', () => {
    const whole = 'a: 1\nb:\n  - c: {d: [x, "y"]}\n    e: |\n      f\n  - - g\n"h": \'i # j\n# k\n? l\n: m\n';
    for (let cut = 0; cut <= whole.length; cut += 1) {
      for (const text of [whole.slice(0, cut), whole.slice(cut), whole.slice(0, cut) + whole.slice(cut + 3)]) {
        const tree = yamlLanguage.parser.parse(text);
        const doc = Text.of(text.split('\n'));
        for (let at = 0; at <= text.length; at += 1) {
          const place = yamlPlace(tree, doc, at);
          if (place) expect(place.from).toBeLessThanOrEqual(at);
        }
      }
    }
  });
});
