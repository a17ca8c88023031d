import { z } from 'zod';
import { count, flag, text } from './fields.ts';
import { definitionExtensions, type Kind } from './kind.ts';
import { lowerCase } from './lower-case.ts';
import { checkCommand, checkUnique } from './tool-checks.ts';
import { timeoutOf } from './tool-timeout.ts';

/** Longest value of an argument that does not set its own limit, and the most it may set; characters. */
export const ARGUMENT_CHARS = { fallback: 4_096, most: 65_536 };

/** A text that, where it stands, must say something. */
const said = text.refine((value) => value.trim() !== '', 'must not be empty; leave it out instead');

const handle = (example: string) =>
  text
    .refine((value) => /^[a-zA-Z0-9_-]+$/.test(value), 'must be made of letters, digits, `_` and `-`')
    .meta({ example });

const argument = z.looseObject({
  name: handle('container'),
  description: text.optional(),
  type: z.preprocess(lowerCase, z.enum(['string', 'int', 'bool'])).default('string'),
  required: flag.default(false),
  /** A named pattern or an expression; the whole value must match. */
  pattern: said.optional().meta({ example: 'identifier' }),
  enum: z.array(text).min(1).optional(),
  default: text.optional(),
  max_length: z
    .int()
    .min(1)
    .max(ARGUMENT_CHARS.most)
    .default(ARGUMENT_CHARS.fallback)
    .meta({ aliases: ['maxLength'] }),
  /** The value never reaches a log, an event or the screen. */
  secret: flag.default(false),
  allow_leading_dash: flag.default(false).meta({ aliases: ['allowLeadingDash'] }),
  allow_newline: flag.default(false).meta({ aliases: ['allowNewline'] }),
});

const command = z
  .looseObject({
    name: handle('restart'),
    description: text.optional(),
    exec_parts: z
      .array(text)
      .min(1)
      .meta({ aliases: ['execParts'], example: '["/usr/bin/docker", "restart", "{{.container}}"]' }),
    /** Nanoseconds, or a duration such as `60s`. */
    timeout: z.union([z.number(), text]).optional().meta({ example: '60s' }),
    timeout_ms: count.optional().meta({ aliases: ['timeoutMs'] }),
    args: z.array(argument).default([]),
    cwd: said.optional(),
    env: z.record(z.string(), text).default({}),
    concurrency: z.int().min(1).max(1_000).optional(),
    acl_cap: said.optional().meta({ aliases: ['aclCap'] }),
  })
  .superRefine(checkCommand)
  .transform(({ timeout, timeout_ms, ...rest }) => ({ ...rest, timeout_ms: timeoutOf(timeout, timeout_ms) }));

const manifest = z.looseObject({
  name: handle('devbox'),
  version: said.meta({ example: '1.0.0' }),
  description: text.optional(),
  tsnet_host: said.optional().meta({ aliases: ['tsnetHost'] }),
  concurrency: z.int().min(1).max(1_000).optional(),
  commands: z.array(command).default([]).superRefine(checkUnique),
});

/** A manifest of tools that was read and checked: defaults are filled in, and `timeout_ms` always says the time. */
export type ToolManifest = z.output<typeof manifest>;
/** One command of a manifest. */
export type ToolCommand = ToolManifest['commands'][number];
/** One argument of a command. */
export type ToolArgument = ToolCommand['args'][number];

/** Manifests of commands that may be run: `tools/<name>.json`, directly below `tools`. */
export const toolKind: Kind = {
  dir: 'tools',
  extensions: definitionExtensions,
  depth: 0,
  schema: manifest,
  idOf: (value) => (typeof value['name'] === 'string' ? value['name'] : undefined),
  template: (id) =>
    `name: ${JSON.stringify(id.replace(/[^a-zA-Z0-9_-]/g, '-'))}\nversion: "1.0.0"\ncommands:\n  - name: hello\n    description: ""\n    exec_parts: [/bin/echo, "{{.who}}"]\n    timeout: 60s\n    args:\n      - { name: who, type: string, required: true, pattern: identifier }\n`,
};
