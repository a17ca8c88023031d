import type { Envelope, EventDraft } from '../../../shared/envelope.ts';
import type { EventBodies, EventType } from '../../../shared/events/all.ts';
import { parsePosition } from '../../../shared/position.ts';
import type { Journal } from '../journal/journal.ts';
import type { LogStore } from '../logs/store.ts';

/** Steps up a chain of causes that are looked at; what lies further back is not why a run began. */
const MOST_STEPS = 20;

/** Where the beginnings and ends of runs are noted between the lines they wrote. */
export type RunLog = Pick<LogStore, 'runStarted' | 'runEnded'>;

/** The journal, for the host: what is told of runs is noted in the log of their component as well. */
export function withRunMarks(journal: Journal, log: RunLog): Pick<Journal, 'append'> {
  const numbers = new Map<string, number>();

  function note(draft: EventDraft): void {
    const run = draft.subject.slice('run:'.length);
    if (draft.type === 'run.started') {
      const { component, number } = draft.body as EventBodies['run.started'];
      numbers.set(run, number);
      log.runStarted({ item: `component:${component}`, run, number, after: whatItFollows(journal, draft.cause) });
    } else if (draft.type === 'run.ended') {
      const { component, words, asked, code } = draft.body as EventBodies['run.ended'];
      const number = numbers.get(run) ?? 0;
      numbers.delete(run);
      log.runEnded({ item: `component:${component}`, run, number, words, healthy: asked || code === 0 });
    }
  }

  return {
    append(draft) {
      const position = journal.append(draft);
      note(draft);
      return position;
    },
  };
}

/** What made a run begin, in a few words, by the chain of its causes: `reload #42` with the number of that event. */
export function whatItFollows(
  journal: Pick<Journal, 'recent' | 'flush' | 'epoch'>,
  cause: string | null,
): string | null {
  journal.flush();
  const texts = journal.recent();
  const newest = texts.at(-1);
  const last = newest === undefined ? 0 : (JSON.parse(newest) as Envelope).seq;
  let next = cause;
  for (let step = 0; next !== null && step < MOST_STEPS; step += 1) {
    const position = parsePosition(next);
    // What another host or an earlier start told is no cause of a run of this one.
    const text = position?.epoch === journal.epoch ? texts[texts.length - 1 - (last - position.seq)] : undefined;
    if (text === undefined) return null;
    const event = JSON.parse(text) as Envelope;
    const words = wordsOf(event);
    if (words !== null) return words;
    next = event.cause;
  }
  return null;
}

function wordsOf({ type, seq, body }: Envelope): string | null {
  switch (type as EventType) {
    case 'definition.reloaded':
      return `reload #${seq}`;
    case 'component.changed': {
      const { to, attempt } = body as EventBodies['component.changed'];
      if (to !== 'backing-off') return null;
      return attempt === undefined ? 'a crash' : `a crash, attempt ${attempt}`;
    }
    case 'schedule.fired':
      return 'its schedule came due';
    case 'action.requested':
      return ACTS[(body as EventBodies['action.requested']).name] ?? null;
    case 'epoch.opened':
      return 'the start of Signalbox';
    default:
      return null;
  }
}

const ACTS: Readonly<Record<string, string>> = {
  'component.deploy': 'a deploy',
  'component.redeploy': 'a redeploy',
  'component.restart': 'a restart by hand',
  'component.followFile': 'following its file again',
  'component.applyNow': 'a change applied now',
};
