import { useSyncExternalStore } from 'react';
import { formatAgo, formatClock, formatClockMs, formatDateTime } from '../lib/format.ts';

interface TimeProps {
  /** Wall time, epoch ms. */
  readonly at: number;
  /** `ago` counts on by the second; `clock` and `clock-ms` are local times, `full` has the date too. */
  readonly mode: 'ago' | 'clock' | 'clock-ms' | 'full';
}

/** A moment, with its full date on hover. */
export function Time({ at, mode }: TimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} title={`${formatDateTime(at)}`}>
      {mode === 'ago' ? <Ago at={at} /> : WORDS[mode](at)}
    </time>
  );
}

const WORDS = { clock: formatClock, 'clock-ms': formatClockMs, full: formatDateTime } as const;

function Ago({ at }: { readonly at: number }) {
  const now = useNow();
  return formatAgo(now - at);
}

/** Wall time in whole seconds (epoch ms), one clock for the whole page; it rests while nobody looks at it. */
export function useNow(): number {
  return useSyncExternalStore(watchClock, secondNow);
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function secondNow(): number {
  return Math.floor(Date.now() / 1_000) * 1_000 + 999;
}

function watchClock(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
