import { describe, expect, it } from 'vitest';
import { journalHandlers } from '../../../electron/core/journal/handlers.ts';
import { actionRows } from '../../../shared/actions/all.ts';
import { TIMELINE_TYPES } from '../../../shared/timeline.ts';
import { type MarkColumns, marksOfColumns } from '../../../shared/timeline-columns.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { openTestJournal, settle } from './open.ts';

const CONTEXT = {} as never;

async function withHistory(count: number) {
  const opened = await openTestJournal(tempFolder());
  const { journal } = opened;
  for (let index = 0; index < count; index += 1) {
    const cause = settle(journal, `agents/a${index % 7}.yaml`);
    if (index % 5 === 0)
      journal.append({
        type: 'definition.removed',
        subject: `definition:agents/a${index % 7}`,
        cause,
        body: { path: `agents/a${index % 7}.yaml`, version: 1 },
      });
    else
      journal.append({
        type: 'definition.unchanged',
        subject: `definition:tools/bundles/b${index % 3}`,
        cause,
        body: { path: '', hash: 'h', size: 1, mtime: 1 },
      });
  }
  return { ...opened, handlers: journalHandlers(journal) };
}

const marksOf = (columns: MarkColumns) => [...marksOfColumns(columns)];

describe('the question for a timeline', () => {
  it('answers every event it marks, page by page, as columns that stand for the very events', async () => {
    const { handlers } = await withHistory(230);
    const { events } = await handlers.events({ types: [...TIMELINE_TYPES], limit: 5_000 }, CONTEXT);
    const found: ReturnType<typeof marksOf> = [];
    let before: number | undefined;
    for (let more = true; more; ) {
      const answer = await handlers.timeline({ limit: 50, ...(before === undefined ? {} : { before }) }, CONTEXT);
      expect(actionRows.timeline.output.parse(answer)).toEqual(answer);
      const page = marksOf(answer.columns);
      expect(page.length).toBeLessThanOrEqual(50);
      found.unshift(...page);
      before = page[0]?.seq;
      more = answer.more;
    }
    expect(found.map(({ seq, epoch, at }) => ({ seq, epoch, at }))).toEqual(
      events.map(({ seq, epoch, at }) => ({ seq, epoch, at })),
    );
    expect(found.length).toBe(231);
    expect(new Set(found.map(({ lane }) => lane))).toEqual(new Set(['journal', 'agents', 'tools/bundles']));
  });

  it('costs a fraction of the events', async () => {
    const { handlers } = await withHistory(1_000);
    const { columns } = await handlers.timeline({ limit: 5_000 }, CONTEXT);
    expect(columns.seqs.length).toBe(1_001);
    expect(JSON.stringify(columns).length / columns.seqs.length).toBeLessThan(25);
  });

  it('answers from memory where there is no store', async () => {
    const { journal } = await withHistory(20);
    journal.flush();
    const { columns, more } = await journalHandlers({ ...journal, store: null }).timeline({ limit: 10 }, CONTEXT);
    expect([columns.seqs.length, more]).toEqual([10, true]);
  });
});
