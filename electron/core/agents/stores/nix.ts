import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../../../shared/errors.ts';
import type { Processes } from '../../process/processes.ts';
import { AgentError } from '../agent-error.ts';
import { createByteTail } from '../byte-tail.ts';
import { type AgentReference, identifierOf, programOf } from '../reference.ts';
import type { AgentStore } from './store.ts';

/** Under this name a flake is configured. */
export const FLAKE_VARIABLE = 'AGENT_NIX_FLAKE';
/** Flakes and the commands for them are switched on by us: many installations have them off. */
const FEATURES = ['--extra-experimental-features', 'nix-command flakes'];
/** What of its output is read, bytes. */
const LARGEST_OUTPUT = 4 * 1024 * 1024;
const PASSED_ON = /^(?:NIX_|SSL_CERT_|GIT_SSL_|http_proxy$|https_proxy$|no_proxy$)/i;

type Env = Readonly<Record<string, string | undefined>>;

/** The attribute of an agent in a flake: `agents-service-go-grpc-0.0.147`. */
export function nixAttribute({ kind, name, version }: AgentReference): string {
  return `agents-${kind}-${name}-${version}`;
}

/** What names an agent for nix. Dots separate attributes, so a version must be quoted. */
export function installable(flake: string, reference: AgentReference): string {
  return `${flake}#"${nixAttribute(reference)}"`;
}

/**
 * The program that a build put out: the output itself when it is a file, else `bin/<program>`, else the first file in
 * `bin`. Throws STORE_MISSING.
 */
export function programIn(output: string, program: string): string {
  if (!isThere(output)) throw new AgentError('STORE_MISSING', `${output} does not exist.`);
  if (statSync(output).isFile()) return output;
  const bin = path.join(output, 'bin');
  const files = isThere(bin)
    ? readdirSync(bin)
        .sort()
        .filter((name) => statSync(path.join(bin, name)).isFile())
    : [];
  const found = files.includes(program) ? program : files[0];
  if (found !== undefined) return path.join(bin, found);
  throw new AgentError('STORE_MISSING', `${output} holds no program: there is no file in its bin folder.`);
}

/** Whether there is a nix on a search path. */
export function hasNix(searchPath: string): boolean {
  return searchPath.split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, 'nix'), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

/** A flake as a store: agents are built, or fetched built, into the store of nix. */
export function nixStore(
  flake: string,
  {
    processes,
    environment,
    env,
  }: { processes: Pick<Processes, 'spawn'>; environment: () => Promise<Readonly<Record<string, string>>>; env: Env },
): AgentStore {
  async function nix(
    args: readonly string[],
    signal: AbortSignal,
  ): Promise<{ code: number | null; out: string; err: string }> {
    signal.throwIfAborted();
    const base = await environment();
    const own = Object.entries(env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && PASSED_ON.test(entry[0]),
    );
    const pieces: Buffer[] = [];
    let size = 0;
    const tail = createByteTail();
    const run = await processes.spawn({
      command: 'nix',
      args: [...args, ...FEATURES],
      cwd: '/',
      env: { ...base, ...Object.fromEntries(own) },
      owner: 'agents:nix',
      onStdout(chunk) {
        size += chunk.length;
        if (size <= LARGEST_OUTPUT) pieces.push(Buffer.from(chunk));
      },
      onStderr: (chunk) => tail.push(chunk),
    });
    const abort = (): void => void run.killNow().catch(() => undefined);
    signal.addEventListener('abort', abort, { once: true });
    if (signal.aborted) abort();
    try {
      const { code } = await run.ended;
      await run.stop({ graceMs: 1_000 });
      await run.outputEnded;
      signal.throwIfAborted();
      return { code, out: Buffer.concat(pieces).toString('utf8'), err: tail.text() };
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }

  return {
    name: 'nix',
    async available(reference, signal) {
      const args = ['eval', '--raw', `${installable(flake, reference)}.drvPath`];
      return nix(args, signal).then(
        ({ code }) => code === 0,
        () => false,
      );
    },
    async pull(reference, { signal }) {
      const what = `${identifierOf(reference)} in ${flake}`;
      const built = await nix(['build', '--no-link', '--json', installable(flake, reference)], signal).catch(
        (error: unknown) => {
          if (error instanceof AppError)
            throw new AgentError('STORE_UNAVAILABLE', `nix cannot be run: ${error.message}`, { cause: error });
          throw error;
        },
      );
      if (built.code !== 0) throw buildFault(what, built.err);
      const output = outputIn(built.out);
      if (output === null)
        throw new AgentError('STORE_UNAVAILABLE', `nix built ${what} and does not say where.`, { stderr: built.err });
      return programIn(output, programOf(reference));
    },
  };
}

function buildFault(what: string, err: string): AgentError {
  const isMissing = /does not provide attribute|attribute .* missing/.test(err);
  const last = err.split('\n').findLast((line) => line.trim() !== '') ?? '';
  return isMissing
    ? new AgentError('STORE_MISSING', `There is no ${what}.`, { stderr: err })
    : new AgentError('STORE_UNAVAILABLE', `nix could not build ${what}: ${last.slice(0, 500)}`, {
        stderr: err,
        remedy: 'Build it by hand to see why: nix build with the same flake.',
      });
}

/** Path of the output in what `nix build --json` prints. */
function outputIn(text: string): string | null {
  try {
    const [first] = JSON.parse(text) as { outputs?: Record<string, string | { path?: string }> }[];
    const out = first?.outputs?.['out'] ?? Object.values(first?.outputs ?? {})[0];
    const found = typeof out === 'string' ? out : out?.path;
    return found ?? null;
  } catch {
    return null;
  }
}

function isThere(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false }) !== undefined;
}
