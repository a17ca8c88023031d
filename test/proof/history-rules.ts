import type { Envelope } from '../../shared/envelope.ts';
import { fold } from '../../shared/fold.ts';
import { parsePosition } from '../../shared/position.ts';
import type { Definition, State } from '../../shared/state.ts';
import { tableEntries, tableGet } from '../../shared/table.ts';

/** Events whose cause lies outside the product, as the model names them. */
const UNCAUSED =
  /^(epoch\.opened|action\.requested|file\.settled|schedule\.fired|run\.ended|probe\.changed|host\..*|lock\.lost|root\..*|watch\.degraded|watch\.rescanned|agent\.changed)$/;

/** From which state a definition may go to which by one event, when nobody asked for it. */
const EDGES: Readonly<Record<string, readonly string[]>> = {
  none: ['settling', 'none'],
  settling: ['settling', 'ok', 'refused', 'conflicted', 'removed', 'none'],
  ok: ['ok', 'settling', 'conflicted', 'none'],
  refused: ['refused', 'settling', 'conflicted', 'none'],
  conflicted: ['conflicted', 'settling', 'ok', 'refused', 'removed', 'none'],
  removed: ['removed', 'settling', 'none'],
};

/** What an act, or a rename, may do besides. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  none: ['ok'],
  ok: ['refused', 'removed'],
  refused: ['ok', 'removed'],
  conflicted: ['ok'],
};

/** Follows the journal of one host, event by event, and says what breaks its rules. */
export interface HistoryRules {
  /** Takes the events after the last ones, in order; answers faults. */
  take(events: readonly Envelope[]): string[];
  state(): State;
}

/** Begins at a state that is known to be right. `versions` = the highest of each definition so far, over all epochs. */
export function createHistoryRules(start: State, versions: Map<string, number>): HistoryRules {
  let state = start;
  const asked = new Set<string>();
  const reloadedBy = new Set<string>();

  function take(event: Envelope): string[] {
    const faults: string[] = [];
    const say = (what: string) => faults.push(`${what}: ${brief(event)}`);
    if (event.seq !== state.seq + 1) say(`J2: ${state.seq} is followed by ${event.seq}`);
    if (event.epoch !== state.epoch) say(`J3: another epoch than ${state.epoch}`);
    checkCause(event, say);
    const before = state;
    state = fold(state, [event]);
    checkEdges(before, event, say);
    checkReload(event, say);
    return faults;
  }

  function checkCause(event: Envelope, say: (what: string) => void): void {
    const { cause, also = [], type } = event;
    if (cause === null && !UNCAUSED.test(type)) say('J5: no cause');
    for (const position of [cause, ...also]) {
      if (position === null) continue;
      const place = parsePosition(position);
      if (!place) say(`J5: ${position} is no position`);
      else if (place.epoch !== event.epoch || place.seq >= event.seq) say(`J5: ${position} does not point backwards`);
    }
    const own = `${event.epoch}:${event.seq}`;
    if (type === 'action.requested' || [cause, ...also].some((one) => one !== null && asked.has(one))) asked.add(own);
  }

  function checkEdges(before: State, event: Envelope, say: (what: string) => void): void {
    const ids = new Set([...idsOf(before), ...idsOf(state)]);
    const isAsked = asked.has(`${event.epoch}:${event.seq}`);
    for (const id of ids) {
      const old = tableGet(before.definitions, id);
      const now = tableGet(state.definitions, id);
      if (old === now) continue;
      const [from, to] = [old?.state ?? 'none', now?.state ?? 'none'];
      const isRename = event.type === 'definition.renamed';
      // A pin brings its version back before the file is looked at, which may be broken.
      const isPinned = (now?.pin ?? null) !== null;
      // Its file settled before what made it so was decided.
      const cause = event.cause === null ? null : parsePosition(event.cause);
      const isEarlier = cause !== null && cause.seq < (old?.changed ?? 0);
      const isFree = isAsked || isRename || isPinned || isEarlier;
      if (!EDGES[from]?.includes(to) && !(isFree && (ASKED[from]?.includes(to) || isRename || isEarlier)))
        say(`${id} went from ${from} to ${to}`);
      checkRecord(id, now, event, say);
    }
  }

  function checkReload(event: Envelope, say: (what: string) => void): void {
    if (event.type === 'definition.renamed') {
      const { from, to } = event.body as { from: string; to: string };
      const version = versions.get(from);
      versions.delete(from);
      if (version !== undefined) versions.set(to, version);
    }
    if (event.type !== 'definition.reloaded') return;
    const { version, hash, from, beside, of } = event.body as {
      version: number;
      hash: string;
      from?: number;
      beside?: string[];
      of?: number;
    };
    const key = `${event.subject} ${event.cause} ${hash} ${of ?? ''}`;
    if (reloadedBy.has(key)) say('reloaded twice for one change');
    reloadedBy.add(key);
    const id = event.subject.slice('definition:'.length);
    const last = versions.get(id) ?? 0;
    const resumes = from === undefined && version === last;
    if (!beside && version <= last && !resumes) say(`version ${version} does not grow from ${last}`);
    versions.set(id, Math.max(version, last));
  }

  return { take: (events) => events.flatMap(take), state: () => state };
}

/** Records hold no past outcomes. */
function checkRecord(id: string, now: Definition | undefined, event: Envelope, say: (what: string) => void): void {
  if (!now) return;
  if (now.state === 'ok' && now.error !== null) say(`${id} is ok with an error ${now.error.code}`);
  if ((now.state === 'refused' || now.state === 'conflicted') && now.error === null)
    say(`${id} is ${now.state} without an error`);
  if (now.state === 'removed' && (now.loaded || now.disk || now.batch || now.pin))
    say(`${id} is removed and has facets`);
  if (event.type === 'definition.reloaded' && now.loaded === null) say(`${id} was reloaded and has nothing loaded`);
}

function idsOf(state: State): string[] {
  return [...tableEntries(state.definitions)].map(([id]) => id);
}

/** An event in one line. */
export function brief(event: Envelope): string {
  const body = JSON.stringify(event.body).replace(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…');
  return `${event.seq} ${event.type} ${event.subject} ←${event.cause?.split(':')[1] ?? 'null'} ${body.slice(0, 260)}`;
}
