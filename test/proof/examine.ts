import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { history } from '../../renderer/stores/history.ts';
import { canonical } from '../../shared/canonical.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { type Snapshot, snapshotOf, stateOf } from '../../shared/snapshot.ts';
import { EMPTY_STATE } from '../../shared/state.ts';
import { differences } from './compare.ts';
import { readDisk } from './disk.ts';
import { brief, createHistoryRules, type HistoryRules } from './history-rules.ts';
import type { Expect, Scene } from './scene.ts';
import { countsByWalking, createScreenModel } from './screen.ts';

/** Compares the sides of the truth after every step. */
export interface Examiner {
  /** Waits until everything agrees. @throws Error with what still differs in the end */
  agree(expect: Expect, isSilent: boolean): Promise<void>;
  /** Waits until the event of a file with this content came. */
  told(file: { readonly path: string; readonly hash: string }): Promise<void>;
  /** Asks the watcher to compare with the disk: it must find nothing. */
  deep(): Promise<void>;
  events(): number;
  held(): number;
  lastEvents(): string[];
}

const DEADLINE_MS = 20_000;
const PAGE = 5_000;
const SHOWN_ROWS = 100;

/** Begins with nothing known. */
export function createExaminer(scene: Scene): Examiner {
  const versions = new Map<string, number>();
  let told: Envelope[] = [];
  let rules: HistoryRules | null = null;
  let epoch = '';
  let screen = createScreenModel();
  let count = 0;
  let held = 0;
  let marked = 0;

  async function takeEvents(): Promise<string[]> {
    const { epoch: now } = scene.page.state();
    const faults: string[] = [];
    if (now !== epoch) {
      const { events } = await scene.page.call('events', { types: ['epoch.opened'], limit: 1 });
      const opened = events[0] as Envelope;
      if (opened.epoch !== now) return ['the newest epoch of the journal is not that of the page'];
      // What was told before a kill and not yet written is lost, and nobody shows it any more.
      told = told.filter(({ seq }) => seq < opened.seq);
      if (rules) faults.push(...(await takeRest(opened.seq)));
      epoch = now;
      rules = createHistoryRules({ ...EMPTY_STATE, epoch, seq: opened.seq - 1 }, versions);
    }
    for (let more = true; more; ) {
      const since = `${epoch}:${rules?.state().seq}`;
      const answer = await scene.page.call('events', { since, limit: PAGE });
      const events = answer.events as Envelope[];
      faults.push(...(rules?.take(events) ?? []));
      told.push(...events);
      for (const { type } of events) if (type === 'batch.held') held += 1;
      count += events.length;
      more = answer.more;
    }
    if (told.length > 2_000) told.splice(0, told.length - 1_000);
    return faults;
  }

  /** The last events of a host that is gone. */
  async function takeRest(before: number): Promise<string[]> {
    const since = `${epoch}:${rules?.state().seq}`;
    const answer = await scene.page.call('events', { since, limit: PAGE });
    const events = (answer.events as Envelope[]).filter(({ seq }) => seq < before);
    told.push(...events);
    return rules?.take(events) ?? [];
  }

  async function look(expect: Expect): Promise<string[]> {
    const health = await scene.page.call('watchHealth', {});
    const snapshot = (await scene.page.call('snapshot', {})) as Snapshot;
    const disk = readDisk(scene.root, scene.kinds);
    const truth = scene.truth.copy();
    expect(truth, disk, snapshot);
    const found = differences(truth, disk, snapshot);
    if (health.queue !== 0) found.push(`${health.queue} files are not settled`);
    if (found.length > 0) return found;
    found.push(...(await comparePage(snapshot)));
    if (found.length === 0) scene.truth = truth;
    return found;
  }

  async function comparePage(snapshot: Snapshot): Promise<string[]> {
    const { page, watcher } = scene;
    const { seq } = snapshot.position;
    if (page.state().seq !== seq) return [`the page is at ${page.state().seq}, the core at ${seq}`];
    const text = canonical(snapshot);
    if (page.text() !== text) return [`the page differs from the core\n${firstDifference(page.text(), text)}`];
    if (watcher && watcher.text() !== text) return [`another client differs (at ${watcher.seq()}, the core at ${seq})`];
    const fresh = stateOf(JSON.parse(JSON.stringify(snapshot)) as Snapshot);
    const drawn = canonical(screen.ofState(page.state()));
    const anew = canonical(createScreenModel().ofState(fresh));
    if (drawn !== anew) return [`the screens differ from those made anew\n${firstDifference(drawn, anew)}`];
    const counts = canonical(countsByWalking(fresh));
    if (canonical(fresh.counts.kinds) !== counts)
      return [`the counts differ from what is there\n${firstDifference(canonical(fresh.counts.kinds), counts)}`];
    return [];
  }

  function compareHistory(): string[] {
    const state = rules?.state();
    if (!state) return [];
    const folded = canonical(snapshotOf(state));
    if (state.seq === scene.page.state().seq && folded !== scene.page.text())
      return [`events folded one by one differ from the page\n${firstDifference(folded, scene.page.text())}`];
    const rows = createScreenModel().reloads(told, SHOWN_ROWS);
    const shown = screen.reloads(history.events(), SHOWN_ROWS);
    const length = Math.min(rows.length, shown.length);
    if (canonical(rows.slice(0, length)) !== canonical(shown.slice(0, length)))
      return [
        `the list of reloads differs from the journal\n${firstDifference(canonical(shown.slice(0, length)), canonical(rows.slice(0, length)))}`,
      ];
    return [];
  }

  async function until(attempt: () => Promise<string[]>): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    for (;;) {
      const found = await attempt().catch((error: { code?: string }) => {
        if (error.code === 'HOST_LOST') return ['not connected'];
        throw error;
      });
      if (found.length === 0) return;
      if (performance.now() > deadline) throw new Error(found.slice(0, 12).join('\n'));
      await scene.page.moved();
    }
  }

  /** A file that belongs to nothing: when it was seen, so was everything before it. */
  async function mark(): Promise<void> {
    marked += 1;
    const file = `${scene.kinds[0]}/marker.txt`;
    writeFileSync(path.join(scene.root, file), String(marked));
    const isSeen = () =>
      told.some(({ type, subject, seq }) => type === 'file.settled' && subject === `file:${file}` && seq > from);
    const from = rules?.state().seq ?? 0;
    await until(async () => {
      const faults = await takeEvents();
      if (faults.length > 0) throw new Error(faults.join('\n'));
      return isSeen() ? [] : ['the marker was not seen'];
    });
  }

  const examiner: Examiner = {
    told: ({ path: file, hash }) =>
      until(async () => {
        const faults = await takeEvents();
        if (faults.length > 0) throw new Error(faults.join('\n'));
        const isTold = told.some(
          ({ type, subject, body }) =>
            type === 'file.settled' && subject === `file:${file}` && (body as { hash: unknown }).hash === hash,
        );
        return isTold ? [] : [`${file} was not told`];
      }),
    async agree(expect, isSilent) {
      if (isSilent) await mark();
      await until(() => look(expect));
      await until(async () => {
        const faults = await takeEvents();
        if (faults.length > 0) throw new Error(faults.join('\n'));
        return compareHistory();
      });
    },
    async deep() {
      const from = rules?.state().seq ?? 0;
      await scene.act('workspace.rescan', {});
      await takeEvents();
      const found = told.filter(({ type, seq }) => type === 'file.settled' && seq > from);
      if (found.length > 0) throw new Error(`a rescan found what no event had told:\n${found.map(brief).join('\n')}`);
      screen = createScreenModel();
      await examiner.agree(() => {}, true);
    },
    events: () => count,
    held: () => held,
    lastEvents: () => told.slice(-60).map(brief),
  };
  return examiner;
}

function firstDifference(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 120);
  return `    one   …${one.slice(from, at + 160)}\n    other …${other.slice(from, at + 160)}`;
}
