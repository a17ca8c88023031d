import { z } from 'zod';
import type { Descriptor } from './component.ts';
import { probeSpecs, probesSchema } from './probes/probe-schema.ts';
import type { Registry } from './registry.ts';
import { bytesOf, duration, memory, msOf, span } from './units.ts';

/** Folder of the descriptors below the root of the workspace. */
export const COMPONENTS_DIR = 'components';

/** true or false, also as the words that YAML 1.1 reads as such. */
const flag = z
  .preprocess(
    (value) => (typeof value === 'string' ? (FLAGS.get(value.trim().toLowerCase()) ?? value) : value),
    z.boolean(),
  )
  .meta({ example: 'true' });
const FLAGS = new Map<string, boolean>([
  ...['true', 'yes', 'on'].map((word): [string, boolean] => [word, true]),
  ...['false', 'no', 'off'].map((word): [string, boolean] => [word, false]),
]);

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/)
  .meta({ example: 'my-service' });

const condition = z.enum(['started', 'healthy', 'completed']).meta({ example: 'started' });
const dependsOn = z.union([z.array(name), z.record(name, condition)]).meta({ example: '{ db: healthy }' });

/** `restart: no` is the word in YAML 1.2 and false in files that were written for 1.1. */
const when = z.preprocess(
  (value) => (value === false ? 'no' : value === true ? 'always' : value),
  z.enum(['no', 'on-failure', 'always']),
);
const restart = z.union([
  when,
  z.looseObject({
    when: when.optional(),
    backoff: duration.optional(),
    backoffMax: duration.optional(),
    max: z.int().min(1).optional().meta({ example: '5' }),
    window: span.optional(),
    stable: duration.optional(),
  }),
]);

const stop = z.looseObject({
  grace: duration.optional(),
  signal: z
    .string()
    .regex(/^SIG[A-Z0-9]+$/)
    .optional()
    .meta({ example: 'SIGINT' }),
  command: z
    .union([z.string().min(1), z.array(z.string()).min(1)])
    .optional()
    .meta({ example: '[redis-cli, shutdown]' }),
});

const start = z.looseObject({ deadline: span.optional() });

/** Fields that say whether, how and for how long something runs. */
export const lifeFields = {
  enabled: flag.optional(),
  dependsOn: dependsOn.optional().meta({ aliases: ['depends_on', 'needs'] }),
  restart: restart.optional().meta({ example: 'on-failure' }),
  probes: probesSchema.optional(),
  onChange: z.enum(['reload', 'restart', 'restart-when-idle', 'ignore']).optional().meta({ example: 'restart' }),
  stop: stop.optional(),
  start: start.optional(),
  memory: memory.optional(),
};

const anyConfig = z.record(z.string(), z.unknown());

/** A descriptor as a file gives it, checked; its `config` in the form of its factory. */
export type WrittenDescriptor = z.output<ReturnType<typeof plainSchema>>;

function plainSchema() {
  return z.looseObject({
    type: z.string().min(1).meta({ example: 'process' }),
    config: anyConfig.optional(),
    name: name.optional(),
    ...lifeFields,
  });
}

type Checks = z.ZodType<Record<string, unknown>>;

/** The part of a kind of definitions that descriptors need; `hotswap/kinds/kind.ts` names the whole of it. */
export interface ComponentKind {
  readonly dir: string;
  readonly extensions: readonly string[];
  readonly depth: number;
  readonly schema: Checks;
  readonly schemaOf: (root: Record<string, unknown>) => Checks;
  readonly finish: (value: Record<string, unknown>, path: string) => Record<string, unknown>;
  readonly inspect: (value: Record<string, unknown>) => {
    readonly faults: readonly {
      readonly code: 'UNKNOWN_TYPE';
      readonly path: readonly string[];
      readonly message: string;
      readonly hint: string;
    }[];
    readonly advice: readonly [];
    readonly secrets: readonly [];
  };
  readonly bothReadings: (field: readonly (string | number)[]) => boolean;
  readonly idOf: (value: Record<string, unknown>) => string | undefined;
  readonly references: (value: Record<string, unknown>) => readonly {
    readonly field: readonly (string | number)[];
    readonly kinds: readonly string[];
    readonly name: string;
    readonly loose: true;
  }[];
  readonly template: (name: string) => string;
}

