import { z } from 'zod';
import { wireError } from './fields.ts';

/** What was asked for, and how it ended. */
export const actionEvents = {
  'action.requested': z.object({
    actionId: z.string(),
    name: z.string(),
    input: z.unknown(),
    door: z.enum(['ui', 'http', 'cli', 'mcp', 'flow', 'schedule']),
    key: z.string().optional(),
  }),
  'action.ended': z.object({
    actionId: z.string(),
    outcome: z.enum(['done', 'partly', 'failed', 'refused', 'cancelled']),
    error: wireError.optional(),
    ms: z.number(),
    result: z.unknown().optional(),
  }),
};
