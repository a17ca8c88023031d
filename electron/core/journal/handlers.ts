import { z } from 'zod';
import { actionRows } from '../../../shared/actions/all.ts';
import type { journalActions } from '../../../shared/actions/journal.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { AppError } from '../../../shared/errors.ts';
import { upcast } from '../../../shared/events/upcast.ts';
import { formatPosition, parsePosition } from '../../../shared/position.ts';
import { snapshotOf } from '../../../shared/snapshot.ts';
import { TIMELINE_TYPES } from '../../../shared/timeline.ts';
import type { HandlersOf } from '../dispatch.ts';
import type { Journal } from './journal.ts';
import type { EventQuery } from './protocol.ts';
import { timelinePage } from './timeline-page.ts';

const CHAIN_CAUSES = 50;
const CHAIN_EFFECTS = 200;
/** Events after one that are looked through for such that name it as a further cause, and how many of those are read. */
const JOINED_WITHIN = 20_000;
const JOINED_READ = 2_000;

type WatchQuestions = 'explain' | 'watchHealth';

/** The questions about history. Those about the watcher are its owner's to answer. */
export function journalHandlers(journal: Journal): Omit<HandlersOf<typeof journalActions>, WatchQuestions> {
  async function read(query: EventQuery): Promise<Envelope[]> {
    journal.flush();
    const texts = journal.store ? await journal.store.read(query) : memory(journal, query);
    return texts.map((text) => upcast(JSON.parse(text) as Envelope));
  }

  async function eventAt(seq: number): Promise<Envelope | null> {
    const [event] = await read({ after: seq - 1, before: seq + 1, limit: 1, newest: false });
    return event ?? null;
  }

  return {
    snapshot({ parts }) {
      const whole: Record<string, unknown> = { ...snapshotOf(journal.state()) };
      if (!parts) return whole;
      const unknown = parts.find((part) => !(part in whole));
      if (unknown !== undefined)
        throw new AppError('INVALID_INPUT', `The snapshot has no part ${unknown}.`, {
          hint: `Parts: ${Object.keys(whole).join(', ')}.`,
        });
      return Object.fromEntries(['position', ...parts].map((part) => [part, whole[part]]));
    },

    async events({ since, before, types, subject, limit }) {
      const position = formatPosition(journal.position());
      const from = since === undefined ? null : parsePosition(since);
      if (since !== undefined && !from)
        throw new AppError('INVALID_INPUT', `“${since.slice(0, 60)}” is not a position.`, {
          hint: 'A position is written epoch:seq.',
        });
      const query: EventQuery = {
        ...(from ? { after: from.seq } : {}),
        ...(before === undefined ? {} : { before }),
        ...(types ? { types } : {}),
        ...(subject === undefined ? {} : { subject }),
        limit: limit + 1,
        newest: !from,
      };
      const found = await read(query);
      const more = found.length > limit;
      const events = more ? (from ? found.slice(0, limit) : found.slice(1)) : found;
      return {
        events: events.map((event) => ({ ...event })),
        position,
        oldest: journal.store?.opened.oldestSeq ?? null,
        more,
      };
    },

    async timeline({ before, limit }) {
      const position = formatPosition(journal.position());
      const query: EventQuery = {
        ...(before === undefined ? {} : { before }),
        types: TIMELINE_TYPES,
        limit,
        newest: true,
      };
      journal.flush();
      const page = journal.store
        ? await journal.store.timeline(query)
        : timelinePage(memory(journal, { ...query, limit: limit + 1 }), limit);
      return { ...page, position };
    },

    async chain({ position }) {
      const at = parsePosition(position);
      if (!at)
        throw new AppError('INVALID_INPUT', `“${position.slice(0, 60)}” is not a position.`, {
          hint: 'A position is written epoch:seq.',
        });
      const event = await eventAt(at.seq);
      if (!event || event.epoch !== at.epoch) return { causes: [], event: null, effects: [], older: true };
      const causes: Envelope[] = [];
      let older = false;
      for (let next = event.cause; next !== null && causes.length < CHAIN_CAUSES; ) {
        const place = parsePosition(next);
        const found = place ? await eventAt(place.seq) : null;
        if (!found || found.epoch !== place?.epoch) {
          older = true;
          break;
        }
        causes.unshift(found);
        next = found.cause;
      }
      const effects = await effectsOf(position);
      return {
        causes: causes.map((one) => ({ ...one })),
        event: { ...event },
        effects: effects.map((one) => ({ ...one })),
        older,
      };
    },

    async blob({ hash }) {
      const bytes = await journal.store?.readBlob(hash);
      if (!bytes) throw new AppError('NOT_FOUND', 'No body is stored under this hash.');
      return { hash, text: Buffer.from(bytes).toString('utf8') };
    },

    actions: () => ({
      actions: Object.entries(actionRows).map(([name, { title, reads, destructive, needs, runs, owns, input }]) => ({
        name,
        title,
        reads,
        destructive,
        needs,
        runs,
        owns,
        input: z.toJSONSchema(input, { io: 'input' }),
      })),
    }),
  };

  /** What followed, and what followed from that, in journal order: by its cause, or by a further cause of many. */
  async function effectsOf(position: string): Promise<Envelope[]> {
    const found = new Map<string, Envelope>();
    const joined = await joinedAfter(parsePosition(position)?.seq ?? 0);
    const open = [position];
    const take = (event: Envelope): void => {
      const place = formatPosition(event);
      if (place === position || found.has(place) || found.size >= CHAIN_EFFECTS) return;
      found.set(place, event);
      open.push(place);
    };
    for (let next = open.shift(); next !== undefined && found.size < CHAIN_EFFECTS; next = open.shift()) {
      const cause = next;
      journal.flush();
      const texts = journal.store
        ? await journal.store.effects(cause, CHAIN_EFFECTS - found.size)
        : memoryEffects(journal, cause);
      for (const text of texts) take(upcast(JSON.parse(text) as Envelope));
      for (const event of joined) if (event.also?.includes(cause)) take(event);
    }
    return [...found.values()].sort((a, b) => a.seq - b.seq);
  }

  /** Events with more than one cause among those that came next: no index leads to them. */
  function joinedAfter(seq: number): Promise<Envelope[]> {
    return read({
      after: seq,
      before: seq + 1 + JOINED_WITHIN,
      contains: '"also":[',
      limit: JOINED_READ,
      newest: false,
    });
  }
}

/** Without a store, history is what the memory still holds. */
function memory(journal: Journal, query: EventQuery): string[] {
  const found = journal.recent().filter((text) => {
    const event = JSON.parse(text) as Envelope;
    return (
      (query.after === undefined || event.seq > query.after) &&
      (query.before === undefined || event.seq < query.before) &&
      (!query.types || query.types.includes(event.type)) &&
      (query.subject === undefined || event.subject === query.subject) &&
      (query.contains === undefined || text.includes(query.contains))
    );
  });
  return query.newest ? found.slice(-query.limit) : found.slice(0, query.limit);
}

function memoryEffects(journal: Journal, cause: string): string[] {
  return journal.recent().filter((text) => (JSON.parse(text) as Envelope).cause === cause);
}
