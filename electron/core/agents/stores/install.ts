import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { type AgentPlaces, agentFile } from '../places.ts';
import { type AgentReference, identifierOf, programOf } from '../reference.ts';
import { type Answer, ask, refusal } from './ask.ts';
import { diskFault } from './disk-fault.ts';
import { extractProgram } from './extract.ts';
import { downloaded } from './local.ts';
import { moveFile, type SaveOptions, saveProgram } from './save.ts';
import { withTargetLock } from './target-lock.ts';

/** What a fetch is to bring. */
export interface Bring extends Omit<SaveOptions, 'what'> {
  readonly what: string;
  /** Whether the bytes are a gzipped tar archive that holds the program. */
  readonly isArchive: boolean;
}

/**
 * Puts an agent into the folder of agents, once, however many ask for it at the same time. Throws what the work throws;
 * AppError STORAGE_FULL, NOT_CONFIGURED where the folder cannot be written to.
 */
export async function installOnce(
  places: AgentPlaces,
  reference: AgentReference,
  signal: AbortSignal,
  work: (target: string) => Promise<void>,
): Promise<string> {
  const target = agentFile(places.install, reference);
  try {
    return await withTargetLock(target, signal, async () => {
      const there = downloaded(places, reference);
      if (there !== null) return there;
      await work(target);
      return target;
    });
  } catch (error) {
    throw diskFault(identifierOf(reference), target, error);
  }
}

/** Writes what arrives to its place: verified as a whole, then unpacked where it is an archive. */
export async function bring(
  target: string,
  reference: AgentReference,
  bytes: AsyncIterable<Uint8Array>,
  { isArchive, ...options }: Bring,
): Promise<void> {
  if (!isArchive) return saveProgram(target, bytes, options);
  const archive = `${target}.archive`;
  const unpacked = `${target}.unpacked`;
  try {
    await saveProgram(archive, bytes, options);
    await extractProgram(createReadStream(archive), { program: programOf(reference), target, what: options.what });
    await moveFile(unpacked, target);
  } finally {
    await rm(archive, { force: true });
    await rm(unpacked, { force: true });
  }
}

/** The sha256 that is published beside a file, in any of the usual shapes; null where none is. */
export async function publishedSha256(
  urls: readonly string[],
  file: string,
  signal: AbortSignal,
): Promise<string | null> {
  for (const url of urls) {
    const answer = await ask({ url, signal });
    if (answer.status === 404) {
      await answer.drop();
      continue;
    }
    if (answer.status !== 200) throw await refusal(answer, `checksum at ${url}`);
    const found = sha256In(await answer.text(), file);
    if (found !== null) return found;
  }
  return null;
}

/** Looks for the sum of a file in a list of sums, or takes a lone one. */
export function sha256In(text: string, file: string): string | null {
  const lines = text.split('\n').map((line) => /^\s*([0-9a-f]{64})(?:\s+[*]?(\S.*?))?\s*$/i.exec(line));
  const named = lines.find((match) => match?.[2] === file || match?.[2]?.endsWith(`/${file}`));
  const lone = lines.filter((match) => match !== null).length === 1 ? lines.find((match) => match !== null) : undefined;
  const found = named ?? (lone?.[2] === undefined ? lone : undefined);
  return found?.[1]?.toLowerCase() ?? null;
}

/** The wanted answer; throws what any other one means. */
export async function expectOk(answer: Answer, what: string): Promise<Answer> {
  if (answer.status === 200) return answer;
  throw await refusal(answer, what);
}
