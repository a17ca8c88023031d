import type { SettledFile, WatchMessage } from './types.ts';

/** Collects settled files into messages of a bounded size and says how many paths are dirty. */
export interface Outbox {
  post(message: WatchMessage): void;
  report(file: SettledFile): void;
  /** Sends what was collected. */
  flush(): void;
  /** Says the number of dirty paths when it left or reached 0, and now and then between. */
  sayDirty(): void;
  close(): void;
}

// A message is taken in by the main thread in one turn: these keep it well below a frame.
const MOST_FILES = 100;
const MOST_BYTES = 2 * 1024 * 1024;
const DIRTY_EVERY_MS = 50;

/**
 * @param send posts to the other thread; the buffers named are handed over, not copied
 * @param before runs right before settled files are sent
 * @param dirty number of dirty paths now
 */
export function createOutbox(
  send: (message: WatchMessage, transfer: ArrayBuffer[]) => void,
  before: () => void,
  dirty: () => number,
): Outbox {
  let files: SettledFile[] = [];
  let bytes = 0;
  let said = 0;
  let saidAt = 0;
  let later: NodeJS.Timeout | null = null;

  function flush(): void {
    if (files.length === 0) return;
    before();
    const transfer: ArrayBuffer[] = [];
    for (const file of files)
      if (file.bytes !== null && file.bytes.byteLength > 0) transfer.push(file.bytes.buffer as ArrayBuffer);
    send({ type: 'settled', files, dirty: dirty() }, transfer);
    files = [];
    bytes = 0;
  }

  function sayDirty(): void {
    const count = dirty();
    if (count === said) return;
    const now = performance.now();
    const wait = saidAt + DIRTY_EVERY_MS - now;
    if (count > 0 && said > 0 && wait > 0) {
      later ??= setTimeout(() => {
        later = null;
        sayDirty();
      }, wait);
      return;
    }
    said = count;
    saidAt = now;
    send({ type: 'dirty', count }, []);
  }

  return {
    post: (message) => send(message, []),
    report(file) {
      files.push(file);
      bytes += file.bytes?.byteLength ?? 0;
      // A removal may be half of a rename, whose other half comes right after it: both go out together.
      const full = files.length >= (file.change === 'remove' ? 2 * MOST_FILES : MOST_FILES);
      if (full || bytes >= MOST_BYTES) flush();
    },
    flush,
    sayDirty,
    close() {
      if (later !== null) clearTimeout(later);
    },
  };
}
