import { describe, expect, it } from 'vitest';
import { journalHandlers } from '../../../electron/core/journal/handlers.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { openTestJournal, settle } from './open.ts';

const CONTEXT = {} as never;

describe('what followed from an event', () => {
  it('holds what names it as a further cause, and what followed from that', async () => {
    const { journal } = await openTestJournal(tempFolder());
    const { chain } = journalHandlers(journal);
    const first = settle(journal, 'agents/a.yaml');
    const second = settle(journal, 'agents/b.yaml');
    const stray = settle(journal, 'agents/c.yaml');
    const subject = 'definition:agents/a';
    const removed = { path: 'agents/a.yaml', version: 1 };
    const both = journal.append({ type: 'definition.removed', subject, cause: second, also: [first], body: removed });
    const later = journal.append({ type: 'definition.removed', subject, cause: both, body: removed });
    const other = journal.append({ type: 'definition.removed', subject, cause: stray, body: removed });
    const placesOf = async (position: string) =>
      (await chain({ position }, CONTEXT)).effects.map(({ epoch, seq }) => `${epoch}:${seq}`);
    expect(await placesOf(first)).toEqual([both, later]);
    expect(await placesOf(second)).toEqual([both, later]);
    expect(await placesOf(stray)).toEqual([other]);
  });
});
