import type { Envelope } from '../../../shared/envelope.ts';
import { upcast } from '../../../shared/events/upcast.ts';
import { compareRunFacts, type FactChange, type RunFacts, runFacts } from '../../../shared/run-facts.ts';
import type { Journal } from '../journal/journal.ts';
import { runsOf } from './run-history.ts';

/** What a run was started with otherwise than the last healthy one before it. */
export interface RunDifferences {
  readonly against: { readonly id: string; readonly number: number; readonly version: number } | null;
  /** False when it is not known any more what one of the two was started with. */
  readonly known: boolean;
  readonly changes: FactChange[];
}

/** Runs that are looked at for a healthy one. */
const LOOKED_AT = 50;

/** Compares a run with the last healthy one before it; with none when there was none, or the run is not known. */
export async function differencesOf(
  journal: Journal,
  component: string,
  runId: string,
  stableMs: number,
): Promise<RunDifferences> {
  const runs = await runsOf(journal, component, { limit: LOOKED_AT, stableMs });
  const own = runs.find(({ id }) => id === runId);
  const healthy = own && runs.find(({ healthy, number }) => healthy && number < own.number);
  if (!own || !healthy) return { against: null, known: false, changes: [] };
  const against = { id: healthy.id, number: healthy.number, version: healthy.descriptorVersion };
  const [before, after] = await Promise.all([factsOf(journal, healthy.id), factsOf(journal, own.id)]);
  if (!before || !after) return { against, known: false, changes: [] };
  return { against, known: true, changes: compareRunFacts(before, after) };
}

async function factsOf(journal: Journal, runId: string): Promise<RunFacts | null> {
  const body = await startOf(journal, runId);
  const of = body?.['factsOf'];
  const facts = typeof of === 'string' ? (await startOf(journal, of))?.['facts'] : body?.['facts'];
  return runFacts.safeParse(facts).data ?? null;
}

async function startOf(journal: Journal, runId: string): Promise<Readonly<Record<string, unknown>> | null> {
  const subject = `run:${runId}`;
  const query = { subject, types: ['run.started'], limit: 1, newest: true };
  const texts = journal.store ? await journal.store.read(query) : journal.recent();
  const events = texts.map((text) => upcast(JSON.parse(text) as Envelope));
  const found = events.findLast((event) => event.subject === subject && event.type === 'run.started');
  return found ? (found.body as Readonly<Record<string, unknown>>) : null;
}
