import type { z } from 'zod';
import { actionEvents } from './action.ts';
import { agentEvents } from './agent.ts';
import { batchEvents } from './batch.ts';
import { componentEvents } from './component.ts';
import { configEvents } from './config.ts';
import { definitionEvents } from './definition.ts';
import { hostEvents } from './host.ts';
import { jobEvents } from './job.ts';
import { journalEvents } from './journal.ts';
import { noticeEvents } from './notice.ts';
import { problemEvents } from './problem.ts';
import { runEvents } from './run.ts';
import { watchEvents } from './watch.ts';

/** Every type of event with the schema of its body: the one list that joins the areas. */
export const eventSchemas = {
  ...journalEvents,
  ...actionEvents,
  ...watchEvents,
  ...batchEvents,
  ...definitionEvents,
  ...problemEvents,
  ...configEvents,
  ...componentEvents,
  ...runEvents,
  ...jobEvents,
  ...agentEvents,
  ...noticeEvents,
  ...hostEvents,
};

export type EventType = keyof typeof eventSchemas;
export type EventBodies = { [T in EventType]: z.infer<(typeof eventSchemas)[T]> };
