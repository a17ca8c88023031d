import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { AppError } from '../../../../shared/errors.ts';
import { AgentError } from '../agent-error.ts';
import { LARGEST_PROGRAM, saveProgram } from './save.ts';

/** Everything in an archive together, bytes: what unpacks to more is no agent. */
const LARGEST_ARCHIVE = 4 * LARGEST_PROGRAM;
const MOST_ENTRIES = 10_000;

/**
 * Takes one program out of a gzipped tar archive. The whole archive is refused when something in it leads out of it:
 * absolute paths, `..`, links. Throws AgentError STORE_MISSING (it holds no such program); AppError UNREADABLE, TOO_LARGE.
 *
 * @param what the archive, for messages
 * @param largest of everything in it together, bytes
 */
export async function extractProgram(
  archive: AsyncIterable<Uint8Array>,
  {
    program,
    target,
    what,
    largest = LARGEST_ARCHIVE,
  }: { program: string; target: string; what: string; largest?: number },
): Promise<void> {
  const entries = extract();
  const feeding = pipeline(Readable.from(archive), createGunzip(), entries);
  let damage: unknown = null;
  feeding.catch((error: unknown) => {
    damage ??= error;
  });
  let count = 0;
  let size = 0;
  let isFound = false;
  try {
    for await (const entry of entries) {
      const { header } = entry;
      count += 1;
      size += header.size ?? 0;
      const fault = faultOf(header);
      if (fault !== null) throw refused(what, fault);
      if (count > MOST_ENTRIES) throw refused(what, `it has more than ${MOST_ENTRIES} entries`);
      if (size > largest) throw new AppError('TOO_LARGE', `${what} unpacks to more than ${largest} bytes.`);
      if (isProgram(header, program)) {
        const options = { what: `${program} in ${what}`, total: header.size ?? null, sha256: null };
        // Put in its place only when the rest of the archive was found to be harmless.
        await saveProgram(`${target}.unpacked`, entry as AsyncIterable<Uint8Array>, options);
        isFound = true;
      } else entry.resume();
    }
    await feeding;
  } catch (error) {
    if (error instanceof AppError) throw error;
    // What ends the loop may only be the echo of what is wrong with the archive.
    await feeding.catch(() => undefined);
    const cause = damage ?? error;
    if (!isDamage(cause)) throw cause;
    throw refused(what, (cause as Error).message, cause);
  }
  if (!isFound) throw new AgentError('STORE_MISSING', `${what} holds no program ${program}.`);
}

function isProgram({ type, name }: Header, program: string): boolean {
  return (type === 'file' || type === 'contiguous-file') && path.posix.basename(name) === program;
}

/** Why an entry must not be unpacked; null for a harmless one. */
function faultOf({ name, type, linkname }: Header): string | null {
  if (type === 'symlink' || type === 'link') return `${name} is a link to ${linkname}`;
  const parts = name.split(/[/\\]/);
  if (parts.includes('..') || /^(?:[/\\]|[A-Za-z]:)/.test(name)) return `${name} leads out of the archive`;
  return null;
}

function refused(what: string, why: string, cause?: unknown): AppError {
  return new AppError('UNREADABLE', `${what} is not unpacked: ${why.slice(0, 300)}.`, {
    hint: 'Ask whoever published it for an archive that holds plain files only.',
    cause,
  });
}

function isDamage(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return (
    /^(?:Z_|STREAM_|ERR_STREAM_)/.test(code) ||
    (error instanceof Error && /tar|header|premature|unexpected end/i.test(error.message))
  );
}
