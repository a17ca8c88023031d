import { z } from 'zod';

/** What of the workspace survives a restart and is told when an epoch opens; nothing of it is live state. */
export const durableFacts = z.object({
  workspace: z.object({
    id: z.string(),
    root: z.string(),
    name: z.string(),
    trusted: z.boolean(),
    readOnly: z.string().nullable(),
  }),
  pins: z.record(z.string(), z.object({ version: z.number().int(), hash: z.string() })),
});
export type DurableFacts = z.infer<typeof durableFacts>;

/** Events about the journal itself and the workspace it belongs to. */
export const journalEvents = {
  'epoch.opened': z.object({
    build: z.string(),
    shape: z.number().int(),
    durable: durableFacts,
    reason: z.enum(['start', 'import']),
  }),
  'epoch.closed': z.object({ reason: z.string() }),
  'journal.gap': z.object({
    from: z.string().nullable(),
    to: z.string().nullable(),
    reason: z.enum(['compacted', 'disk-full', 'damaged', 'unflushed']),
    detail: z.string().optional(),
  }),
  'journal.restored': z.object({ storage: z.enum(['disk', 'memory']) }),
  'limit.hit': z.object({ what: z.string(), limit: z.number(), value: z.number() }),
  'workspace.changed': z.object({ trusted: z.boolean(), readOnly: z.string().nullable() }),
};
