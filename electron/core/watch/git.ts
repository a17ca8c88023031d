import { existsSync, type FSWatcher, readFileSync, statSync, watch } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { WatchMessage } from './types.ts';

/** Watches the lock and the head of the git directory around a root. */
export interface GitWatch {
  /** Looks at the lock and says so when it differs from what was said. Called right before changes are sent. */
  freshen(): void;
  /** Looks for the git directory again (after `git init`, or when the root came back). */
  find(): void;
  readonly watches: number;
  close(): void;
}

/**
 * The git directory that governs a folder: `.git` of the folder or of the nearest one above; a file `.git` names it
 * for worktrees and submodules. Null outside a repository.
 */
export function findGitDir(root: string): string | null {
  for (let dir = root; ; dir = dirname(dir)) {
    const candidate = join(dir, '.git');
    try {
      if (statSync(candidate).isDirectory()) {
        return candidate;
      } else {
        const target = parseGitFile(readFileSync(candidate, 'utf8'));
        if (target !== null) return resolve(dir, target);
      }
    } catch {
      // No `.git` here: look one folder up.
    }
    if (dirname(dir) === dir) return null;
  }
}

/** The folder a `.git` file names, or null. */
export function parseGitFile(text: string): string | null {
  return /^gitdir:\s*(.+?)\s*$/m.exec(text)?.[1] ?? null;
}

/** The branch's ref, or the first 12 digits of a detached commit; null when the text is neither. */
export function parseHead(text: string): string | null {
  const line = text.trim();
  const ref = /^ref:\s*(\S+)$/.exec(line)?.[1];
  if (ref !== undefined) return ref;
  return /^[0-9a-f]{40,64}$/.test(line) ? line.slice(0, 12) : null;
}

// Only where the git directory itself cannot be watched.
const POLL_MS = 250;

// Events of one operation on the lock come within this time.
const LOCK_ECHO_MS = 100;

/** @param post where `git` messages go */
export function createGitWatch(root: string, post: (message: WatchMessage) => void): GitWatch {
  let gitDir: string | null = null;
  let watcher: FSWatcher | null = null;
  let poll: NodeJS.Timeout | null = null;
  let lock = false;
  let lockToldAt = Number.NEGATIVE_INFINITY;
  let headText: string | null = null;

  function look(lockEvent: boolean): void {
    if (gitDir === null) return;
    const present = existsSync(join(gitDir, 'index.lock'));
    const text = readHead(gitDir);
    const headChanged = text !== headText;
    headText = text;
    const head = text === null ? null : parseHead(text);
    const now = performance.now();
    // A lock that came and went between two looks was still an operation of git; late events of one that was told are not.
    if (lockEvent && !present && !lock && now - lockToldAt > LOCK_ECHO_MS) {
      post({ type: 'git', lock: true, headChanged: false, head, at: Date.now() });
      lockToldAt = now;
    } else if (present === lock && !headChanged) return;
    if (present !== lock) lockToldAt = now;
    lock = present;
    post({ type: 'git', lock, headChanged, head, at: Date.now() });
  }

  function stop(): void {
    watcher?.close();
    watcher = null;
    if (poll !== null) clearInterval(poll);
    poll = null;
  }

  function find(): void {
    const found = findGitDir(root);
    if (found === gitDir && (found === null || watcher !== null)) return;
    stop();
    gitDir = found;
    if (found === null) return;
    headText = readHead(found);
    lock = existsSync(join(found, 'index.lock'));
    // Told once at the beginning as well: the branch is shown before git moves for the first time.
    post({ type: 'git', lock, headChanged: false, head: headText && parseHead(headText), at: Date.now() });
    try {
      watcher = watch(found, (event, name) => {
        if (name === null || name === 'index.lock' || name === 'HEAD')
          look(name === 'index.lock' && event === 'rename');
      });
      watcher.on('error', () => {
        stop();
        startPoll();
      });
    } catch {
      startPoll();
    }
  }

  function startPoll(): void {
    poll ??= setInterval(() => look(false), POLL_MS);
    poll.unref();
  }

  find();
  return {
    freshen: () => look(false),
    find,
    get watches() {
      return watcher === null ? 0 : 1;
    },
    close: stop,
  };
}

function readHead(gitDir: string): string | null {
  try {
    return readFileSync(join(gitDir, 'HEAD'), 'utf8');
  } catch {
    return null;
  }
}
