import { z } from 'zod';
import type { Envelope } from './envelope.ts';
import { type DiskChange, type MarkFacts, type MarkOutcome, markOf } from './timeline.ts';

const facet = z.enum(['same', 'refused', 'held', 'left']);
const ids = z.array(z.string());

const diskChange = z.union([
  z.object({ to: z.enum(['same', 'left']), ids: ids.nullable(), ifHeld: z.literal(true) }),
  z.object({ to: facet, ids }),
  z.object({ to: z.literal('moved'), from: z.string(), id: z.string() }),
  z.object({ to: z.literal('unknown') }),
]);

/**
 * Marks in journal order, by column: an event costs some fifteen characters instead of a thousand. `seqs` and `ats` (epoch
 * ms) hold a first value and then differences; the other columns hold places in the lists of words beside them.
 */
export const markColumns = z.object({
  seqs: z.array(z.number()),
  ats: z.array(z.number()),
  outcomes: z.array(z.number().int()),
  lanes: z.array(z.number().int()),
  names: z.array(z.number().int()),
  outcomeWords: z.array(z.string()),
  laneWords: z.array(z.string()),
  nameWords: z.array(z.string()),
  /** Index of the first mark of each epoch. */
  epochs: z.array(z.tuple([z.number().int(), z.string()])),
  /** What marks change about disk and loaded where their outcome alone does not tell it, by index. */
  disk: z.array(z.tuple([z.number().int(), z.array(diskChange)])),
});
export type MarkColumns = z.infer<typeof markColumns>;

/** A mark with its place in the journal. */
export interface PlacedMark extends MarkFacts {
  readonly seq: number;
  readonly epoch: string;
  /** Wall time, epoch ms. */
  readonly at: number;
}

/** What an outcome alone says about disk and loaded of the definition it names. */
const IMPLIED: Readonly<Partial<Record<MarkOutcome, 'same' | 'refused'>>> = {
  reloaded: 'same',
  added: 'same',
  'rolled back': 'same',
  removed: 'same',
  unchanged: 'same',
  'conflict over': 'same',
  refused: 'refused',
};

/** The columns of the events a timeline marks, out of a run of events in journal order. */
export function columnsOfEvents(events: readonly Envelope[]): MarkColumns {
  const outcomes = dictionary();
  const lanes = dictionary();
  const names = dictionary();
  const sureLane = new Map<string, string>();
  const columns: MarkColumns = {
    seqs: [],
    ats: [],
    outcomes: [],
    lanes: [],
    names: [],
    outcomeWords: outcomes.words,
    laneWords: lanes.words,
    nameWords: names.words,
    epochs: [],
    disk: [],
  };
  let seq = 0;
  let at = 0;
  let epoch = '';
  for (const event of events) {
    const mark = markOf(event);
    if (!mark) continue;
    const index = columns.seqs.length;
    if (event.epoch !== epoch) columns.epochs.push([index, event.epoch]);
    if (mark.isLaneSure) sureLane.set(mark.name, mark.lane);
    columns.seqs.push(event.seq - seq);
    columns.ats.push(event.at - at);
    columns.outcomes.push(outcomes.place(mark.outcome));
    columns.lanes.push(lanes.place(sureLane.get(mark.name) ?? mark.lane));
    columns.names.push(names.place(mark.name));
    if (!isImplied(mark)) columns.disk.push([index, mark.disk as z.infer<typeof diskChange>[]]);
    ({ seq, at, epoch } = event);
  }
  return columns;
}

/** The marks that columns stand for, in order. */
export function* marksOfColumns(columns: MarkColumns): Generator<PlacedMark> {
  const explicit = new Map<number, readonly DiskChange[]>(columns.disk as [number, readonly DiskChange[]][]);
  const began = new Map(columns.epochs);
  let seq = 0;
  let at = 0;
  let epoch = '';
  for (let index = 0; index < columns.seqs.length; index += 1) {
    seq += columns.seqs[index] ?? 0;
    at += columns.ats[index] ?? 0;
    epoch = began.get(index) ?? epoch;
    const name = columns.nameWords[columns.names[index] ?? -1] ?? '';
    const outcome = (columns.outcomeWords[columns.outcomes[index] ?? -1] ?? 'gap') as MarkOutcome;
    const lane = columns.laneWords[columns.lanes[index] ?? -1] ?? '';
    const disk = explicit.get(index) ?? impliedDisk(outcome, name);
    // Which lanes were guessed does not travel: who knows better from an event keeps what it knows.
    yield { seq, at, epoch, outcome, lane, isLaneSure: false, name, disk };
  }
}

/** The change of disk and loaded that an outcome stands for by itself. */
export function impliedDisk(outcome: MarkOutcome, name: string): readonly DiskChange[] {
  const to = IMPLIED[outcome];
  return to === undefined ? [] : [{ to, ids: [name] }];
}

/** Whether a mark changes just what its outcome stands for. */
export function isImplied({ outcome, disk }: MarkFacts): boolean {
  const to = IMPLIED[outcome];
  return to === undefined ? disk.length === 0 : disk.length === 1 && disk[0]?.to === to;
}

function dictionary(): { readonly words: string[]; readonly place: (word: string) => number } {
  const words: string[] = [];
  const places = new Map<string, number>();
  return {
    words,
    place(word) {
      const known = places.get(word);
      if (known !== undefined) return known;
      places.set(word, words.length);
      words.push(word);
      return words.length - 1;
    },
  };
}
