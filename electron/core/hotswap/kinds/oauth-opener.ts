import { AppError } from '../../../../shared/errors.ts';
import { parseDocument } from '../../documents/parse-document.ts';
import { isMap } from '../../documents/schema-shape.ts';
import type { Sealed, Vault } from '../../state/vault.ts';
import type { Inspection, Kind } from './kind.ts';
import { oauthKind } from './oauth.ts';

/** A client as it is used; every field that was written is kept. */
export type OAuthClient = Readonly<Record<string, unknown>> & { readonly clientId: string };

/** Opens sealed OAuth definitions, and keeps what was in them apart from their values. */
export interface OAuthOpener {
  /** The kind, with the closer look that opens what is sealed. */
  readonly kind: Kind;
  /** The client in a loaded value of the kind; null while it is sealed and may not be opened. */
  clientOf(value: unknown): OAuthClient | null;
}

const NOTHING: Inspection = { faults: [], advice: [], secrets: [] };

/**
 * Makes an opener. What it opens lives only in memory, bound to the value it belongs to: the value itself, which is
 * compared, told and stored, stays sealed. Nothing is opened in a workspace that is not trusted.
 */
export function createOAuthOpener(vault: Vault, trusted: () => boolean): OAuthOpener {
  const clients = new WeakMap<object, OAuthClient>();

  async function open(value: Record<string, unknown>): Promise<Inspection> {
    let text: string;
    try {
      text = await vault.open(value as unknown as Sealed);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      return refused('UNREADABLE', `It is sealed and cannot be opened. ${error.message}`, error.hint);
    }
    // Its own frame and words would show what is sealed: only the line is told.
    const parsed = parseDocument({ path: 'sealed.yaml', bytes: new TextEncoder().encode(text) });
    if (!parsed.ok) {
      const message = `What is sealed in it is no document: it cannot be read at line ${parsed.error.at.line}.`;
      return refused('SYNTAX', message, 'Mend the plain document, and seal it again.', parsed.secrets);
    }
    const client = isMap(parsed.value) ? clientIn(parsed.value) : null;
    if (client === null) {
      const hint = 'Add `clientId` to the plain document, and seal it again.';
      return refused('SCHEMA', 'What is sealed in it has no client id (`clientId`).', hint, parsed.secrets);
    }
    clients.set(value, client);
    return { ...NOTHING, secrets: parsed.secrets };
  }

  return {
    kind: {
      ...oauthKind,
      async inspect(value) {
        if (value['$sealed'] !== undefined) return trusted() ? open(value) : { ...NOTHING, advice: [SEALED] };
        const client = clientIn(value);
        if (client) clients.set(value, client);
        return { ...NOTHING, advice: [PLAIN] };
      },
    },
    clientOf: (value) => (isMap(value) ? (clients.get(value) ?? null) : null),
  };
}

const SEALED = {
  path: ['$sealed'],
  message: 'stays sealed: this workspace is not trusted, so only the envelope was checked, not what is in it',
};
const PLAIN = {
  path: ['clientId'],
  message: 'not sealed: everyone who reads this file reads the secret in it; `signalbox seal FILE` seals it',
};

function refused(
  code: Inspection['faults'][number]['code'],
  message: string,
  hint: string,
  secrets: readonly string[] = [],
): Inspection {
  return { faults: [{ code, path: ['data'], message, hint }], advice: [], secrets };
}

/** The client id is spelled in several ways; they all become `clientId`. */
function clientIn(value: Readonly<Record<string, unknown>>): OAuthClient | null {
  const entry = Object.entries(value).find(([key]) => /^client_?id$/i.test(key));
  const id = entry?.[1];
  if (entry === undefined || (typeof id !== 'string' && typeof id !== 'number') || String(id).trim() === '')
    return null;
  const { [entry[0]]: _written, ...rest } = value;
  return { ...rest, clientId: String(id) };
}
