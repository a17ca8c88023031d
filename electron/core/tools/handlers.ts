import { statSync } from 'node:fs';
import path from 'node:path';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { jobActions } from '../../../shared/actions/job.ts';
import { AppError } from '../../../shared/errors.ts';
import type { ActContext, HandlersOf } from '../dispatch.ts';
import type { Caller } from '../doors.ts';
import type { ArgumentSets } from '../exec/argument-sets.ts';
import type { JobRecord } from '../exec/job-record.ts';
import type { Jobs } from '../exec/jobs.ts';
import type { Repeats } from '../exec/repeats.ts';
import type { ToolIndex } from '../exec/tool-index.ts';
import type { CommandSpec } from '../exec/types.ts';
import { resultOf } from '../exec/wire.ts';
import { toolKind } from '../hotswap/kinds/tools.ts';
import type { Journal } from '../journal/journal.ts';
import { catalogue, type ServedManifest } from './catalogue.ts';
import type { Installer } from './install.ts';

/** What the acts on tools and jobs need. */
export interface ToolHandlersOptions {
  readonly root: string;
  readonly journal: Journal;
  readonly jobs: Jobs;
  readonly repeats: Repeats;
  readonly saved: ArgumentSets;
  readonly installer: Installer;
  readonly index: () => ToolIndex;
  readonly manifests: () => readonly ServedManifest[];
  readonly searchPath: () => Promise<string>;
  readonly now: () => number;
}

/** The acts on tools and jobs, and the questions about them. */
export function toolHandlers(options: ToolHandlersOptions): HandlersOf<typeof jobActions> {
  const { root, journal, jobs, repeats, saved, installer, index } = options;

  async function run(command: CommandSpec, args: Readonly<Record<string, unknown>>, context: ActContext, of?: string) {
    requireCapability(context.caller, command.capability);
    const request = { command, args, by: nameOf(context.caller), cause: context.cause };
    return jobs.run({ ...request, ...(of === undefined ? {} : { rerunOf: of }) });
  }

  return {
    async 'job.run'({ tool, command, args, saveAs }, context) {
      const spec = commandOf(index(), root, tool, command);
      const record = await run(spec, args, context);
      if (saveAs !== undefined) await saved.save(spec.key, { name: saveAs, args: keepable(record) });
      return told(record);
    },
    'job.cancel': async ({ jobId }) => told(await jobs.cancel(jobId)),
    async 'job.rerun'({ jobId, args = {} }, context) {
      const { record } = await jobs.find(jobId);
      const spec = commandOf(index(), root, record.tool, record.command);
      const missing = record.hidden.find((name) => !Object.hasOwn(args, name));
      if (missing !== undefined)
        throw new AppError('INVALID_INPUT', `${spec.key}: \`${missing}\` is secret and was not kept.`, {
          hint: 'Give it again.',
          subject: missing,
        });
      return told(await run(spec, { ...record.args, ...args }, context, record.id));
    },
    'job.forget': async ({ tool, command, name }) => ({ forgotten: await saved.forget(`${tool}/${command}`, name) }),
    async 'job.repeat'({ jobId, after }, { caller }) {
      const { record } = await jobs.find(jobId);
      requireCapability(caller, commandOf(index(), root, record.tool, record.command).capability);
      return { repeatId: (await repeats.add(record, after)).id };
    },
    'job.unrepeat': async ({ repeatId }) => ({ removed: await repeats.remove(repeatId) }),
    'tool.install': ({ manifest, replace }, { cause }) => installer.install(manifest, replace, cause),
    'tool.uninstall': async ({ name }, { cause }) => ({ removed: await installer.uninstall(name, cause) }),
    async tools({ tool, atLeast }, { caller }) {
      const searchPath = await options.searchPath();
      const may = (capability: string | null) => hasCapability(caller, capability);
      const tools = catalogue(options.manifests(), { index: index(), saved, searchPath, root, tool, atLeast, may });
      const rivals = index().rivals.map((one) => ({ ...one }));
      return journal.masker.mask({ present: hasTools(index(), root), tools, rivals });
    },
    async jobs(query) {
      const { jobs: found, next } = await jobs.page(query);
      return { jobs: found.map(rowOf), next };
    },
    async job({ jobId }) {
      const { record, output } = await jobs.find(jobId);
      const { argv, cwd, executable, hidden, late } = record;
      return { job: rowOf(record), argv: [...argv], cwd, executable, hidden: [...hidden], ...output, late };
    },
    async 'job.result'({ jobId }) {
      const { record, log } = await jobs.live(jobId);
      const truncated = log.isCut('stdout') || log.isCut('stderr');
      return {
        ...resultOf(record, { stdout: log.tail('stdout'), stderr: log.tail('stderr'), truncated }, options.now()),
      };
    },
    repeats: () => ({
      repeats: repeats.list().map(({ id, tool, command, args, after, createdAt, lastJob }) => ({
        id,
        tool,
        command,
        args: { ...args },
        after,
        createdAt,
        lastJob,
      })),
    }),
  };
}

/** A command by its names. @throws AppError NOT_CONFIGURED without a folder for tools, NOT_FOUND */
export function commandOf(index: ToolIndex, root: string, tool: string, command: string): CommandSpec {
  const found = index.commands.get(`${tool}/${command}`);
  if (found) return found;
  if (!hasTools(index, root))
    throw new AppError('NOT_CONFIGURED', 'This workspace has no folder for tools.', {
      hint: 'Put a manifest into tools/, or install one.',
    });
  const known = index.tools.find(({ name }) => name === tool);
  // Two manifests may call themselves the same.
  const all = new Set(known ? known.commands.map((one) => one.command) : index.tools.map((one) => one.name));
  const names = [...all].slice(0, 20);
  const what = known
    ? `The tool ${tool} has no command ${command.slice(0, 80)}.`
    : `There is no tool ${tool.slice(0, 80)}.`;
  throw new AppError('NOT_FOUND', what, {
    hint: names.length === 0 ? 'None is loaded; look at the problems.' : `There are: ${names.join(', ')}.`,
  });
}

/** Whether a caller has the capability that a command asks for. */
export function hasCapability({ grants }: Caller, capability: string | null): boolean {
  return capability === null || grants === 'all' || grants?.has(capability) === true;
}

function requireCapability(caller: Caller, capability: string | null): void {
  if (hasCapability(caller, capability)) return;
  throw new AppError('FORBIDDEN', 'Your token does not carry the capability that this command asks for.', {
    hint: `It needs ${capability}.`,
  });
}

function hasTools(index: ToolIndex, root: string): boolean {
  return (
    index.tools.length > 0 || statSync(path.join(root, toolKind.dir), { throwIfNoEntry: false })?.isDirectory() === true
  );
}

function nameOf({ door, name }: Caller): string {
  return name === undefined ? door : `${door}:${name}`;
}

function told({ id, status }: JobRecord) {
  return { jobId: id, status };
}

/** The arguments of a job without those that are hidden. */
function keepable({ args, hidden }: JobRecord): Record<string, string> {
  return Object.fromEntries(Object.entries(args).filter(([name]) => !hidden.includes(name)));
}

function rowOf(record: JobRecord): ActionOutput<'jobs'>['jobs'][number] {
  const { hidden, argsBlob, argv, cwd, executable, run, outputBlob, outputBytes, late, args, ...row } = record;
  return { ...row, args: { ...args } };
}
