import type { Clock } from '../clock.ts';
import type { Entries } from './entries.ts';
import { type Gather, type GitFacts, gatherUntil, holdReason, passesAtOnce } from './gate.ts';
import type { HeldBatch } from './held.ts';
import type { Candidate } from './types.ts';

/** Git as the watcher sees it, with what to call the move. */
export interface GitWatch extends GitFacts {
  readonly head: string | null;
  /** Head before the operation that is going on or has just ended. */
  readonly headBefore: string | null;
}

/** What the settings say of holding. */
export interface HoldRules {
  /** Hold a batch of this many loaded definitions; 0 never holds for size or git. */
  readonly threshold: number;
  /** Kinds whose loaded definitions always wait for a decision. */
  readonly manual: readonly string[];
}

/** Decides which settled changes pass, which gather and which are held. */
export interface Gathering {
  offer(candidates: readonly Candidate[]): void;
  dirty(count: number): void;
  /** So many more (or fewer) files have settled and are being read: who is offered first is not alone. */
  coming(change: number): void;
  git(facts: { lock: boolean; headChanged: boolean; head: string | null }): void;
  /** Decides by other rules from now on; what is held stays held. */
  configure(rules: HoldRules): void;
  close(): void;
}

interface GatheringOptions {
  readonly clock: Clock;
  readonly entries: Entries;
  readonly held: HeldBatch;
  readonly rules: HoldRules;
  /** Applies what passes, in order. */
  pass(candidates: readonly Candidate[]): void;
}

/** Makes the gate between what settled and what is swapped in. */
export function createGathering(options: GatheringOptions): Gathering {
  const { clock, entries, held, pass } = options;
  let { threshold, manual } = options.rules;
  /** Why the batch that waits is held: one that is held by hand concerns its kinds alone. */
  let heldFor: 'size' | 'git' | 'manual' = 'size';
  let dirty = 0;
  let coming = 0;
  let git: GitWatch = { lock: false, movedAt: Number.NEGATIVE_INFINITY, head: null, headBefore: null };
  let waiting: Candidate[] = [];
  let gather: Gather | null = null;
  let timer: NodeJS.Timeout | null = null;

  /** What may be held: a change of something that serves. New definitions and repairs never wait. */
  function holdable(candidate: Candidate): boolean {
    const entry = entries.get(candidate.id);
    const isOwn = !candidate.first && !candidate.asked && !candidate.beside;
    return Boolean(entry?.loaded && !entry.refused) && isOwn;
  }

  function isManual({ kind }: Candidate): boolean {
    return kind.hold === 'manual' || manual.includes(kind.dir);
  }

  function decide(): void {
    const candidates = waiting;
    const seenGit = gather?.git ?? false;
    waiting = [];
    gather = null;
    const known = candidates.filter((candidate) => holdable(candidate) && changesLoaded(candidate));
    const byHand = known.filter(isManual);
    const reason = holdReason({ known: definitionsOf(known), manual: byHand.length, threshold, git: seenGit });
    if (reason && held.id !== null && reason !== 'manual') heldFor = reason;
    if (!reason || held.id !== null) return route(candidates);
    // A refused edit changes nothing that serves: it is said at once, and listed in the plan.
    const waits = reason === 'manual' ? byHand : known;
    heldFor = reason;
    held.hold(waits, reason, reason === 'git' ? gitWords() : null);
    passOthers(candidates, new Set(waits));
  }

  /** What settles while a batch is held joins it; everything else passes. */
  function route(candidates: readonly Candidate[]): void {
    const joins =
      held.id === null
        ? []
        : candidates.filter(
            (candidate) =>
              (holdable(candidate) && (heldFor !== 'manual' || isManual(candidate))) ||
              (held.has(candidate.id) && !candidate.beside),
          );
    const back = joins.length > 0 ? held.join(joins) : [];
    passOthers(candidates, new Set(joins.filter((candidate) => !back.includes(candidate))));
  }

  /** What does not wait passes. So does a file that does not load: it changes nothing that serves, and is said at once. */
  function passOthers(candidates: readonly Candidate[], waits: ReadonlySet<Candidate>): void {
    pass(
      candidates.filter((candidate) => {
        if (waits.has(candidate)) return candidate.doc !== null && !candidate.doc.outcome.ok;
        return !candidate.beside || !held.has(candidate.id);
      }),
    );
  }

  function changesLoaded(candidate: Candidate): boolean {
    return !candidate.doc || candidate.doc.hash !== entries.get(candidate.id)?.loaded?.hash;
  }

  function look(): void {
    if (timer) clearTimeout(timer);
    timer = null;
    if (!gather) return;
    const now = clock.mono();
    const next = gatherUntil(gather, { dirty: dirty + coming, git, now });
    if (next.decide) decide();
    else timer = setTimeout(look, Math.max(1, Math.min(next.lookAt - now, 500)));
  }

  function gitWords(): string | null {
    if (git.headBefore && git.head && git.headBefore !== git.head) return `${git.headBefore} → ${git.head}`;
    return git.head;
  }

  return {
    offer(candidates) {
      const now = clock.mono();
      const direct = candidates.filter((candidate) => candidate.first || candidate.asked);
      const others = candidates.filter((candidate) => !candidate.first && !candidate.asked);
      if (direct.length > 0) pass(direct);
      if (others.length === 0) return;
      const facts = {
        candidates: others.length,
        dirty: dirty + coming,
        gathering: gather !== null,
        git,
        now,
        threshold,
      };
      if (passesAtOnce({ ...facts, manual: others.some((one) => isManual(one) && holdable(one)) }))
        return route(others);
      const recentGit = git.lock || now - git.movedAt < 1_000;
      const ids = new Set(others.map((candidate) => candidate.path));
      waiting = [...waiting.filter((candidate) => !ids.has(candidate.path)), ...others];
      gather = { began: gather?.began ?? now, active: now, git: (gather?.git ?? false) || recentGit };
      look();
    },
    dirty(count) {
      dirty = count;
      if (gather && count > 0) gather = { ...gather, active: clock.mono() };
      look();
    },
    coming(change) {
      coming += change;
    },
    git({ lock, headChanged, head }) {
      const now = clock.mono();
      const ended = git.lock && !lock;
      const starts = lock && !git.lock;
      const headBefore = starts || (headChanged && now - git.movedAt > 1_000) ? git.head : git.headBefore;
      git = { lock, movedAt: ended || headChanged ? now : git.movedAt, head, headBefore };
      if (gather && (lock || headChanged || ended)) gather = { ...gather, git: true };
      look();
    },
    configure(rules) {
      ({ threshold, manual } = rules);
    },
    close() {
      if (timer) clearTimeout(timer);
      timer = null;
      gather = null;
      waiting = [];
    },
  };
}

/** How many definitions changed: two files of one name, or one that moved, are one. */
function definitionsOf(candidates: readonly Candidate[]): number {
  return new Set(candidates.map((candidate) => candidate.id)).size;
}
