import type { Component, Containment, ProbeFact, Run } from '../../shared/component-state.ts';
import { formatDuration, plural } from '../lib/format.ts';
import { componentLook } from './component-look.ts';

/** Who says what is wanted of a component: somebody by hand, beside or against its file, or the file. */
export function desiredWords({ override, enabled, definition }: Component): string {
  const source = definition === null ? 'code' : 'file';
  const file = `${source} says ${enabled ? 'enabled' : 'disabled'}`;
  if (override === 'down') return `undeployed by hand; ${file}`;
  if (override === 'up') return `deployed by hand; ${file}`;
  return file;
}

/** Whether what is wanted was said by hand, against or beside the file. */
export function isByHand(component: Component): boolean {
  return component.override !== null;
}

const TRACES: Readonly<Record<Containment, string>> = {
  cgroup: 'every process of the run is counted by its cgroup',
  marks: 'its processes are found by group, parent and marks',
  job: 'its processes are held in a job object',
  tree: 'its processes are found by group and parent',
  thread: 'it runs inside Signalbox',
};

/** How far the processes of a run can be traced, as a sentence. */
export function containmentWords(containment: Containment): string {
  return TRACES[containment];
}

/** The state in words: with what may have escaped, and what the last stop can promise. */
export function stateWords(component: Component, run: Run | undefined): string {
  const { word } = componentLook(component);
  if (component.escaped > 0) {
    return `${word}, ${escapedWords(component.escaped)}`;
  }
  return component.state === 'stopped' && run ? `${word} (${run.containment})` : word;
}

/** How many processes a stop may have missed. */
export function escapedWords(count: number): string {
  return `${plural(count, 'process', 'processes')} may have escaped`;
}

/** What a run came to: how it ended and after how long; of a living one, its process. */
export function runWords(run: Pick<Run, 'endedAt' | 'words' | 'pid'>): string {
  if (run.endedAt === null) return run.pid > 0 ? `alive, pid ${run.pid}` : 'alive';
  return run.words ?? 'ended';
}

/** How a run ended, with the time it had: `exit code 1 after 8.20 s`. */
export function endWords(run: Run): string {
  const words = run.words ?? 'ended';
  return run.afterMs === null ? words : `${words} after ${formatDuration(run.afterMs)}`;
}

/** The one probe a row tells about: a failing one first, then one that has not answered, then readiness. */
export function leadingProbe(component: Component): readonly [name: string, fact: ProbeFact] | null {
  const probes = Object.entries(component.probes);
  const rank = ([, fact]: readonly [string, ProbeFact]): number =>
    (fact.state === 'failing' ? 0 : fact.state === 'unknown' ? 2 : 4) + (fact.purpose === 'readiness' ? 0 : 1);
  return probes.sort((one, other) => rank(one) - rank(other))[0] ?? null;
}

/** What the probe column says: the probe, what is wrong, or the end of the last run. */
export function probeWords(component: Component): string {
  if (component.escaped > 0) return escapedWords(component.escaped);
  const [waits] = component.waitingOn;
  if (component.state === 'waiting' && waits) return component.error === null ? `on ${waits.name}` : waits.why;
  const probe = leadingProbe(component);
  if (!probe) return component.error === null ? '—' : component.reason;
  const [name, fact] = probe;
  if (fact.state === 'failing') return `${name}: ${fact.why}`;
  return fact.state === 'passing' ? `${name} ok` : `${name} not answered`;
}

/** A text of the core as a sentence of its own. */
export function sentence(text: string): string {
  return text === '' || /[.!?]$/.test(text) ? text : `${text}.`;
}
