import path from 'node:path';
import { z } from 'zod';
import type { Agents } from '../agents/agents.ts';
import { DIAL_TIMEOUT_MS, STARTUP_TIMEOUT_MS } from '../agents/connect.ts';
import { type AgentReference, identifierOf, keyOf, kindOf, parseReference } from '../agents/reference.ts';
import type { FactoryContext } from '../host/factories/factory-context.ts';
import { resolveSurroundings, surroundingFields } from '../host/factories/surroundings.ts';
import type { Factory } from '../host/registry.ts';
import { msOf, span } from '../host/units.ts';
import { connectionComponent, type HandshakeLog } from './connection-component.ts';
import { endedBeforeUp } from './end-words.ts';

/** As `service.codefly.yaml` writes an agent. */
const block = z.looseObject({
  kind: z.string().optional().meta({ example: 'codefly:service' }),
  name: z.string().min(1),
  version: z.union([z.string(), z.number()]).transform(String).optional(),
  publisher: z.string().min(1).optional(),
});

const config = z
  .looseObject({
    ref: z
      .string()
      .min(1)
      .optional()
      .meta({ example: 'codefly.dev/go-grpc:0.0.147', aliases: ['reference'] }),
    kind: z.string().min(1).optional().meta({ example: 'service' }),
    agent: block.optional(),
    /** A program of the workspace instead of one that is looked up. */
    path: z
      .string()
      .min(1)
      .optional()
      .meta({ example: 'bin/my-agent', aliases: ['program'] }),
    startupTimeout: span.optional().meta({ example: '30s' }),
    dialTimeout: span.optional().meta({ example: '10s' }),
    ...surroundingFields,
  })
  .superRefine((value, context) => {
    const given = [value.ref, value.agent, value.path].filter((one) => one !== undefined);
    if (given.length !== 1)
      return context.addIssue({ code: 'custom', message: 'needs exactly one of `ref`, `agent`, `path`' });
    try {
      referenceOf(value);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `names no agent: ${(error as Error).message}` });
    }
  });

export type AgentConfig = z.output<typeof config>;

/** What agent a checked config means; null for a program of the workspace. Throws INVALID_INPUT. */
function referenceOf({ ref, kind, agent }: Pick<AgentConfig, 'ref' | 'kind' | 'agent'>): AgentReference | null {
  if (ref !== undefined) return parseReference(ref, kind).reference;
  if (agent === undefined) return null;
  const { publisher, name, version } = agent;
  const written = `${publisher === undefined ? '' : `${publisher}/`}${name}${version === undefined ? '' : `:${version}`}`;
  return { ...parseReference(written).reference, kind: kindOf(agent.kind ?? kind) };
}

/** A gRPC agent: found, started, shaken hands with, reached, and kept. */
export function agentFactory(shared: FactoryContext, agents: Agents, handshakes: HandshakeLog): Factory<AgentConfig> {
  return {
    type: 'agent',
    title: 'A gRPC agent',
    config,
    example: { ref: 'codefly.dev/go-grpc:0.0.147' },
    describe(value) {
      const reference = referenceOf(value);
      return reference === null
        ? `runs ${value.path} as an agent`
        : `fetches and runs the agent ${identifierOf(reference)}`;
    },
    build({ config: value, ...rest }) {
      const descriptor = { ...rest, config: value };
      const { name } = descriptor;
      const reference = referenceOf(value);
      const parts = connectionComponent(shared, handshakes, {
        descriptor,
        signal: 'SIGINT',
        explain: (end) => endedBeforeUp(agents, name, end),
        async connect(context, { spawn, lose }) {
          const { cwd, env, secretNames } = await resolveSurroundings(shared, value);
          const base = await shared.environment.current();
          const own = Object.entries(env).filter(([key, text]) => base[key] !== text);
          return agents.start({
            opened: {
              id: name,
              sort: 'agent',
              key: reference === null ? `path::${value.path}` : keyOf(reference),
              ref: reference === null ? (value.path ?? '') : identifierOf(reference),
              component: name,
              log: `component:${name}`,
            },
            agent: reference === null ? { path: path.resolve(shared.root, value.path ?? '') } : { reference },
            spawn,
            ownerStops: true,
            onLost: lose,
            env: Object.fromEntries(own),
            secretNames,
            workDir: value.cwd === undefined ? undefined : cwd,
            startupTimeoutMs: msOf(value.startupTimeout, STARTUP_TIMEOUT_MS),
            dialTimeoutMs: msOf(value.dialTimeout, DIAL_TIMEOUT_MS),
            signal: context.signal,
            cause: context.cause,
          });
        },
      });
      return { name, start: parts.start, stop: parts.stop, killNow: () => parts.killNow?.() };
    },
  };
}
