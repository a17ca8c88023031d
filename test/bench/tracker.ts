import type { Envelope, KnownEvent } from '../../shared/envelope.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Hashes } from './corpus.ts';

/** Follows what the core says and counts the definitions that are not yet as they should be. */
export interface Tracker {
  /** From now on this is what should be loaded. */
  expect(expected: Hashes): void;
  take(events: readonly Envelope[]): void;
  /** Definitions whose loaded version is not the expected one. */
  readonly wrongLoaded: number;
  /** Definitions that are neither loaded as expected nor waiting with the expected content. */
  readonly wrongPlanned: number;
}

/** Follows from a snapshot on. Each event costs a look at the few ids it names, however many there are. */
export function trackDefinitions(start: Snapshot): Tracker {
  const loaded = new Map<string, string>();
  const disk = new Map<string, string>();
  const waiting = new Set<string>();
  let expected: Hashes = {};
  let wrongLoaded = new Set<string>();
  let wrongPlanned = new Set<string>();
  for (const [id, definition] of Object.entries(start.definitions)) {
    if (definition.loaded) loaded.set(id, definition.loaded.hash);
    if (definition.disk?.hash) disk.set(id, definition.disk.hash);
  }
  for (const item of start.batch?.items ?? []) waiting.add(item.definition);

  function look(id: string): void {
    mark(wrongLoaded, id, loaded.get(id) !== expected[id]);
    mark(wrongPlanned, id, (waiting.has(id) ? disk : loaded).get(id) !== expected[id]);
  }

  function take(raw: Envelope): void {
    const event = raw as KnownEvent;
    const id = event.subject.startsWith('definition:') ? event.subject.slice('definition:'.length) : '';
    switch (event.type) {
      case 'file.settled': {
        const { definition, change, hash, role } = event.body;
        if (definition === null || role !== 'definition') return;
        if (change === 'remove' || hash === null) disk.delete(definition);
        else disk.set(definition, hash);
        return look(definition);
      }
      case 'definition.reloaded':
        loaded.set(id, event.body.hash);
        return look(id);
      case 'definition.removed':
        loaded.delete(id);
        return look(id);
      case 'definition.renamed': {
        const { from, to } = event.body;
        const hash = loaded.get(from);
        loaded.delete(from);
        if (hash !== undefined) loaded.set(to, hash);
        look(from);
        return look(to);
      }
      case 'batch.held':
      case 'batch.changed':
        for (const { definition } of event.body.items) {
          waiting.add(definition);
          look(definition);
        }
        if (event.type === 'batch.changed') leave(event.body.dropped);
        return;
      case 'batch.applied':
        return leave(event.body.applied);
      case 'batch.discarded':
        return leave([...waiting]);
    }
  }

  function leave(ids: readonly string[]): void {
    for (const id of ids) {
      waiting.delete(id);
      look(id);
    }
  }

  return {
    expect(next) {
      expected = next;
      wrongLoaded = new Set();
      wrongPlanned = new Set();
      for (const id of new Set([...Object.keys(expected), ...loaded.keys(), ...waiting])) look(id);
    },
    take(events) {
      for (const event of events) take(event);
    },
    get wrongLoaded() {
      return wrongLoaded.size;
    },
    get wrongPlanned() {
      return wrongPlanned.size;
    },
  };
}

function mark(set: Set<string>, id: string, wrong: boolean): void {
  if (wrong) set.add(id);
  else set.delete(id);
}
