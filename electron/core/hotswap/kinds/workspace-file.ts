import { z } from 'zod';
import { isMap } from '../../documents/schema-shape.ts';
import { flag, text, texts } from './fields.ts';
import { definitionExtensions, type Kind, type NamedReference, type OfferedName } from './kind.ts';

const place = z.looseObject({ url: text.optional() });

const configSchema = z.looseObject({
  default: z
    .looseObject({ model: text.optional(), embedder: text.optional(), agent: text.optional() })
    .optional()
    .meta({ example: '{ model: my-model, agent: my-agent }' }),
  models: place.optional(),
  embedders: place.optional(),
  agents: place.optional(),
  services: texts.meta({ example: '[system/exec]' }).optional(),
  auth: z
    .looseObject({
      enabled: flag.optional(),
      cookieName: text.optional(),
      ipHashKey: text.optional(),
      trustedProxies: texts.optional(),
      defaultUsername: text.optional(),
      local: z.looseObject({ enabled: flag.optional() }).optional(),
    })
    .optional(),
});

const DEFAULTS = { model: 'models', embedder: 'embedders', agent: 'agents' } as const;

/** The `config.yaml` at the root of a workspace: one definition, `workspace/config`, reloaded like any other. */
export const workspaceFileKind: Kind = {
  dir: 'workspace',
  extensions: definitionExtensions,
  files: ['config.yaml', 'config.yml', 'config.json'],
  schema: configSchema,
  idOf: () => undefined,
  references: defaultsOf,
  offers: servicesOf,
  template: () => 'default:\n  model: ""\n  agent: ""\nservices: []\n',
};

/** The defaults name what new conversations begin with. */
function defaultsOf(value: Record<string, unknown>): NamedReference[] {
  const defaults = value['default'];
  if (!isMap(defaults)) return [];
  return Object.entries(DEFAULTS).flatMap(([key, kind]): NamedReference[] => {
    const name = defaults[key];
    return typeof name === 'string' && name !== '' ? [{ field: ['default', key], kinds: [kind], name }] : [];
  });
}

/** Services that the runtime is told to bring along: what agents may name although no file defines it. */
function servicesOf(value: Record<string, unknown>): OfferedName[] {
  const services = value['services'];
  if (!Array.isArray(services)) return [];
  const names = services.flatMap((service: unknown) =>
    typeof service === 'string' && service !== '' ? [service, service.split(/[/:]/)[0] ?? service] : [],
  );
  return [...new Set(names)].map((name) => ({ kind: 'services', name }));
}
