import { z } from 'zod';
import { logAsk } from '../../../shared/log.ts';
import { CLIENT_FRAME_CHARS, type ClientFrame } from '../../../shared/rpc.ts';

const schema = z.discriminatedUnion('t', [
  z.strictObject({
    t: z.literal('hello'),
    since: z.object({ epoch: z.string(), seq: z.number().int() }).optional(),
    workspace: z.string().optional(),
    hidden: z.boolean().optional(),
  }),
  z.strictObject({
    t: z.literal('call'),
    id: z.number().int(),
    name: z.string().max(100),
    input: z.unknown().optional(),
    key: z.string().max(200).optional(),
  }),
  z.strictObject({ t: z.literal('cancel'), id: z.number().int() }),
  z.strictObject({ t: z.literal('ack'), chars: z.number().int().nonnegative() }),
  z.strictObject({ t: z.literal('hidden'), hidden: z.boolean() }),
  z.strictObject({
    t: z.literal('gauges'),
    on: z.boolean(),
    want: z
      .array(z.enum(['usage']))
      .max(10)
      .optional(),
  }),
  z.strictObject({ t: z.literal('log'), view: z.string().min(1).max(100), ask: logAsk }),
]);

/** Reads a frame of a client; null for one that no client of ours would send, which ends the connection. */
export function parseClientFrame(text: string): ClientFrame | null {
  if (text.length > CLIENT_FRAME_CHARS) return null;
  try {
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? (parsed.data as ClientFrame) : null;
  } catch {
    return null;
  }
}
