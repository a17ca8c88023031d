import type { Envelope, KnownEvent } from '../../shared/envelope.ts';
import { isMarkEvent } from '../../shared/timeline.ts';
import { eventWords } from './event-words.ts';
import { type ReloadRow, reloadRow, rowFrame } from './reload-row.ts';

const PASSING: ReadonlySet<unknown> = new Set(['waiting', 'starting', 'stopping']);

const rows = new WeakMap<Envelope, ReloadRow | null>();

/**
 * The row of an event on the screen of reloads, which has one for every mark of its timeline: those of `reloadRow`, and
 * what bears on reloads without being one (problems, starts, a waiting batch that changed, what became of components).
 * States that a component only passes through are marked, and have no row. Null for any other event; the same event
 * always gives the same object.
 */
export function listRow(event: Envelope): ReloadRow | null {
  const known = rows.get(event);
  if (known !== undefined) return known;
  const made = reloadRow(event) ?? (isMarkEvent(event) && !isPassing(event) ? makeRow(event) : null);
  rows.set(event, made);
  return made;
}

function isPassing(event: Envelope): boolean {
  const { to } = event.body as { readonly to?: unknown };
  return event.type === 'component.changed' && PASSING.has(to);
}

function makeRow(event: Envelope): ReloadRow {
  return { ...rowFrame(event), ...partOf(event as KnownEvent) };
}

function partOf(event: KnownEvent): Partial<ReloadRow> {
  switch (event.type) {
    case 'definition.unchanged':
      return { fields: 0, effect: 'same content, nothing swapped' };
    case 'definition.unpinned':
      return { effect: 'follows its file again' };
    case 'component.changed':
      return { label: event.subject.replace(':', ' '), effect: event.body.reason };
    case 'problem.found': {
      const { path, line, message } = event.body;
      return { label: line === undefined ? path : `${path}:${line}`, effect: message };
    }
    case 'problem.cleared':
      return { label: event.subject.slice(event.subject.indexOf(':') + 1) };
    case 'batch.changed': {
      const { items, dropped } = event.body;
      return { label: 'what waits changed', effect: `${items.length} in, ${dropped.length} out` };
    }
    default: {
      const { text, more } = eventWords(event);
      return { label: text, effect: more };
    }
  }
}
