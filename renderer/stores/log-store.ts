import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { LogChannel, LogLevel, LogPattern, LogPlace } from '../../shared/log.ts';
import { openOn } from './ui-store.ts';

/** How times of lines are shown: as wall time, as how long ago, or not at all. */
export const TIME_MODES = ['absolute', 'relative', 'off'] as const;
export type TimeMode = (typeof TIME_MODES)[number];

/** Which lines of some items are shown; kept for each choice of items. */
export interface Narrowing {
  /** Channels that are left out. */
  readonly without: readonly LogChannel[];
  /** Levels that are shown; null for all. */
  readonly levels: readonly LogLevel[] | null;
  readonly include: readonly LogPattern[];
  readonly exclude: readonly LogPattern[];
}

export const ALL_LINES: Narrowing = { without: [], levels: null, include: [], exclude: [] };

/** How the user looks at logs; remembered by the browser, never sent. */
export interface LogPrefs {
  readonly time: TimeMode;
  readonly wrap: boolean;
  readonly fold: boolean;
  /** By `narrowingKey`. */
  readonly narrowed: Readonly<Record<string, Narrowing>>;
  /** Lines before this moment (epoch ms) are cleared away, by `streamKey`. */
  readonly cleared: Readonly<Record<string, number>>;
}

/** A place that somebody asked to see. `nonce` differs each time, so that asking twice acts twice. */
export interface LogFocus {
  readonly place: LogPlace;
  readonly nonce: number;
}

interface LogStore {
  readonly prefs: LogPrefs;
  readonly focus: LogFocus | null;
}

const KEY = 'signalbox.logs';
/** Patterns of each sort that the core takes. */
const PATTERNS = 20;
/** Narrowings and clearings that are remembered; the oldest leave. */
const REMEMBERED = 200;
const FRESH: LogPrefs = { time: 'absolute', wrap: false, fold: false, narrowed: {}, cleared: {} };

export const logStore = createStore<LogStore>(() => ({ prefs: FRESH, focus: null }));

/** Reads one thing out of how logs are looked at. */
export function useLogStore<T>(select: (store: LogStore) => T): T {
  return useStore(logStore, select);
}

export const selectLogPrefs = (store: LogStore): LogPrefs => store.prefs;
export const selectLogFocus = (store: LogStore): LogFocus | null => store.focus;

/** Takes up what was remembered, and remembers every change. Answers how to stop. */
export function startLogPrefs(memory: Pick<Storage, 'getItem' | 'setItem'>): () => void {
  logStore.setState({ prefs: readPrefs(memory.getItem(KEY)) });
  return logStore.subscribe((store, before) => {
    if (store.prefs !== before.prefs) memory.setItem(KEY, JSON.stringify(store.prefs));
  });
}

function readPrefs(text: string | null): LogPrefs {
  try {
    const read = JSON.parse(text ?? '{}') as Partial<LogPrefs>;
    return {
      time: TIME_MODES.find((mode) => mode === read.time) ?? FRESH.time,
      wrap: read.wrap === true,
      fold: read.fold === true,
      narrowed: objectOr(read.narrowed),
      cleared: objectOr(read.cleared),
    };
  } catch {
    return FRESH;
  }
}

function objectOr<T>(value: Readonly<Record<string, T>> | undefined): Readonly<Record<string, T>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** Under which name the narrowing of some items of a workspace is kept; no items means all. */
export function narrowingKey(workspace: string, items: readonly string[]): string {
  return `${workspace} ${items.length === 0 ? '*' : [...items].sort().join(' ')}`;
}

/** Under which name the clearing of a stream of a workspace is kept. */
export function streamKey(workspace: string, stream: string): string {
  return `${workspace} ${stream}`;
}

/** Changes how logs are looked at. */
export function setLogPrefs(change: Partial<LogPrefs>): void {
  logStore.setState(({ prefs }) => ({ prefs: { ...prefs, ...change } }));
}

/** Changes which lines of some items are shown. */
export function setNarrowing(key: string, change: Partial<Narrowing>): void {
  const { narrowed } = logStore.getState().prefs;
  const { [key]: old = ALL_LINES, ...others } = narrowed;
  setLogPrefs({ narrowed: newest({ ...others, [key]: { ...old, ...change } }) });
}

/** Narrows by one more pattern; the oldest leaves for one more than the core takes. */
export function addPattern(key: string, how: 'include' | 'exclude', pattern: LogPattern): void {
  const patterns = (logStore.getState().prefs.narrowed[key] ?? ALL_LINES)[how];
  setNarrowing(key, { [how]: [...patterns, pattern].slice(-PATTERNS) });
}

/** Clears away what these streams (by `streamKey`) hold up to a moment, epoch ms; null shows everything again. */
export function setCleared(keys: readonly string[], at: number | null): void {
  const kept = Object.entries(logStore.getState().prefs.cleared).filter(([key]) => !keys.includes(key));
  const added = at === null ? [] : keys.map((key) => [key, at] as const);
  setLogPrefs({ cleared: newest(Object.fromEntries([...kept, ...added])) });
}

function newest<T>(table: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  const entries = Object.entries(table);
  return entries.length <= REMEMBERED ? table : Object.fromEntries(entries.slice(-REMEMBERED));
}

const SEPARATOR = ',';

/** What is selected on the screen of logs, as items; none means all. */
export function itemsOfSelection(selection: string | null): readonly string[] {
  return selection === null || selection === '' ? [] : selection.split(SEPARATOR);
}

/** The selection that stands for some items. */
export function selectionOfItems(items: readonly string[]): string | null {
  return items.length === 0 ? null : items.join(SEPARATOR);
}

let focusCount = 0;

/** Shows the lines of some items (none means all), at a place when there is one. */
export function openLog(items: readonly string[], place: LogPlace | null = null): void {
  focusCount += 1;
  logStore.setState({ focus: place === null ? null : { place, nonce: focusCount } });
  openOn('logs', selectionOfItems(items));
}
