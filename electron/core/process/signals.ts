import { execFile } from 'node:child_process';
import { type ProcessIdentity, startTimeOf } from '../home/process-identity.ts';
import { taskkill } from './platform-commands.ts';
import type { Member } from './types.ts';

/** The first process of a run, whose group is signalled as a whole while it lives. */
export interface Leader extends ProcessIdentity {
  /** Whether its number may belong to another process by now. */
  readonly gone: boolean;
}

/**
 * Sends a signal to the members of a run: to the group at once, so that nobody can be born in between, and to everyone
 * outside of it. Each is told apart from a later process of the same number right before. Processes that ended
 * meanwhile, or that may not be signalled, are passed over: the next look shows them.
 */
export function signalMembers(leader: Leader, members: readonly Member[], signal: NodeJS.Signals): void {
  if (process.platform === 'win32') {
    for (const member of members) end(member.pid, signal === 'SIGKILL' ? 'kill' : 'ask');
    return;
  }
  const hasGroup = !leader.gone && isSame(leader);
  if (hasGroup) send(-leader.pid, signal);
  for (const member of members) {
    if (hasGroup && member.group === leader.pid) continue;
    if (isSame(member)) send(member.pid, signal);
  }
  if (signal === 'SIGKILL') return;
  // A stopped process takes the signal only when it goes on.
  for (const member of members) if (member.state === 'T' && isSame(member)) send(member.pid, 'SIGCONT');
}

function isSame(identity: ProcessIdentity): boolean {
  return process.platform !== 'linux' || startTimeOf(identity.pid) === identity.startTime;
}

/** Never to ourselves, to init, or to everybody: 0, 1 and -1 mean whole crowds to kill(2). */
function send(pid: number, signal: NodeJS.Signals): void {
  if (Math.abs(pid) <= 1 || !Number.isInteger(pid) || Math.abs(pid) === process.pid) return;
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already, or not ours to signal.
  }
}

function end(pid: number, how: 'ask' | 'kill'): void {
  const { file, args } = taskkill(pid, how);
  execFile(file, [...args], { windowsHide: true }, () => undefined);
}
