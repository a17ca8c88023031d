import type { Schema, TextFormat } from './editor-types.ts';

/** A field in words: its type in short, and what else is known of it. */
export interface FormWords {
  readonly detail: string;
  readonly info: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  integer: 'whole number',
  boolean: 'true or false',
  array: 'list',
  object: 'map',
  null: 'nothing',
};

/** Says what a field may hold. */
export function formWords(field: Schema): FormWords {
  const { description, aliases = [], example } = field;
  const standard = field.default;
  const lines = [
    description ?? '',
    standard === undefined ? '' : `Unless told: ${JSON.stringify(standard)}`,
    example === undefined ? '' : `For example: ${example}`,
    aliases.length === 0 ? '' : `Also written: ${aliases.join(', ')}`,
  ];
  return { detail: typeWords(field), info: lines.filter((line) => line !== '').join('\n') };
}

function typeWords(field: Schema): string {
  if (field.enum) return field.enum.slice(0, 4).map(String).join(' | ') + (field.enum.length > 4 ? ' | …' : '');
  const choices = field.anyOf ?? field.oneOf;
  if (choices) return [...new Set(choices.map(typeWords))].filter((words) => words !== '').join(' or ');
  const type = Array.isArray(field.type) ? field.type[0] : field.type;
  return TYPES[String(type)] ?? '';
}

/** What begins and ends a value of a type in JSON. */
const JSON_BRACKETS: Readonly<Record<string, readonly [string, string]>> = {
  object: ['{ ', ' }'],
  array: ['[', ']'],
  string: ['"', '"'],
};

/**
 * What choosing a key writes, as a snippet: the key, and the beginning of what it may hold. `shift` is how many columns
 * the key stands to the right of its line's own indentation (behind a dash).
 */
export function keyTemplate(format: TextFormat, key: string, field: Schema, shift: number): string {
  const form = firstForm(field);
  if (format === 'json') {
    const [open, close] = JSON_BRACKETS[String(form.type)] ?? ['', ''];
    return `${escaped(JSON.stringify(key))}: ${open}\${}${close}`;
  }
  const below = `\n\t${' '.repeat(shift)}`;
  if (form.type === 'array') return `${escaped(key)}:${below}- \${}`;
  if (form.type !== 'object') return `${escaped(key)}: \${}`;
  const needed = form.required ?? [];
  if (needed.length === 0) return `${escaped(key)}:${below}\${}`;
  return `${escaped(key)}:${needed.map((name, index) => `${below}${escaped(name)}: \${${index + 1}}`).join('')}`;
}

/** A text as YAML writes it without quotes, where it can be; in double quotes where it would be read as something else. */
export function plainYaml(text: string): string {
  const isPlain =
    /^[\p{L}_/.][\p{L}\p{N}_./ -]*$/u.test(text) &&
    !/^(true|false|null|yes|no|on|off|y|n|~)$/i.test(text) &&
    !/^\.(inf|nan)$/i.test(text) &&
    text === text.trim();
  return isPlain ? text : JSON.stringify(text);
}

function firstForm(field: Schema): Schema {
  const [first] = field.anyOf ?? field.oneOf ?? [];
  return first ? firstForm(first) : field;
}

/** Signs that a snippet would take for its own. */
function escaped(text: string): string {
  return text.replace(/[\\{}]/g, '\\$&');
}
