import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cgroupFolder, findCgroupBase } from './cgroup.ts';
import { systemdTrial } from './platform-commands.ts';
import type { ContainmentKind } from './types.ts';

/** What this machine allows for keeping a run together. */
export type Containment =
  /** Control groups can be made below this folder. */
  | { readonly kind: 'cgroup'; readonly base: string }
  /** The user's own systemd makes a control group for each run. */
  | { readonly kind: 'scope' }
  | { readonly kind: 'marks' }
  | { readonly kind: 'tree' }
  /** Windows: the path of a helper that holds a job object. */
  | { readonly kind: 'job'; readonly helper: string };

const TRIAL_DEADLINE_MS = 5_000;

/** Finds the strongest containment there is; asked once a session, since a trial is made for real. */
export async function findContainment(options: { readonly jobHelper?: string } = {}): Promise<Containment> {
  if (process.platform === 'win32' && options.jobHelper) return { kind: 'job', helper: options.jobHelper };
  if (process.platform !== 'linux') return { kind: 'tree' };
  const base = findCgroupBase();
  if (base !== null) return { kind: 'cgroup', base };
  return (await canMakeScopes()) ? { kind: 'scope' } : { kind: 'marks' };
}

/** What a run may say of itself before it is known whether joining its control group succeeds. */
export function weakest(containment: Containment): ContainmentKind {
  if (containment.kind === 'job' || containment.kind === 'tree') return containment.kind;
  return process.platform === 'linux' ? 'marks' : 'tree';
}

/** The control group a process stands in; null when it is still ours, or there is none. */
export function ownCgroup(pid: number): string | null {
  try {
    const mountinfo = readFileSync('/proc/self/mountinfo', 'utf8');
    const folder = cgroupFolder(mountinfo, readFileSync(`/proc/${pid}/cgroup`, 'utf8'));
    return folder === cgroupFolder(mountinfo, readFileSync('/proc/self/cgroup', 'utf8')) ? null : folder;
  } catch {
    return null;
  }
}

/** Without a bus of the user's own systemd there is nobody to ask, and asking would take a while to fail. */
function canMakeScopes(): Promise<boolean> {
  if (!process.env['XDG_RUNTIME_DIR']) return Promise.resolve(false);
  return new Promise((resolve) => {
    execFile(systemdTrial.file, [...systemdTrial.args], { timeout: TRIAL_DEADLINE_MS }, (error) =>
      resolve(error === null),
    );
  });
}
