import { z } from 'zod';
import { AGENT_SORTS, AGENT_STATES } from '../agent-state.ts';
import { wireError } from './fields.ts';

const state = z.enum(AGENT_STATES);
const storeName = z.enum(['local', 'nix', 'oci', 'http', 'github']);

/** Facts about connections to agents and MCP servers. The subject is `agent:<id>`. */
export const agentEvents = {
  'agent.changed': z.object({
    /** Null when the connection is new. */
    from: state.nullable(),
    to: state,
    /** Time spent in `from`, ms. */
    ms: z.number(),
    /** Said when a connection begins, also when it begins once more. */
    opened: z
      .object({
        sort: z.enum(AGENT_SORTS),
        key: z.string(),
        ref: z.string(),
        component: z.string().nullable(),
        log: z.string(),
      })
      .optional(),
    run: z.string().optional(),
    pid: z.number().int().optional(),
    endpoint: z.string().optional(),
    protocol: z.string().optional(),
    server: z.object({ name: z.string(), version: z.string() }).optional(),
    detail: z.string().optional(),
    diagnosis: z.string().optional(),
    error: wireError.optional(),
    exit: z
      .object({
        code: z.number().int().nullable(),
        signal: z.string().nullable(),
        words: z.string(),
        leftovers: z.number().int(),
      })
      .optional(),
  }),
  /** The tools it lists were asked for, or changed. */
  'agent.listed': z.object({ tools: z.number().int() }),
  /** A rung of the stop of one that no component owns. */
  'agent.stepped': z.object({
    rung: z.enum(['asked', 'waiting', 'killed', 'reaped', 'escaped']),
    pids: z.array(z.number().int()).max(200),
    graceMs: z.number(),
  }),
  /** One that no component owns has ended and is shown no more. */
  'agent.forgotten': z.object({}),
  'store.tried': z.object({
    store: storeName,
    outcome: z.enum(['hit', 'missing', 'unavailable', 'refused']),
    ms: z.number(),
    /** Bytes that were fetched. */
    bytes: z.number().optional(),
    error: wireError.optional(),
  }),
  'call.started': z.object({ call: z.string(), tool: z.string().optional(), method: z.string().optional() }),
  'call.ended': z.object({
    call: z.string(),
    outcome: z.enum(['ok', 'failed', 'cancelled', 'timed-out']),
    ms: z.number(),
    error: wireError.optional(),
  }),
};
