import { z } from 'zod';
import type { ProbeSpec } from '../component.ts';
import { duration, msOf, span } from '../units.ts';

const command = z
  .union([z.string().min(1), z.array(z.string()).min(1)])
  .meta({ example: '[redis-cli, ping]', aliases: ['command', 'cmd'] });

const http = z.union([
  z.string(),
  z.looseObject({
    url: z.string().min(1).meta({ example: 'http://127.0.0.1:8080/health' }),
    status: z.union([z.int(), z.array(z.int()).min(1)]).optional(),
    body: z.string().optional(),
  }),
]);

const tcp = z.union([
  z.int().min(1).max(65_535),
  z.string().regex(/:\d{1,5}$/),
  z.looseObject({ host: z.string().optional(), port: z.int().min(1).max(65_535).meta({ example: '6379' }) }),
]);

const grpc = z.union([
  z.string().min(1),
  z.looseObject({ address: z.string().min(1).meta({ example: '127.0.0.1:50051' }), service: z.string().optional() }),
]);

/** What a probe looks at; one of them is given. */
export const probeTarget = {
  exec: command.optional(),
  http: http.optional().meta({ example: 'http://127.0.0.1:8080/health' }),
  tcp: tcp.optional().meta({ example: '6379' }),
  grpc: grpc.optional().meta({ example: '127.0.0.1:50051' }),
  log: z.string().min(1).optional().meta({ example: 'ready to accept connections' }),
};

/** How often a probe looks, and how often it must be told the same to believe it. */
export const probeTimes = {
  interval: span.optional().meta({ aliases: ['every'] }),
  timeout: span.optional(),
  initialDelay: duration.optional().meta({ aliases: ['delay'] }),
  successes: z
    .int()
    .min(1)
    .optional()
    .meta({ aliases: ['successThreshold'], example: '1' }),
  failures: z
    .int()
    .min(1)
    .optional()
    .meta({ aliases: ['failureThreshold'], example: '3' }),
};

const fields = {
  ...probeTarget,
  ...probeTimes,
  purpose: z.enum(['startup', 'readiness', 'liveness']).optional().meta({ example: 'readiness' }),
};

const SORTS = ['exec', 'http', 'tcp', 'grpc', 'log'] as const;

/** A probe as a file gives it. */
export interface WrittenProbe {
  readonly name?: string | undefined;
  readonly purpose?: 'startup' | 'readiness' | 'liveness' | undefined;
  readonly exec?: string | readonly string[] | undefined;
  readonly http?:
    | string
    | {
        readonly url: string;
        readonly status?: number | readonly number[] | undefined;
        readonly body?: string | undefined;
      }
    | undefined;
  readonly tcp?: number | string | { readonly host?: string | undefined; readonly port: number } | undefined;
  readonly grpc?: string | { readonly address: string; readonly service?: string | undefined } | undefined;
  readonly log?: string | undefined;
  readonly interval?: string | number | undefined;
  readonly timeout?: string | number | undefined;
  readonly initialDelay?: string | number | undefined;
  readonly successes?: number | undefined;
  readonly failures?: number | undefined;
}

/** What is wrong with a probe as a whole, in words that go on after its name; null when nothing is. */
export function probeFault(probe: WrittenProbe): string | null {
  const given = SORTS.filter((sort) => probe[sort] !== undefined);
  if (given.length !== 1) return `needs exactly one of ${SORTS.map((sort) => `\`${sort}\``).join(', ')}`;
  if (probe.log !== undefined && probe.purpose === 'liveness')
    return 'looks for a line that is written once, which cannot tell whether something lives';
  if (probe.log !== undefined && !isPattern(probe.log)) return 'has a `log` that is no regular expression';
  const url = typeof probe.http === 'string' ? probe.http : probe.http?.url;
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    return 'has an `http` that is no address beginning with http:// or https://';
  return null;
}

/** Adds the check of the whole to a schema of probes. */
export function soundProbe<T extends z.ZodType<WrittenProbe>>(schema: T): T {
  return schema.superRefine((probe, context) => {
    const fault = probeFault(probe);
    if (fault !== null) context.addIssue({ code: 'custom', message: fault });
  }) as T;
}

const named = z.record(z.string().min(1), soundProbe(z.looseObject(fields)));
const listed = z.array(soundProbe(z.looseObject({ ...fields, name: z.string().min(1).optional() })));

/** The `probes` of a descriptor: a map by name, or a list. */
export const probesSchema = z.union([listed, named]).meta({ example: '{ ready: { tcp: 6379 } }' });

/** Checked probes, complete; those of a list without a name are called by what they are for. */
export function probeSpecs(written: z.output<typeof probesSchema> | undefined): ProbeSpec[] {
  const all: [string, WrittenProbe][] = Array.isArray(written)
    ? written.map((probe) => [probe.name ?? probe.purpose ?? 'readiness', probe])
    : Object.entries(written ?? {});
  const taken = new Set<string>();
  return all.map(([wanted, probe]) => {
    let name = wanted;
    for (let next = 2; taken.has(name); next += 1) name = `${wanted}-${next}`;
    taken.add(name);
    return probeSpec(name, probe);
  });
}

/** One checked probe, complete. */
export function probeSpec(name: string, probe: WrittenProbe): ProbeSpec {
  const purpose = probe.purpose ?? 'readiness';
  const intervalMs = msOf(probe.interval, purpose === 'liveness' ? 10_000 : 2_000);
  return {
    name,
    purpose,
    how: howOf(probe),
    intervalMs,
    timeoutMs: msOf(probe.timeout, 2_000),
    initialDelayMs: msOf(probe.initialDelay, 0),
    successes: probe.successes ?? 1,
    // A start may take as long as its deadline: only then is it given up.
    failures: probe.failures ?? (purpose === 'startup' ? 1_000 : 3),
  };
}

function howOf({ exec, http, tcp, grpc, log }: WrittenProbe): ProbeSpec['how'] {
  if (exec !== undefined) return { sort: 'exec', command: typeof exec === 'string' ? ['/bin/sh', '-c', exec] : exec };
  if (http !== undefined) {
    if (typeof http === 'string') return { sort: 'http', url: http };
    const { url, status, body } = http;
    return {
      sort: 'http',
      url,
      ...(status === undefined ? {} : { status: typeof status === 'number' ? [status] : status }),
      ...(body === undefined ? {} : { body }),
    };
  }
  if (tcp !== undefined) {
    if (typeof tcp === 'number') return { sort: 'tcp', host: '127.0.0.1', port: tcp };
    if (typeof tcp !== 'string') return { sort: 'tcp', host: tcp.host ?? '127.0.0.1', port: tcp.port };
    const at = tcp.lastIndexOf(':');
    const host = tcp.slice(0, at).replace(/^\[(.*)\]$/, '$1');
    return { sort: 'tcp', host: host === '' ? '127.0.0.1' : host, port: Number(tcp.slice(at + 1)) };
  }
  if (grpc !== undefined) {
    return typeof grpc === 'string'
      ? { sort: 'grpc', address: grpc, service: '' }
      : { sort: 'grpc', address: grpc.address, service: grpc.service ?? '' };
  }
  return { sort: 'log', pattern: log ?? '' };
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
