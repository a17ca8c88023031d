import type { RunSight } from '../process/types.ts';
import { suspendedOf } from '../process/usage.ts';
import { AgentError } from './agent-error.ts';
import { type Handshake, quote } from './handshake.ts';
import type { HandshakeTap } from './handshake-tap.ts';
import { endedWords, type Link } from './link.ts';

/** What a wait for an agent needs. */
export interface ShakeOptions {
  readonly name: string;
  readonly link: Link;
  readonly tap: HandshakeTap;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Waits for the handshake of an agent that was started. Throws HANDSHAKE_TIMEOUT, HANDSHAKE_MALFORMED and
 * VERSION_MISMATCH, each with a diagnosis and what the agent wrote to stderr.
 */
export async function shakeHands(options: ShakeOptions): Promise<Handshake> {
  const { name, link, tap } = options;
  const first = await firstOf(options);
  if (first === 'late' || first === 'called off') throw await tooLate(options, first);
  // Its last words were read by now: a line among them counts.
  const said = first === 'ended' ? await Promise.race([tap.result, null]) : first;
  if (said === null) throw endedEarly(options);
  if (said.status === 'done') return said.handshake;
  throw new AgentError(said.code, `${name} ${said.diagnosis}.`, {
    diagnosis: said.diagnosis,
    stderr: link.tail.text(),
    phase: 'handshaking',
  });
}

type First = Awaited<HandshakeTap['result']> | 'ended' | 'late' | 'called off';

function firstOf({ link, tap, timeoutMs, signal }: ShakeOptions): Promise<First> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => end('late'), timeoutMs);
    const give = (): void => end('called off');
    function end(first: First): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', give);
      resolve(first);
    }
    signal.addEventListener('abort', give, { once: true });
    if (signal.aborted) give();
    void tap.result.then(end);
    void link.over.then(() => end('ended'));
  });
}

function endedEarly({ name, link, tap }: ShakeOptions): AgentError {
  const how = link.end === null ? 'ended' : endedWords(link.end);
  const noise = tap.pending().toString('utf8').trim();
  const after = noise === '' ? '' : `, after printing ${quote(noise)} to stdout`;
  const diagnosis = `${how} before the handshake${after}`;
  return new AgentError('HANDSHAKE_MALFORMED', `${name} ${diagnosis}.`, {
    diagnosis,
    stderr: link.tail.text(),
    phase: 'handshaking',
    cause: new Error(link.end?.words ?? 'it ended'),
  });
}

async function tooLate({ name, link, tap, timeoutMs, signal }: ShakeOptions, how: 'late' | 'called off') {
  const suspended = await suspendedPid(link);
  const pending = tap.pending();
  const said =
    pending.length === 0
      ? 'printed nothing to stdout'
      : `printed no whole line to stdout, only ${quote(pending.toString('utf8'))}`;
  const diagnosis = suspended === null ? said : `is suspended (process ${suspended}), and ${said}`;
  const when = how === 'late' ? `within ${timeoutMs} ms` : 'before its start was called off';
  return new AgentError('HANDSHAKE_TIMEOUT', `${name} ${diagnosis} ${when}.`, {
    diagnosis: `${diagnosis} ${when}`,
    stderr: link.tail.text(),
    phase: 'handshaking',
    cause: signal.aborted ? signal.reason : undefined,
    ...(suspended === null ? {} : { remedy: goOn(suspended) }),
  });
}

/** What to do about a process that is suspended. */
export function goOn(pid: number): string {
  return `Let it go on: kill -CONT ${pid}. A debugger may hold it.`;
}

/** A process of the agent that is stopped by a signal or a debugger; null when none is. */
export async function suspendedPid({ process }: Link): Promise<number | null> {
  const sight: RunSight | null = await process.look().catch(() => null);
  return suspendedOf(sight?.members ?? []);
}
