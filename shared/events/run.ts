import { z } from 'zod';
import { runFacts } from '../run-facts.ts';
import { wireError } from './fields.ts';

const pid = z.number().int();

/** Facts about processes. The subject of a run is `run:<runId>`, of a leftover `orphan:<pid>:<startTime>`. */
export const runEvents = {
  'run.started': z.object({
    component: z.string(),
    number: z.number().int(),
    pid,
    startTime: z.string(),
    spawnHash: z.string(),
    containment: z.enum(['cgroup', 'marks', 'job', 'tree', 'thread']),
    descriptorVersion: z.number().int(),
    descriptorHash: z.string().optional(),
    /** What it was started with; where nothing of it changed, the run that told it in full. */
    facts: runFacts.optional(),
    factsOf: z.string().optional(),
    adopted: z.boolean().optional(),
  }),
  'run.ended': z.object({
    component: z.string(),
    code: z.number().int().nullable(),
    signal: z.string().nullable(),
    words: z.string(),
    afterMs: z.number(),
    leftovers: z.number().int(),
    /** It ended because it was stopped. */
    asked: z.boolean(),
  }),
  'stop.stepped': z.object({
    component: z.string(),
    rung: z.enum(['asked', 'waiting', 'killed', 'reaped', 'escaped']),
    pids: z.array(pid).max(200),
    graceMs: z.number(),
    /** Somebody asked by hand for this rung; the act is the cause. */
    byHand: z.boolean().optional(),
  }),
  'orphan.found': z.object({
    pid,
    startTime: z.string(),
    command: z.string(),
    spawnHash: z.string(),
    component: z.string(),
    run: z.string(),
  }),
  'orphan.resolved': z.object({ decision: z.enum(['adopted', 'killed', 'gone', 'not-ours']) }),
  /** A schedule came due and began a run. The subject is `component:<name>`; `due` is epoch ms. */
  'schedule.fired': z.object({ due: z.number() }),
  /** A schedule came due and began nothing. */
  'schedule.skipped': z.object({
    due: z.number(),
    why: z.enum(['overlap', 'held', 'not-trusted', 'failed']),
    error: wireError.optional(),
  }),
};
