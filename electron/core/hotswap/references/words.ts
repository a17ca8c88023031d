import { ERRORS } from '../../../../shared/errors.ts';
import type { Finding } from './findings.ts';
import type { Facts } from './reference-index.ts';

/** Longest name that is repeated in a sentence, characters. */
const NAME_CHARS = 120;

/** What one definition of a kind is called in a sentence. */
const NOUNS: Readonly<Record<string, string>> = {
  agents: 'agent',
  components: 'component',
  models: 'model',
  embedders: 'embedder',
  mcp: 'MCP server',
  tools: 'tool',
  'tools/bundles': 'tool bundle',
  'tools/instructions': 'tool instruction',
  workflows: 'workflow',
  oauth: 'OAuth client',
  feeds: 'feed',
  extensions: 'feed',
  skills: 'skill',
  templates: 'template',
  prompts: 'prompt',
  services: 'service',
  workspace: 'workspace file',
};

/** What is said to people. */
export interface FindingWords {
  readonly message: string;
  readonly hint: string;
}

/**
 * A finding in plain words.
 *
 * @param near the known name that was probably meant, or null
 */
export function findingWords(id: string, facts: Facts, finding: Finding, near: string | null): FindingWords {
  const { says } = finding;
  const who = `${capital(nounOf(facts.kind))} \`${short(facts.name)}\``;
  switch (says.sort) {
    case 'warning':
      return { message: sentence(says.warning.message), hint: WARNING_HINTS[finding.rule] ?? 'Look at this line.' };
    case 'more':
      return {
        message: `${says.count} further problems of ${id} are not listed one by one.`,
        hint: 'Mend those that are listed; the others follow.',
      };
    case 'alias': {
      const { name, other } = says;
      if (other.by === 'name')
        return {
          message: `${who} calls itself \`${short(name)}\`, which is the name of ${other.id}. Who names \`${short(name)}\` means ${other.id}.`,
          hint: 'Give it an id of its own, or leave the id out.',
        };
      return {
        message: `${who} and ${other.id} both call themselves \`${short(name)}\`, so it cannot be told which one is meant.`,
        hint: 'Give one of them another id or name.',
      };
    }
    case 'reference': {
      const { reference, broken } = says;
      const name = `\`${short(reference.name)}\``;
      const [first = ''] = reference.kinds;
      if (broken !== null)
        return {
          message: `${who} names ${nounOf(first)} ${name}, which does not load.`,
          hint: `Mend ${broken}; this problem goes away with it.`,
        };
      const meant = near === null ? '' : ` Did you mean \`${short(near)}\`?`;
      if (reference.loose)
        return {
          message: `${who} names ${name}, and nothing here is named so: no ${listOf(reference.kinds)}.${meant}`,
          hint: `Correct the name, or define ${name}. It may still be meant for something outside this workspace.`,
        };
      return {
        message: `${who} names ${nounOf(first)} ${name}, which does not exist.${meant}`,
        hint: near === null ? ERRORS.UNKNOWN_REFERENCE.hint : `Write \`${short(near)}\`, or define ${name}.`,
      };
    }
  }
}

const WARNING_HINTS: Readonly<Record<string, string>> = {
  'unknown-key': 'Correct the key, or take it out.',
  'ignored-key': 'Keep one of the two.',
  'yaml-1.1': 'Quote the value, or write it as YAML 1.2 does.',
};

/** What a definition of a kind is called in a sentence. */
function nounOf(kind: string): string {
  return NOUNS[kind] ?? `definition in ${kind}`;
}

/** `tool, MCP server or service`. */
function listOf(kinds: readonly string[]): string {
  const nouns = kinds.map(nounOf);
  return nouns.length < 2 ? nouns.join('') : `${nouns.slice(0, -1).join(', ')} or ${nouns.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function sentence(text: string): string {
  const cut = text.length > 500 ? `${text.slice(0, 500)}…` : text;
  const whole = capital(cut);
  return /[.?!…]$/.test(whole) ? whole : `${whole}.`;
}

function short(name: string): string {
  return name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS)}…` : name;
}
