import { z } from 'zod';
import { wireError } from '../events/fields.ts';
import { JOB_STATUSES } from '../job-state.ts';
import { action, query } from './row.ts';

const status = z.enum(JOB_STATUSES);
const name = z.string().min(1).max(200);
const jobId = z.string().min(1).max(80);
const given = z.record(z.string(), z.unknown());
const texts = z.record(z.string(), z.string());
const told = z.object({ jobId: z.string(), status });

/** A job as lists show it: secret values are hidden. Times are epoch ms. */
const jobRow = z.object({
  id: z.string(),
  tool: z.string(),
  command: z.string(),
  by: z.string(),
  status,
  args: texts,
  acceptedAt: z.number(),
  startedAt: z.number().nullable(),
  endedAt: z.number().nullable(),
  ms: z.number().nullable(),
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  error: wireError.nullable(),
  stdoutBytes: z.number(),
  stderrBytes: z.number(),
  truncated: z.boolean(),
  attempt: z.number().int(),
  rerunOf: z.string().nullable(),
});

const late = z.object({
  at: z.number(),
  status,
  exitCode: z.number().int().nullable(),
  signal: z.string().nullable(),
  error: wireError.nullable(),
});

const argument = z.object({
  name: z.string(),
  description: z.string().nullable(),
  type: z.enum(['string', 'int', 'bool']),
  required: z.boolean(),
  pattern: z.string().nullable(),
  enum: z.array(z.string()).nullable(),
  default: z.string().nullable(),
  maxLength: z.number().int(),
  secret: z.boolean(),
  allowLeadingDash: z.boolean(),
  allowNewline: z.boolean(),
});

const toolCommand = z.object({
  /** `tool/command`. */
  key: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  execParts: z.array(z.string()),
  timeoutMs: z.number(),
  args: z.array(argument),
  cwd: z.string().nullable(),
  env: texts,
  concurrency: z.number().int().nullable(),
  aclCap: z.string().nullable(),
  /** Whether the caller has the capability it asks for. */
  allowed: z.boolean(),
  /** False when another manifest serves the command of this name. */
  serves: z.boolean(),
  /** The program as it was found, or what is wrong with it. */
  program: z.object({ name: z.string(), path: z.string().nullable(), problem: z.string().nullable() }),
  /** Remembered arguments, by the name they were saved under. */
  saved: z.array(z.object({ name: z.string(), args: texts })),
});

const tool = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string().nullable(),
  tsnetHost: z.string().nullable(),
  concurrency: z.number().int().nullable(),
  /** Id of the definition it stands in. */
  definition: z.string(),
  commands: z.array(toolCommand),
  /** Whether its version is at least the one that was asked about. */
  satisfies: z.boolean().optional(),
});

const repeat = z.object({
  id: z.string(),
  tool: z.string(),
  command: z.string(),
  args: texts,
  after: z.string(),
  createdAt: z.number(),
  lastJob: z.string().nullable(),
});

/** Acts on tools and jobs. */
export const jobActions = {
  'job.run': action(
    'Run a command of a tool',
    z.strictObject({ tool: name, command: name, args: given.default({}), saveAs: name.optional() }),
    told,
    { runs: true, hides: ['args'] },
  ),
  'job.cancel': action('Cancel a job', z.strictObject({ jobId }), told, { destructive: true }),
  'job.rerun': action('Run a job again', z.strictObject({ jobId, args: given.optional() }), told, {
    runs: true,
    hides: ['args'],
  }),
  'job.forget': action(
    'Forget remembered arguments',
    z.strictObject({ tool: name, command: name, name }),
    z.object({ forgotten: z.boolean() }),
  ),
  'job.repeat': action(
    'Run a job again after each redeploy of a component, or reload of a definition',
    z.strictObject({ jobId, after: z.string().regex(/^(component|definition):.{1,300}$/) }),
    z.object({ repeatId: z.string() }),
    { runs: true },
  ),
  'job.unrepeat': action(
    'Run it again no more',
    z.strictObject({ repeatId: z.string().min(1).max(80) }),
    z.object({ removed: z.boolean() }),
  ),
  'tool.install': action(
    'Install a tool: write its manifest',
    z.strictObject({ manifest: given, replace: z.boolean().default(false) }),
    z.object({ path: z.string(), hash: z.string() }),
    { needs: 'write-files', hides: ['manifest'] },
  ),
  'tool.uninstall': action(
    'Uninstall a tool: delete its manifest',
    z.strictObject({ name }),
    z.object({ removed: z.boolean() }),
    { destructive: true, needs: 'write-files' },
  ),
  tools: query(
    'Tools and what they can do',
    z.strictObject({ tool: name.optional(), atLeast: z.string().max(100).optional() }),
    z.object({
      /** Whether the workspace has a folder for tools. */
      present: z.boolean(),
      tools: z.array(tool),
      rivals: z.array(z.object({ key: z.string(), serves: z.string(), loses: z.string() })),
    }),
  ),
  jobs: query(
    'Jobs of this and earlier sessions, newest first',
    z.strictObject({
      tool: name.optional(),
      command: name.optional(),
      status: z.array(status).optional(),
      /** Found anywhere in a job. */
      text: z.string().max(200).optional(),
      /** `next` of the page before. */
      before: z.string().max(120).optional(),
      limit: z.number().int().min(1).max(500).default(50),
    }),
    z.object({ jobs: z.array(jobRow), next: z.string().nullable() }),
  ),
  job: query(
    'One job with its output, from memory or history',
    z.strictObject({ jobId }),
    z.object({
      job: jobRow,
      /** The command line, program first, secret values hidden. */
      argv: z.array(z.string()),
      cwd: z.string(),
      executable: z.string().nullable(),
      /** Arguments that must be given again to run it once more. */
      hidden: z.array(z.string()),
      stdout: z.string(),
      stderr: z.string(),
      late: late.nullable(),
    }),
  ),
  'job.result': query(
    'The result of a job as programs read it, while it is in memory',
    z.strictObject({ jobId }),
    z.looseObject({
      job_id: z.string(),
      status,
      exit_code: z.number().int(),
      stdout: z.string(),
      stderr: z.string(),
      duration_ms: z.number(),
      error: z.string().optional(),
      truncated: z.boolean(),
    }),
  ),
  repeats: query('Jobs that run again by themselves', z.strictObject({}), z.object({ repeats: z.array(repeat) })),
};
