import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { isQuiet, nextTold, type Told } from '../words/notice-rules.ts';
import { workspaceStore } from './workspace-store.ts';

/** When nothing is counted: local hours as `22:00`. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
}

interface Notices {
  /** Newest first. */
  readonly told: readonly Told[];
  /** Components that are not told about. */
  readonly muted: ReadonlySet<string>;
  readonly quiet: QuietHours | null;
}

/** Where this browser keeps what was chosen. */
const KEY = 'signalbox.notifications';

export const noticeStore = createStore<Notices>(() => ({ told: [], muted: new Set<string>(), quiet: null }));

export const selectTold = ({ told }: Notices): readonly Told[] => told;
export const selectQuiet = ({ quiet }: Notices): QuietHours | null => quiet;

/** How many were not read yet. */
export const selectUnread = ({ told }: Notices): number => told.filter(({ isRead }) => !isRead).length;

/** Reads the notifications. */
export function useNotices<T>(select: (state: Notices) => T): T {
  return useStore(noticeStore, select);
}

/** Whether a component is not told about. */
export function isMuted({ muted }: Notices, name: string): boolean {
  return muted.has(name);
}

/** Stops telling about a component, or begins again; what was told of it leaves. */
export function toggleMuted(name: string): void {
  noticeStore.setState(({ muted, told }) => {
    const next = new Set(muted);
    if (!next.delete(name)) next.add(name);
    return { muted: next, told: next.has(name) ? told.filter(({ component }) => component !== name) : told };
  });
}

/** Sets the quiet hours; null has none. */
export function setQuiet(quiet: QuietHours | null): void {
  noticeStore.setState({ quiet });
}

/** Counts all of them as read. */
export function readAll(): void {
  noticeStore.setState(({ told }) => ({ told: told.map((each) => ({ ...each, isRead: true })) }));
}

/** Forgets all of them. */
export function clearTold(): void {
  noticeStore.setState({ told: [] });
}

/** Follows the workspace and keeps what was chosen. Answers how to stop. */
export function startNotifications(storage: Pick<Storage, 'getItem' | 'setItem'>): () => void {
  noticeStore.setState(remembered(storage.getItem(KEY)));
  const stopFollowing = workspaceStore.subscribe(({ state }, { state: before }) => {
    if (state === before) return;
    // Another journal or another workspace: what it begins with is no news.
    if (state.epoch !== before.epoch || state.workspace?.id !== before.workspace?.id) {
      if (before.epoch !== '') clearTold();
      return;
    }
    const same = state.components === before.components && state.orphans === before.orphans;
    if (same && state.notices === before.notices) return;
    noticeStore.setState(({ told, muted, quiet }) => {
      const next = nextTold(told, before, state);
      if (next === told) return {};
      const quietNow = isQuiet(quiet, Date.now());
      const kept = next.filter(({ component }) => component === null || !muted.has(component));
      return { told: quietNow ? kept.map((each) => (told.includes(each) ? each : { ...each, isRead: true })) : kept };
    });
  });
  const stopKeeping = noticeStore.subscribe(({ muted, quiet }, before) => {
    if (muted === before.muted && quiet === before.quiet) return;
    storage.setItem(KEY, JSON.stringify({ muted: [...muted], quiet }));
  });
  return () => {
    stopFollowing();
    stopKeeping();
  };
}

/** What was chosen before; nothing of it when it cannot be read. */
function remembered(text: string | null): Pick<Notices, 'muted' | 'quiet'> {
  const nothing = { muted: new Set<string>(), quiet: null };
  if (text === null) return nothing;
  try {
    const { muted, quiet } = JSON.parse(text) as { muted?: unknown; quiet?: unknown };
    const names = Array.isArray(muted) ? muted.filter((name) => typeof name === 'string') : [];
    return { muted: new Set(names), quiet: isHours(quiet) ? quiet : null };
  } catch {
    return nothing;
  }
}

function isHours(value: unknown): value is QuietHours {
  const hours = value as Partial<QuietHours> | null;
  return typeof hours?.from === 'string' && typeof hours.to === 'string';
}
