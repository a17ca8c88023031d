import { isSecretName } from '../../../shared/secret-names.ts';
import { cutLines } from './lines.ts';
import { mayHoldSecrets, secretLines } from './secret-lines.ts';
import { urlUserInfo } from './url-secrets.ts';

/** A literal secret of a document. `weak`: shorter than 6 characters, so it is hidden in place but not searched for elsewhere. */
export interface Secret {
  readonly value: string;
  readonly weak: boolean;
}

/** Shortest secret that is masked wherever it turns up; shorter ones would mask half of every message. */
export const minSecretLength = 6;
/** What stands in place of a secret in frames and messages. */
export const hiddenMark = '•••';

/** More of them slow the masker down for every message that follows. */
const maxSecrets = 2000;

/**
 * Every literal secret of a document: values under secret-named keys with all that is nested in them, `{name, value}`
 * pairs and flags whose name is secret, the same in comments and in text that does not parse, and passwords in
 * addresses. `value` is the parsed document, when there is one. References such as `${NAME}` are no secrets.
 */
export function findSecrets(text: string, value?: unknown): Secret[] {
  const found = new Set<string>();
  if (mayHoldSecrets.test(text)) for (const part of secretLines(cutLines(text).texts).values) addSecret(part, found);
  for (const { values } of urlUserInfo(text)) for (const part of values) addSecret(part, found);
  if (value !== undefined) walk(value, false, found);
  return [...found].slice(0, maxSecrets).map((secret) => ({ value: secret, weak: secret.length < minSecretLength }));
}

/** A text with every strong secret in it replaced. */
export function hideSecrets(text: string, secrets: readonly Secret[]): string {
  let shown = text;
  // Longest first, so that a secret inside a longer one leaves no rest.
  for (const { value } of [...secrets]
    .filter((secret) => !secret.weak)
    .sort((one, other) => other.value.length - one.value.length)) {
    if (shown.includes(value)) shown = shown.replaceAll(value, hiddenMark);
  }
  return shown;
}

function walk(value: unknown, secret: boolean, found: Set<string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) walk(item, secret || isSecretFlag(value[index - 1], item), found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      walk(
        part,
        secret || isSecretName(key) || (key.length === 5 && /^value$/i.test(key) && isNamedSecret(value)),
        found,
      );
    }
  } else if (secret && (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')) {
    const text = String(value);
    addSecret(text.trim(), found);
    // A message or a frame shows one line of a longer secret.
    if (text.includes('\n')) for (const line of text.split(/\r?\n/)) addSecret(line.trim(), found);
  }
}

/** `{ name: API_TOKEN, value: … }`: the name of the value stands beside it. */
function isNamedSecret(pair: object): boolean {
  return Object.entries(pair).some(
    ([key, part]) => /^(?:name|key|variable)$/i.test(key) && typeof part === 'string' && isSecretName(part),
  );
}

/** `["--api-key", "…"]`: the item after a flag with a secret name. */
function isSecretFlag(before: unknown, item: unknown): boolean {
  return (
    typeof before === 'string' &&
    /^--?[a-z]/i.test(before) &&
    !before.includes('=') &&
    isSecretName(before) &&
    !String(item).startsWith('-')
  );
}

function addSecret(text: string, found: Set<string>): void {
  if (text === '' || /^\$\{[A-Za-z_][\w.]*\}$/.test(text) || /^(?:true|false|null|~)$/i.test(text)) return;
  if (/^[\s|>[\]{},:&*#-]+$/.test(text)) return;
  found.add(text);
}
