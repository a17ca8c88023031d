import { z } from 'zod';

/** Variables that are told of one run at most, and characters of a name; what is longer or comes later is left out. */
export const MOST_VARIABLES = 400;
export const LONGEST_VARIABLE = 100;

/** Definitions that are told of one run at most. */
export const MOST_REFERENCES = 200;

/** What a run was started with, as an event tells it. Values of variables are stamps of a keyed hash, never themselves. */
export const runFacts = z.object({
  cwd: z.string(),
  files: z.array(z.object({ path: z.string(), size: z.number(), mtime: z.number() })).max(10),
  env: z.record(z.string(), z.string()),
  /** Versions of the definitions it leaned on, by id. */
  references: z.array(z.object({ id: z.string(), version: z.number().int() })).max(MOST_REFERENCES),
});
export type RunFacts = z.infer<typeof runFacts>;

/** One thing that is not as it was: null on the side where it was not there. */
export interface FactChange {
  readonly what: 'cwd' | 'file' | 'variable' | 'reference';
  /** The variable, file or definition; `cwd` for the folder. */
  readonly name: string;
  /** In words. A variable that changed says nothing of its values: both sides are empty. */
  readonly old: string | null;
  readonly new: string | null;
}

/** What differs between two starts, old first. */
export function compareRunFacts(before: RunFacts, after: RunFacts): FactChange[] {
  const folder: FactChange[] =
    before.cwd === after.cwd ? [] : [{ what: 'cwd', name: 'cwd', old: before.cwd, new: after.cwd }];
  return [
    ...folder,
    ...compareFiles(before.files, after.files),
    ...compareMaps(before.env, after.env).map(
      ([name, old, now]): FactChange => ({
        what: 'variable',
        name,
        old: old === undefined ? null : '',
        new: now === undefined ? null : '',
      }),
    ),
    ...compareMaps(versionsOf(before), versionsOf(after)).map(
      ([name, old, now]): FactChange => ({
        what: 'reference',
        name,
        old: old === undefined ? null : `v${old}`,
        new: now === undefined ? null : `v${now}`,
      }),
    ),
  ];
}

/** Files stand in the order of the command: the program against the program, then the others by path. */
function compareFiles(before: RunFacts['files'], after: RunFacts['files']): FactChange[] {
  const [program, ...rest] = before;
  const [programNow, ...restNow] = after;
  const change = (old: RunFacts['files'][number] | undefined, now: RunFacts['files'][number] | undefined) => {
    const name = now?.path ?? old?.path ?? '';
    return { what: 'file' as const, name, old: fileWords(old, now), new: fileWords(now, old) };
  };
  const paths = new Set([...rest, ...restNow].map(({ path }) => path));
  const pairs = [
    [program, programNow] as const,
    ...[...paths].map(
      (path) => [rest.find((one) => one.path === path), restNow.find((one) => one.path === path)] as const,
    ),
  ];
  return pairs
    .filter(([old, now]) => JSON.stringify(old) !== JSON.stringify(now))
    .map(([old, now]) => change(old, now));
}

/** What tells one file from the other: its path where that differs, else its size and time of change. */
function fileWords(
  one: RunFacts['files'][number] | undefined,
  other: RunFacts['files'][number] | undefined,
): string | null {
  if (!one) return null;
  if (one.path !== other?.path) return one.path;
  return `${one.size === 1 ? '1 byte' : `${one.size} bytes`}, changed ${new Date(one.mtime).toISOString()}`;
}

function versionsOf({ references }: RunFacts): Record<string, number> {
  return Object.fromEntries(references.map(({ id, version }) => [id, version]));
}

function compareMaps<T>(
  before: Readonly<Record<string, T>>,
  after: Readonly<Record<string, T>>,
): [name: string, old: T | undefined, now: T | undefined][] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .sort()
    .map((name): [string, T | undefined, T | undefined] => [name, before[name], after[name]])
    .filter(([, old, now]) => old !== now);
}
