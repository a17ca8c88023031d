import type { ActionOutput } from '../../shared/actions/all.ts';

type Tool = ActionOutput<'tools'>['tools'][number];
type Command = Tool['commands'][number];

/** A tool in the shape of its manifest, as programs know it: a timeout in nanoseconds, and what is not said left out. */
export function toolInReferenceShape({ name, version, description, tsnetHost, satisfies, commands }: Tool) {
  return {
    name,
    version,
    ...said({ tsnet_host: tsnetHost, description }),
    ...(satisfies === undefined ? {} : { satisfies }),
    commands: commands.map(commandShape),
  };
}

function commandShape({ name, description, execParts, timeoutMs, args, cwd, aclCap, concurrency }: Command) {
  return {
    name,
    description: description ?? '',
    ...said({ acl_cap: aclCap, cwd, concurrency }),
    exec_parts: execParts,
    timeout: Math.round(timeoutMs * 1e6),
    timeout_ms: timeoutMs,
    args: args.map((argument) => ({
      name: argument.name,
      type: argument.type,
      required: argument.required,
      ...said({
        description: argument.description,
        pattern: argument.pattern,
        enum: argument.enum,
        default: argument.default,
      }),
      max_length: argument.maxLength,
      ...(argument.secret ? { secret: true } : {}),
    })),
  };
}

function said(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
