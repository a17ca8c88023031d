import type { Component, Run } from '../../shared/component-state.ts';
import { formatDateTime, formatElapsed, formatPlace, plural } from '../lib/format.ts';
import { componentLook } from './component-look.ts';
import { endWords } from './component-words.ts';

/** What a crash card says, as plain text: the card shows it and copies it. */
export interface CrashFacts {
  readonly name: string;
  /** The state in a word. */
  readonly word: string;
  /** How it ended, or why it did not start. */
  readonly end: string;
  /** Why it was ended, where its end alone does not tell: it was not ready in time, used too much memory. */
  readonly why: string | null;
  /** How far it had come. */
  readonly phase: string;
  readonly run: number | null;
  readonly at: number;
  /** The last lines of its error output. */
  readonly stderr: string;
  /** What differs from the last healthy run. */
  readonly differs: string;
  readonly place: string | null;
  readonly attempts: string;
}

/** Lines of the error output that the card shows. */
const SHOWN_LINES = 12;

/** Failures of a start that come from a process which was there. */
const WITH_PROCESS: ReadonlySet<string> = new Set([
  'START_DEADLINE',
  'EXITED_EARLY',
  'MEMORY_CEILING',
  'HANDSHAKE_TIMEOUT',
  'HANDSHAKE_MALFORMED',
  'VERSION_MISMATCH',
  'DIAL_TIMEOUT',
  'NOT_SERVING',
  'MCP_PROTOCOL',
]);

/** The run that a crash is about: a start that found no program has none, whatever ran before it. */
export function crashedRun(component: Component, run: Run | undefined): Run | undefined {
  return component.state !== 'failed' || WITH_PROCESS.has(component.error?.code ?? '') ? run : undefined;
}

/** How far a run came. */
export interface RunPhase {
  readonly up: boolean;
  readonly healthy: boolean;
}

/** Which part of its life a component was in when it ended. */
export function crashPhase(component: Component, run: Run | undefined, own: RunPhase | null): string {
  if (component.state === 'failed' && !run) return 'before its process was there';
  if (component.error?.code === 'START_DEADLINE') return 'while starting, at its deadline';
  if (component.error?.code === 'MEMORY_CEILING') return 'at its memory ceiling';
  if (own === null) return 'not known';
  if (own.healthy) return 'while running, after it was healthy';
  return own.up ? 'soon after it came up, before it counted as healthy' : 'while starting, before it was up';
}

/** How it ended in words: of the run, else of what went wrong. */
export function crashEnd(component: Component, run: Run | undefined): string {
  if (run && run.endedAt !== null) return endWords(run);
  return component.error?.message ?? component.reason;
}

/** What went wrong, unless that is just how its run ended. */
export function crashWhy({ error }: Component, run: Run | undefined): string | null {
  if (!error || !run || run.endedAt === null) return null;
  return run.words !== null && error.message.includes(run.words) ? null : error.message;
}

/** How often it was tried: `attempt 3, 2 restarts`; of one that is tried again, which attempt that is. */
export function attemptWords({ attempt, restarts, retryAt }: Component): string {
  // The restart that is still to come is counted already.
  if (retryAt !== null) return `attempt ${attempt}`;
  if (attempt === 0 && restarts === 0) return 'not tried again';
  const tried = attempt > 0 ? [`attempt ${attempt}`] : [];
  return [...tried, plural(restarts, 'restart')].join(', ');
}

/** What differs between the run that ended and the last healthy one, by descriptor. */
export function differenceWords(crashed: number | null, healthy: { number: number; version: number } | null): string {
  if (healthy === null) return 'no run of it was healthy yet';
  if (crashed === null) return `run ${healthy.number} with v${healthy.version} was healthy`;
  if (crashed === healthy.version) return `same descriptor (v${crashed}) as run ${healthy.number}, which was healthy`;
  return `descriptor v${healthy.version} → v${crashed} since run ${healthy.number}, which was healthy`;
}

/** The end of an error output: whole lines, the newest last. */
export function lastLines(text: string, count: number = SHOWN_LINES): string {
  return text.replace(/\s+$/, '').split('\n').slice(-count).join('\n');
}

/** When the next start is tried: `next start in 4 s`, from a difference in ms. */
export function retryWords(leftMs: number): string {
  const seconds = Math.ceil(leftMs / 1_000);
  if (seconds <= 0) return 'starts now';
  return `next start in ${seconds < 60 ? `${seconds} s` : formatElapsed(seconds * 1_000)}`;
}

/** The facts of a crash, from what the page knows of it. */
export function crashFacts(
  component: Component,
  run: Run | undefined,
  known: { readonly stderr: string; readonly differs: string; readonly own: RunPhase | null },
): CrashFacts {
  return {
    name: component.name,
    word: componentLook(component).word,
    end: crashEnd(component, run),
    why: crashWhy(component, run),
    phase: crashPhase(component, run, known.own),
    run: run?.number ?? null,
    at: component.since,
    stderr: lastLines(known.stderr),
    differs: known.differs,
    place: component.error?.at ? formatPlace(component.error.at) : null,
    attempts: attemptWords(component),
  };
}

/** The card as Markdown, for an issue or a chat. */
export function crashMarkdown(facts: CrashFacts): string {
  const { name, word, end, why, phase, run, at, stderr, differs, place, attempts } = facts;
  const lines = [
    `**${name} ${word}**: ${end}`,
    '',
    `- when: ${formatDateTime(at)}${run === null ? '' : `, run ${run}`}`,
    ...(why === null ? [] : [`- why: ${why}`]),
    `- phase: ${phase}`,
    `- differs: ${differs}`,
    `- tried: ${attempts}`,
    ...(place === null ? [] : [`- at: \`${place}\``]),
  ];
  const fence = '`'.repeat(Math.max(3, ...[...stderr.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [...lines, ...(stderr === '' ? [] : ['', `${fence}text`, stderr, fence]), ''].join('\n');
}
