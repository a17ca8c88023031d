import { startHost, type TestHost } from '../../helpers/workspace.ts';

/** One command of a manifest, as a test writes it. */
export interface TestCommand {
  readonly name: string;
  readonly exec_parts: readonly string[];
  readonly [more: string]: unknown;
}

/** The text of a manifest. */
export function manifest(name: string, commands: readonly TestCommand[], more: object = {}): string {
  return JSON.stringify({ name, version: '1.2.0', commands, ...more });
}

/** A command that runs a script of the shell, with its arguments as `$1`, `$2`. */
export function script(name: string, text: string, more: Partial<TestCommand> = {}): TestCommand {
  const args = (more['args'] as readonly { name: string }[] | undefined) ?? [];
  return { name, exec_parts: ['/bin/sh', '-c', text, 'sh', ...args.map((arg) => `{{.${arg.name}}}`)], ...more };
}

/** A command that runs a script of Node. */
export function nodeScript(name: string, text: string, more: Partial<TestCommand> = {}): TestCommand {
  return { name, exec_parts: [process.execPath, '-e', text], ...more };
}

/** A host on a workspace with these tools, in this process. */
export async function hostWithTools(
  tools: Readonly<Record<string, readonly TestCommand[]>>,
  { files = {}, ...more }: Parameters<typeof startHost>[0] = {},
): Promise<TestHost> {
  const manifests = Object.entries(tools).map(([name, commands]) => [`tools/${name}.json`, manifest(name, commands)]);
  return startHost({ ...more, files: { ...Object.fromEntries(manifests), ...files } });
}

/** Runs a command and resolves with the whole job when it has ended. */
export async function runToEnd(host: TestHost, tool: string, command: string, args: object = {}): Promise<any> {
  const { result } = await host.call('job.run', { tool, command, args: { ...args } });
  return ended(host, result.jobId);
}

/** Resolves with a whole job when it has ended. */
export async function ended(host: TestHost, jobId: string): Promise<any> {
  await host.untilEvent(({ type, subject }) => type === 'job.ended' && subject === `job:${jobId}`);
  return host.call('job', { jobId });
}