/** Descriptors as a kind of definitions: `components/<name>.json|yaml`, each checked by the factory of its type. */
export function componentKind(registry: Registry): ComponentKind {
  const plain: Checks = plainSchema();
  const made = new WeakMap<object, Checks>();
  return {
    dir: COMPONENTS_DIR,
    extensions: ['.yaml', '.yml', '.json'],
    depth: 0,
    schema: plain,
    schemaOf(root) {
      const type = Object.entries(root).find(([key]) => key.toLowerCase() === 'type')?.[1];
      const factory = typeof type === 'string' ? registry.get(type) : undefined;
      if (factory === undefined) return plain;
      const schema = made.get(factory) ?? plainSchema().extend({ config: factory.config.prefault({}) });
      made.set(factory, schema);
      return schema;
    },
    finish: (value, path) => (typeof value['name'] === 'string' ? value : { ...value, name: nameOfFile(path) }),
    inspect(value) {
      const known = registry.get(String(value['type'])) !== undefined;
      const message = '`type` names no type of component that is known here.';
      const hint = `Write one of: ${registry.types().join(', ')}.`;
      const faults = known ? [] : [{ code: 'UNKNOWN_TYPE' as const, path: ['type'], message, hint }];
      return { faults, advice: [], secrets: [] };
    },
    // `restart: no` is the policy by that name, whichever way it was read.
    bothReadings: ([first, second, ...more]) =>
      String(first).toLowerCase() === 'restart' &&
      (second === undefined || String(second).toLowerCase() === 'when') &&
      more.length === 0,
    idOf: (value) => (typeof value['name'] === 'string' ? value['name'] : undefined),
    references: (value) =>
      Object.keys(dependenciesOf((value as WrittenDescriptor).dependsOn)).map((needed, index) => ({
        field: ['dependsOn', Array.isArray(value['dependsOn']) ? index : needed],
        kinds: [COMPONENTS_DIR],
        name: needed,
        // It may be a component that code registers.
        loose: true,
      })),
    template: (id) =>
      `name: ${JSON.stringify(id)}\ntype: process\nenabled: false\nconfig:\n  command: [node, server.mjs]\nrestart: on-failure\n`,
  };
}

/** Time to start and to end by itself, unless the file says otherwise, ms. */
const COMMON_TIMES = { startMs: 30_000, graceMs: 10_000 };
/** Agents may have to be fetched first, and take their own children down; many MCP servers are fetched by what runs them. */
const TYPE_TIMES: Readonly<Record<string, typeof COMMON_TIMES>> = {
  agent: { startMs: 900_000, graceMs: 30_000 },
  mcp: { startMs: 60_000, graceMs: 10_000 },
};

/**
 * Completes a checked descriptor. Durations become ms, sizes bytes, and what the file leaves out its default.
 *
 * @param path of its file below the root, with `/`: gives the name where the file does not
 */
export function descriptorOf(value: Record<string, unknown>, path: string): Descriptor {
  const written = value as WrittenDescriptor;
  const { restart: policy = {}, stop: stopping = {} } = written;
  const restarts = typeof policy === 'string' ? { when: policy } : policy;
  const { signal, command } = stopping;
  const times = TYPE_TIMES[written.type] ?? COMMON_TIMES;
  return {
    name: written.name ?? nameOfFile(path),
    type: written.type,
    enabled: written.enabled ?? false,
    config: written.config ?? {},
    dependsOn: dependenciesOf(written.dependsOn),
    restart: {
      when: restarts.when ?? 'on-failure',
      backoffMs: msOf(restarts.backoff, 1_000),
      backoffMaxMs: msOf(restarts.backoffMax, 60_000),
      max: restarts.max ?? 5,
      windowMs: msOf(restarts.window, 300_000),
      stableMs: msOf(restarts.stable, 30_000),
    },
    probes: probeSpecs(written.probes),
    onChange: written.onChange ?? 'restart',
    stop: {
      graceMs: msOf(stopping.grace, times.graceMs),
      ...(signal === undefined ? {} : { signal }),
      ...(command === undefined ? {} : { command: typeof command === 'string' ? ['/bin/sh', '-c', command] : command }),
    },
    start: { deadlineMs: msOf(written.start?.deadline, times.startMs) },
    memoryCeiling: bytesOf(written.memory),
  };
}

function dependenciesOf(written: WrittenDescriptor['dependsOn']): Descriptor['dependsOn'] {
  return Array.isArray(written) ? Object.fromEntries(written.map((needed) => [needed, 'started'])) : (written ?? {});
}

function nameOfFile(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/\.(ya?ml|json)$/i, '');
}
