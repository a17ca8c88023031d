import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  snippet,
} from '@codemirror/autocomplete';
import { ensureSyntaxTree, syntaxTree } from '@codemirror/language';
import type { EditorForm, Schema, TextFormat } from './editor-types.ts';
import { flowPlace } from './flow-place.ts';
import { formWords, keyTemplate, plainYaml } from './form-words.ts';
import type { TypingPlace } from './place.ts';
import { formAt, keyOf, kindsAt } from './schema-at.ts';
import { yamlPlace } from './yaml-place.ts';

/** Texts above this size are not searched for what could be typed. */
const MAX_CHARS = 1_000_000;
/** How long the text may be parsed for one list, ms. */
const PARSE_MS = 100;

/** Offers what the form of a document allows where something is being typed. `form` is asked each time. */
export function completeByForm(format: TextFormat, form: () => EditorForm | null): CompletionSource {
  return (context) => {
    const known = form();
    if (!known || context.state.doc.length > MAX_CHARS) return null;
    const place = format === 'json' ? jsonPlace(context) : yamlPlaceIn(context);
    return place && offer(context, format, known, place);
  };
}

function yamlPlaceIn({ state, pos }: CompletionContext): TypingPlace | null {
  return yamlPlace(ensureSyntaxTree(state, pos, PARSE_MS) ?? syntaxTree(state), state.doc, pos);
}

function jsonPlace({ state, pos }: CompletionContext): TypingPlace | null {
  const text = state.doc.toString();
  const start = text.search(/[{[]/);
  return start < 0 ? null : flowPlace(text, start, pos);
}

function offer(
  context: CompletionContext,
  format: TextFormat,
  form: EditorForm,
  place: TypingPlace,
): CompletionResult | null {
  const typed = context.state.sliceDoc(place.from, context.pos);
  // A list that opens by itself on every empty line would be in the way.
  if (!context.explicit && typed === '' && place.sort !== 'value') return null;
  const { forms, path } = formAt(form, place.path);
  const keys = place.sort === 'value' ? [] : keyOptions(context, format, forms, place);
  const values = place.sort === 'key' ? [] : valueOptions(format, forms, form.names(kindsAt(form, path)));
  const options = [...values, ...keys];
  if (options.length === 0) return null;
  const quote = typed[0];
  const isClosed = format === 'json' && quote === '"' && context.state.sliceDoc(context.pos, context.pos + 1) === quote;
  return { from: place.from, to: context.pos + (isClosed ? 1 : 0), options, validFor: /^["\w$./-]*$/ };
}

function keyOptions(
  context: CompletionContext,
  format: TextFormat,
  forms: readonly Schema[],
  place: TypingPlace,
): Completion[] {
  const line = context.state.doc.lineAt(context.pos);
  const after = context.state.sliceDoc(context.pos, line.to);
  const hasColon = /^["'\w-]*\s*:/.test(after);
  const column = place.from - line.from;
  const shift = Math.max(0, column - (/^\s*/.exec(line.text)?.[0].length ?? 0));
  return forms.flatMap((form) => {
    const taken = new Set(place.present.map((key) => keyOf(form, key) ?? key));
    const fields = Object.entries(form.properties ?? {}).filter(([key]) => !taken.has(key));
    return fields.map(([key, field]): Completion => {
      const label = format === 'json' ? JSON.stringify(key) : key;
      const words = formWords(field);
      const isRequired = form.required?.includes(key) === true;
      return {
        label,
        displayLabel: key,
        type: 'property',
        detail: isRequired ? `${words.detail}, needed` : words.detail,
        boost: isRequired ? 1 : 0,
        ...(words.info === '' ? {} : { info: words.info }),
        apply: hasColon ? label : snippet(keyTemplate(format, key, field, shift)),
      };
    });
  });
}

function valueOptions(format: TextFormat, forms: readonly Schema[], names: readonly string[]): Completion[] {
  const written = (value: unknown) =>
    format === 'json' || typeof value !== 'string' ? JSON.stringify(value) : plainYaml(value);
  const options = new Map<string, Completion>();
  const add = (value: unknown, detail: string, boost: number): void => {
    const label = written(value);
    if (!options.has(label)) options.set(label, { label, displayLabel: String(value), type: 'value', detail, boost });
  };
  for (const name of names) add(name, '', 2);
  for (const form of forms) {
    for (const value of form.enum ?? []) add(value, value === form.default ? 'unless told' : '', 1);
    if (form.const !== undefined) add(form.const, '', 1);
    if (form.type === 'boolean')
      for (const value of [true, false]) add(value, value === form.default ? 'unless told' : '', 1);
    else if (form.default !== undefined) add(form.default, 'unless told', 0);
  }
  return [...options.values()];
}
