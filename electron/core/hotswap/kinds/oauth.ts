import { z } from 'zod';
import { text, texts } from './fields.ts';
import { definitionExtensions, type Kind } from './kind.ts';

const sealedFields = {
  $sealed: z.literal('v1').optional(),
  alg: z.literal('A256GCM').optional(),
  kid: z.string().optional(),
  nonce: z.string().optional(),
  data: z.string().optional(),
};

/** The fields of a client. Those that a login service adds are kept as they are. */
const clientFields = {
  id: text.optional(),
  name: text.optional(),
  clientId: text.optional().meta({ aliases: ['client_id'] }),
  clientSecret: text.optional().meta({ aliases: ['client_secret'] }),
  redirectURL: text.optional().meta({ aliases: ['redirect_url', 'redirect_uri'] }),
  scopes: texts.optional(),
  issuer: text.optional(),
  discoveryURL: text.optional().meta({ aliases: ['discovery_url'] }),
  authURL: text.optional().meta({ aliases: ['auth_url', 'authorization_url'] }),
  tokenURL: text.optional().meta({ aliases: ['token_url'] }),
  endpoint: z
    .looseObject({ authURL: text.optional(), tokenURL: text.optional(), authStyle: z.unknown() })
    .partial()
    .optional(),
};

/** A sealed document, or a plain one. What is sealed has no other fields; what is plain has a client id. */
const oauthSchema = z
  .looseObject({ ...sealedFields, ...clientFields })
  .superRefine((value, context) => {
    const fault = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (value.$sealed === undefined) {
      const foreign = Object.keys(value).find((key) => /^encrypted/i.test(key));
      if (foreign !== undefined) fault([foreign], FOREIGN);
      else if (!value.clientId?.trim()) fault([], 'has no client id (`clientId`)');
      return;
    }
    if (value.alg === undefined) fault([], 'is sealed and needs `alg`');
    if (!/^[0-9a-f]{8}$/.test(value.kid ?? ''))
      fault(value.kid === undefined ? [] : ['kid'], 'needs the 8 hex digits of the key in `kid`');
    if (bytesOf(value.nonce) !== 12)
      fault(value.nonce === undefined ? [] : ['nonce'], 'needs a `nonce` of 12 bytes in base64');
    if (bytesOf(value.data) < 17)
      fault(value.data === undefined ? [] : ['data'], 'needs the sealed bytes in `data`, in base64');
  })
  .meta({ example: 'clientId and the rest of a client, then seal it: signalbox seal FILE' });

const FOREIGN =
  'was encrypted by another program, whose cipher is not read here; write it in plain and seal it with `signalbox seal FILE`';

/**
 * OAuth clients: `oauth/<name>.yaml`, as a sealed document (`signalbox seal FILE` makes one) or, with a warning, in plain.
 *
 * A sealed document is the map `{$sealed: v1, alg: A256GCM, kid, nonce, data}`: `kid` are the first 8 hex digits of the
 * sha256 of the key, `nonce` and `data` are base64, and `data` ends with the tag of AES-256-GCM. Its value here stays
 * sealed; who may see what is in it asks the opener (`oauth-opener.ts`).
 */
export const oauthKind: Kind = {
  dir: 'oauth',
  extensions: definitionExtensions,
  schema: oauthSchema,
  idOf: (value) => [value['id'], value['name']].find((own): own is string => typeof own === 'string' && own !== ''),
  template: () =>
    'clientId: ""\nclientSecret: ""\nredirectURL: ""\nscopes: []\nendpoint:\n  authURL: ""\n  tokenURL: ""\n',
};

/** Bytes that a base64 text stands for; -1 for a text that is none. */
function bytesOf(text: string | undefined): number {
  if (text === undefined || !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) return -1;
  return Buffer.from(text, 'base64').length;
}
