import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AppError } from '../../shared/errors.ts';

/** What was observed, told in the strip at the foot of the page. */
export interface Toast {
  readonly id: number;
  readonly tone: 'ok' | 'bad' | 'info';
  readonly text: string;
  /** The failure in full, shown when the toast is opened. */
  readonly error: AppError | null;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

interface Toasts {
  /** Oldest first; the strip shows the newest. Failures stay until they are opened or put away. */
  readonly toasts: readonly Toast[];
}

const SHOWN_MS = 10_000;
const KEPT = 20;

export const toastStore = createStore<Toasts>(() => ({ toasts: [] }));

export const selectToasts = (state: Toasts): readonly Toast[] => state.toasts;

/** Reads the toasts. */
export function useToasts<T>(select: (state: Toasts) => T): T {
  return useStore(toastStore, select);
}

let count = 0;

/** Tells that something was observed; it leaves by itself after ten seconds. */
export function tell(text: string, action: Toast['action'] = null): void {
  const id = add({ tone: 'ok', text, error: null, action });
  setTimeout(() => dismissToast(id), SHOWN_MS);
}

/** Tells that something was not done; it stays until somebody opens or dismisses it. */
export function tellFailure(text: string, error: AppError): void {
  add({ tone: 'bad', text, error, action: null });
}

/** Puts a toast away. */
export function dismissToast(id: number): void {
  toastStore.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
}

function add(toast: Omit<Toast, 'id'>): number {
  count += 1;
  const id = count;
  toastStore.setState(({ toasts }) => ({ toasts: [...toasts, { ...toast, id }].slice(-KEPT) }));
  return id;
}
