import type { ActionOutput } from '../../../shared/actions/all.ts';

/** A tool as the core lists it. */
export type ToolRow = ActionOutput<'tools'>['tools'][number];
/** One command of it. */
export type CommandRow = ToolRow['commands'][number];
/** One argument of a command. */
export type ArgumentRow = CommandRow['args'][number];
/** A job as lists show it. */
export type JobRow = ActionOutput<'jobs'>['jobs'][number];
/** A job with its output. */
export type JobFacts = ActionOutput<'job'>;
/** A job that runs again by itself. */
export type RepeatRow = ActionOutput<'repeats'>['repeats'][number];

/** Shown in the place of a secret value. */
export const HIDDEN = '•••';
