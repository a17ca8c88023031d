import type { z } from 'zod';
import type { componentActions } from '../../../shared/actions/component.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { upcast } from '../../../shared/events/upcast.ts';
import type { Journal } from '../journal/journal.ts';

type Runs = z.input<(typeof componentActions)['runs']['output']>['runs'];
type RunRow = Runs[number];

const TYPES = ['run.started', 'run.ended', 'component.changed', 'probe.changed', 'agent.changed'];
const PAGE = 5_000;
/** Pages that are read at most: a component that has not run for longer has no history to show. */
const MOST_PAGES = 20;

/**
 * Runs of a component out of the journal, newest first.
 *
 * @param stableMs how long one must have run to count as healthy where nothing told that it was ready
 */
export async function runsOf(
  journal: Journal,
  component: string,
  { limit, stableMs }: { readonly limit: number; readonly stableMs: number },
): Promise<Runs> {
  const kept: Envelope[] = [];
  let starts = 0;
  let before: number | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await newest(journal, before);
    const own = found.filter((event) => isOf(event, component));
    kept.unshift(...own);
    starts += own.filter((event) => event.type === 'run.started').length;
    before = found[0]?.seq;
    if (found.length < PAGE || before === undefined || starts >= limit) break;
  }
  return foldRuns(kept, stableMs, Date.now()).slice(-limit).reverse();
}

/** The newest events before a position, oldest first. */
async function newest({ store, recent, flush }: Journal, before: number | undefined): Promise<Envelope[]> {
  flush();
  const query = { types: TYPES, limit: PAGE, newest: true, ...(before === undefined ? {} : { before }) };
  const texts = store ? await store.read(query) : recent();
  const events = texts.map((text) => upcast(JSON.parse(text) as Envelope));
  // Without a store there is what memory holds, all at once.
  return store ? events : events.filter(({ type, seq }) => TYPES.includes(type) && seq < (before ?? Infinity));
}

/**
 * Puts runs together from the events of one component, in order.
 *
 * @param now epoch ms: what is alive has run until then
 */
export function foldRuns(events: readonly Envelope[], stableMs: number, now: number): Runs {
  const runs: (RunRow & { afterMs: number; ready: boolean; completed: boolean; wanted: boolean })[] = [];
  for (const event of events) {
    const body = event.body as Record<string, never>;
    const last = runs.at(-1);
    switch (event.type) {
      case 'run.started':
        runs.push(started(event));
        break;
      case 'run.ended': {
        const run = runs.find(({ id }) => id === event.subject.slice('run:'.length));
        if (!run) break;
        const { code, signal, words, afterMs } = body;
        Object.assign(run, { endedAt: event.at, code, signal, words, afterMs });
        break;
      }
      case 'probe.changed':
        if (last?.endedAt === null && body['to'] === 'passing' && body['purpose'] === 'readiness') last.ready = true;
        break;
      case 'agent.changed':
        if (last?.endedAt === null && body['to'] === 'ready') last.ready = true;
        break;
      case 'component.changed':
        if (last) changed(last, String(body['to']));
    }
  }
  return runs.map(({ afterMs, ready, completed, wanted, ...run }) => ({
    ...run,
    healthy:
      ready ||
      completed ||
      // One that ended well, with its component none the worse: a run of a schedule.
      (wanted && run.endedAt !== null && run.code === 0) ||
      (run.endedAt === null ? now - run.startedAt : afterMs) >= stableMs,
  }));
}

function changed(run: RunRow & { completed: boolean; wanted: boolean }, to: string): void {
  if (to === 'completed') run.completed = true;
  if (run.endedAt === null && (to === 'running' || to === 'degraded')) run.up = true;
  // Its end was asked for, or was counted as a crash.
  if ((run.endedAt === null && to === 'stopping') || CRASHED.has(to)) run.wanted = false;
}

const CRASHED: ReadonlySet<string> = new Set(['failed', 'crashed', 'backing-off', 'crash-looping']);

function started(event: Envelope) {
  const body = event.body as Omit<RunRow, 'id' | 'startedAt'>;
  return {
    id: event.subject.slice('run:'.length),
    component: body.component,
    number: body.number,
    pid: body.pid,
    containment: body.containment,
    descriptorVersion: body.descriptorVersion,
    startedAt: event.at,
    endedAt: null as number | null,
    code: null,
    signal: null,
    words: null,
    healthy: false,
    up: false,
    cause: event.cause,
    afterMs: 0,
    ready: false,
    completed: false,
    wanted: true,
  };
}

function isOf({ type, subject, body }: Envelope, component: string): boolean {
  return type.startsWith('run.')
    ? (body as { component?: unknown }).component === component
    : subject === `component:${component}` || subject === `agent:${component}`;
}
