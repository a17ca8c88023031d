import type { Component } from '../../shared/component-state.ts';
import type { State } from '../../shared/state.ts';
import { type Table, tableEntries } from '../../shared/table.ts';
import type { GlyphName } from '../ui/glyph.tsx';
import { CRASH_STATES, stateLook } from './component-look.ts';

/** One thing that was told: its cause has at most one, which a recovery replaces. */
export interface Told {
  /** What it is about: `component:db`, `orphan:…`, `notice:…`. */
  readonly cause: string;
  /** The component it is about, which can be muted; null for anything else. */
  readonly component: string | null;
  readonly kind: 'wrong' | 'recovered';
  readonly glyph: GlyphName;
  readonly text: string;
  readonly at: number;
  readonly isRead: boolean;
}

/** What the rules look at. */
export type NoticeView = Pick<State, 'epoch' | 'components' | 'orphans' | 'notices'>;

/** A cause as it stands: what is wrong with it now. */
interface Trouble {
  readonly component: string | null;
  readonly glyph: GlyphName;
  readonly text: string;
  readonly at: number;
}

/** What is wrong now, by its cause. */
export function troublesOf(view: NoticeView): ReadonlyMap<string, Trouble> {
  const found = new Map<string, Trouble>();
  for (const [name, component] of tableEntries(view.components)) {
    const text = troubleOf(component);
    if (text === null) continue;
    const { glyph } = stateLook(component.state);
    found.set(`component:${name}`, { component: name, glyph, text, at: component.since });
  }
  for (const [id, { pid, component, foundAt }] of tableEntries(view.orphans)) {
    const text = `Process ${pid} of ${component} was left behind`;
    found.set(`orphan:${id}`, { component, glyph: 'warning', text, at: foundAt });
  }
  for (const [id, { text, level, at }] of tableEntries(view.notices)) {
    if (level === 'info') continue;
    found.set(`notice:${id}`, { component: null, glyph: level === 'error' ? 'failed' : 'warning', text, at });
  }
  return found;
}

function troubleOf({ name, state, reason, escaped }: Component): string | null {
  if (CRASH_STATES.has(state) || state === 'degraded' || state === 'unknown') {
    // The tries of a back-off are one trouble: only the first of them is told.
    const word = state === 'backing-off' ? 'crashed' : stateLook(state).word;
    return `${name} ${word}: ${reason}`;
  }
  return escaped > 0 ? `${name}: a process may have escaped its stop` : null;
}

/** What a change of the state adds to what was told; the same list when nothing became wrong or well. */
export function nextTold(told: readonly Told[], before: NoticeView, after: NoticeView): readonly Told[] {
  const was = troublesOf(before);
  const is = troublesOf(after);
  const fresh: Told[] = [];
  for (const [cause, trouble] of is) {
    const known = was.get(cause);
    if (known && !isWorse(cause, known, trouble)) continue;
    // A crash between two tries was told when it began.
    if (!known && isTrying(cause, before.components) && isStanding(told, cause, trouble)) continue;
    fresh.push({ ...trouble, cause, kind: 'wrong', isRead: false });
  }
  for (const [cause, { component }] of was) if (!is.has(cause)) fresh.push(...recovery(cause, component, after));
  fresh.push(...lateRecoveries(told, was, is, after));
  const causes = new Set(fresh.map((each) => each.cause));
  const old = told.filter((each) => !causes.has(each.cause) && !isTakenDown(each, is, after));
  return fresh.length === 0 && old.length === told.length ? told : [...fresh, ...old].slice(0, KEPT);
}

/** Things that are kept to be read. */
const KEPT = 100;

/** From trying again to giving up is a change worth telling; a new reason for the same state is not. */
function isWorse(cause: string, known: Trouble, now: Trouble): boolean {
  if (!cause.startsWith('component:')) return false;
  return (
    known.glyph !== now.glyph && (now.glyph === 'crash-looping' || now.glyph === 'failed' || known.glyph === 'degraded')
  );
}

/** A component that starts again after a crash: neither wrong nor well yet. */
function isTrying(cause: string, components: Table<Component>): boolean {
  const component = componentOf(cause, components);
  return component !== undefined && MOVING.has(component.state);
}

const MOVING: ReadonlySet<Component['state']> = new Set(['starting', 'waiting', 'stopping']);

/** Whether this very trouble was told and nothing else since. */
function isStanding(told: readonly Told[], cause: string, { glyph }: Trouble): boolean {
  return told.some((each) => each.cause === cause && each.kind === 'wrong' && each.glyph === glyph);
}

/** Whether nothing is wrong any more because the component was taken down: who did that need not be told. */
function isTakenDown({ cause, kind }: Told, is: ReadonlyMap<string, Trouble>, after: NoticeView): boolean {
  if (kind !== 'wrong' || is.has(cause) || !cause.startsWith('component:')) return false;
  const now = componentOf(cause, after.components);
  return now !== undefined && DOWN.has(now.state);
}

const DOWN: ReadonlySet<Component['state']> = new Set(['stopped', 'disabled']);

/** Said once the cause is well; not of a component that was taken down. */
function recovery(cause: string, component: string | null, after: NoticeView): Told[] {
  if (!cause.startsWith('component:')) return [];
  const now = componentOf(cause, after.components);
  if (!now || MOVING.has(now.state) || DOWN.has(now.state)) return [];
  const { glyph, word } = stateLook(now.state);
  return [
    { cause, component, kind: 'recovered', glyph, text: `${now.name} is ${word} again`, at: now.since, isRead: false },
  ];
}

/** Components that were told to be wrong, moved for a while, and are well now. */
function lateRecoveries(
  told: readonly Told[],
  was: ReadonlyMap<string, Trouble>,
  is: ReadonlyMap<string, Trouble>,
  after: NoticeView,
): Told[] {
  return told.flatMap(({ cause, component, kind }) =>
    kind === 'wrong' && !was.has(cause) && !is.has(cause) ? recovery(cause, component, after) : [],
  );
}

function componentOf(cause: string, components: Table<Component>): Component | undefined {
  const name = cause.slice('component:'.length);
  for (const bucket of components.buckets) if (Object.hasOwn(bucket, name)) return bucket[name];
  return undefined;
}

/** Whether a moment lies in the quiet hours, which may go past midnight; hours as `22:00`. */
export function isQuiet(quiet: { readonly from: string; readonly to: string } | null, at: number): boolean {
  if (quiet === null || quiet.from === quiet.to) return false;
  const date = new Date(at);
  const now = `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
  return quiet.from < quiet.to ? now >= quiet.from && now < quiet.to : now >= quiet.from || now < quiet.to;
}
