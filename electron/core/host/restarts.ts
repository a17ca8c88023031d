import type { RestartPolicy } from './component.ts';

/** What is done after a component ended by itself. */
export type AfterExit =
  | { readonly to: 'completed' }
  | { readonly to: 'crashed' }
  | { readonly to: 'crash-looping'; readonly crashes: number }
  | { readonly to: 'backing-off'; readonly delayMs: number; readonly attempt: number };

/** What is remembered of earlier ends. Times are monotonic, ms. */
export interface CrashHistory {
  readonly crashes: readonly number[];
  readonly attempt: number;
}

/** Nothing has crashed yet. */
export const NO_CRASHES: CrashHistory = { crashes: [], attempt: 0 };

/**
 * Decides what follows an end that nobody asked for. The delay doubles with each attempt up to its cap and is spread by
 * a quarter, so that components that died together do not return together. `random` gives a number in [0, 1).
 */
export function afterExit(
  policy: RestartPolicy,
  history: CrashHistory,
  exit: { readonly success: boolean; readonly uptimeMs: number },
  nowMono: number,
  random: () => number,
): { readonly next: AfterExit; readonly history: CrashHistory } {
  const stable = exit.uptimeMs >= policy.stableMs;
  const before = stable ? NO_CRASHES : history;
  if (exit.success && policy.when !== 'always') return { next: { to: 'completed' }, history: NO_CRASHES };
  if (policy.when === 'no') return { next: exit.success ? { to: 'completed' } : { to: 'crashed' }, history: before };
  const crashes = [...before.crashes.filter((at) => nowMono - at < policy.windowMs), nowMono];
  if (crashes.length >= policy.max)
    return { next: { to: 'crash-looping', crashes: crashes.length }, history: { crashes, attempt: before.attempt } };
  const attempt = before.attempt + 1;
  const full = Math.min(policy.backoffMs * 2 ** (attempt - 1), policy.backoffMaxMs);
  const delayMs = Math.round(full * (0.75 + random() / 2));
  return { next: { to: 'backing-off', delayMs, attempt }, history: { crashes, attempt } };
}
