import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLogViews } from '../../../renderer/client/log-views.ts';
import { gatherToCopy, gatherToExport } from '../../../renderer/features/logs/all-rows.ts';
import { errorsOnly, nextError, nextRun, nowhereWords } from '../../../renderer/features/logs/log-jumps.ts';
import { createLogModel, type LogModel } from '../../../renderer/features/logs/log-model.ts';
import { copySelected } from '../../../renderer/features/logs/use-taking.ts';
import { toastStore } from '../../../renderer/stores/toast-store.ts';
import type { LogAsk, LogRow } from '../../../shared/log.ts';
import { type MemoryLog, memoryLog } from './memory-log.ts';
import { line, lines, mark } from './rows.ts';

const opened: LogModel[] = [];
afterEach(() => {
  for (const model of opened.splice(0)) model.close();
});

/** A page's views over a core's, as if the wire were between them. */
function wire(rows: LogRow[] = []) {
  const asked: LogAsk[] = [];
  const views = createLogViews((view, ask) => {
    asked.push(ask);
    log.ask(view, ask);
  });
  const log: MemoryLog = memoryLog((view, say) => views.said(view, say), rows);
  const model = (): LogModel => {
    const made = createLogModel(views.open);
    opened.push(made);
    return made;
  };
  views.up();
  return { views, log, model, asked };
}

describe('a view of the log in the page', () => {
  it('holds the rows that are in sight, and asks for none twice', () => {
    const { model, asked } = wire(lines(1_000));
    const view = model();
    view.open({ streams: ['*'] });
    expect(view.state()).toMatchObject({ rows: 1_000, done: true, known: true, isUp: true });
    view.see(100, 140);
    expect(view.row(120)).toEqual(line(121));
    view.see(100, 140);
    view.see(100, 2_000);
    expect(asked.filter(({ k }) => k === 'rows')).toEqual([
      { k: 'rows', from: 100, count: 40 },
      { k: 'rows', from: 140, count: 500 },
      { k: 'rows', from: 640, count: 360 },
    ]);
  });

  it('gets new rows by themselves while it follows', () => {
    const { model, log, asked } = wire(lines(10));
    const view = model();
    view.open({ streams: ['*'] });
    view.follow(5);
    log.write(line(11));
    expect(view.state().rows).toBe(11);
    expect(view.row(10)).toEqual(line(11));
    expect(asked.some(({ k }) => k === 'rows')).toBe(false);
    view.follow(0);
    log.write(line(12));
    expect(view.row(11)).toBeUndefined();
  });

  it('asks again for a last row that may have grown', () => {
    const { model, log } = wire([line(1, 'par', { open: true })]);
    const view = model();
    view.open({ streams: ['*'] });
    view.see(0, 1);
    expect(view.row(0)).toMatchObject({ text: 'par' });
    log.rows[0] = line(1, 'part whole');
    log.write(line(2));
    view.see(0, 2);
    expect(view.row(0)).toMatchObject({ text: 'part whole' });
  });

  it('forgets its rows when they are numbered anew, and what an older numbering answers', () => {
    const { model, views } = wire(lines(100));
    const view = model();
    view.open({ streams: ['*'] });
    view.see(0, 10);
    const { generation } = view.state();
    view.open({ streams: ['*'], include: [{ text: 'line 7' }] });
    expect(view.state().rows).toBe(11);
    expect(view.row(0)).toBeUndefined();
    views.said('v1', { k: 'rows', generation, from: 0, rows: lines(5) });
    expect(view.row(0)).toBeUndefined();
  });

  it('keeps what it knew while the connection is gone, opens anew after it, and leaves nobody waiting', async () => {
    const { model, views, asked } = wire(lines(50));
    const view = model();
    view.open({ streams: ['component:api/*'] });
    view.find({ text: '7', regex: false, case: false });
    view.see(0, 10);
    views.down();
    expect(view.state()).toMatchObject({ rows: 50, isUp: false });
    expect(view.row(3)).toEqual(line(4));
    await expect(view.next(0, false)).resolves.toBeNull();
    await expect(view.read(0, 10)).resolves.toBeNull();
    asked.length = 0;
    views.up();
    expect(asked.map(({ k }) => k)).toEqual(['open', 'find']);
    expect(view.state()).toMatchObject({ isUp: true, found: { count: 5, done: true } });
  });

  it('asks again when an answer does not come, and gives up on places after a while', async () => {
    vi.useFakeTimers();
    try {
      const asked: LogAsk[] = [];
      const views = createLogViews((_, ask) => void asked.push(ask));
      views.up();
      const view = createLogModel(views.open);
      opened.push(view);
      view.subscribe(() => view.see(0, 10));
      view.open({ streams: ['*'] });
      views.said('v1', { k: 'state', generation: 1, rows: 10, scanned: 10, lines: 10, done: true });
      await vi.advanceTimersByTimeAsync(2_100);
      expect(asked.filter(({ k }) => k === 'rows').length).toBeGreaterThanOrEqual(2);
      const place = view.locate({ at: 1 });
      await vi.advanceTimersByTimeAsync(10_100);
      await expect(place).resolves.toBeNull();
    } finally {
      vi.useRealTimers();
    }
  });

  it('says why a pattern is not in force, and stands as it did', () => {
    const { model, views } = wire(lines(3));
    const view = model();
    view.open({ streams: ['*'] });
    views.said('v1', { k: 'refused', where: 'include.0', message: 'takes too long' });
    expect(view.state()).toMatchObject({ rows: 3, done: true, refused: { where: 'include.0' } });
    view.open({ streams: ['*'] });
    expect(view.state().refused).toBeNull();
  });
});

describe('going through rows', () => {
  it('finds next and previous, round the ends, and the line of a place', async () => {
    const { model } = wire(lines(30));
    const view = model();
    view.open({ streams: ['*'] });
    view.find({ text: 'line 1', regex: false, case: false });
    expect(await view.next(-1, false)).toEqual({ row: 0, nth: 1 });
    expect(await view.next(0, false)).toEqual({ row: 9, nth: 2 });
    expect(await view.next(0, true)).toEqual({ row: 18, nth: 11 });
    expect(await view.locate({ stream: 'component:api/stdout', n: 12 })).toEqual({ row: 11, nth: null });
  });

  it('leads to rulers of runs and to errors, round the ends', async () => {
    const rows = [
      mark({ is: 'run-started', number: 1, after: null }),
      ...lines(600),
      mark({ is: 'run-started', number: 2, after: 'reload #42' }),
      line(601, 'boom', { level: 'error' }),
      ...Array.from({ length: 700 }, (_, at) => line(602 + at)),
      line(1_400, 'bang', { level: 'error' }),
    ];
    const { model } = wire(rows);
    const view = model();
    view.open({ streams: ['*'] });
    expect(await nextRun(view, -1, false)).toBe(0);
    expect(await nextRun(view, 0, false)).toBe(601);
    expect(await nextRun(view, 1_300, true)).toBe(601);
    expect(await nextRun(view, 601, false)).toBeNull();

    const errors = model();
    errors.open(errorsOnly({ streams: ['*'] }));
    expect(await nextError(view, errors, -1, false)).toBe(602);
    expect(await nextError(view, errors, 602, false)).toBe(1_303);
    expect(await nextError(view, errors, 1_303, false)).toBe(602);
    expect(await nextError(view, errors, 1_303, true)).toBe(602);
    expect(await nextError(view, errors, 900, true)).toBe(602);
  });

  it('says that there is no error only when everything was looked at', async () => {
    const { model, log } = wire([line(1), line(2, 'boom', { level: 'error' }), line(3)]);
    const view = model();
    view.open({ streams: ['*'] });
    log.hold();
    const errors = model();
    errors.open(errorsOnly({ streams: ['*'] }));
    const jump = nextError(view, errors, -1, false);
    log.release();
    expect(await jump).toBe(1);

    log.hold();
    const others = model();
    others.open(errorsOnly({ streams: ['component:web/*'] }));
    const last = nextError(view, others, -1, false);
    log.release();
    expect(await last).toBeNull();
  });

  it('does not know what it cannot ask about, and says why', async () => {
    const { model, log, views } = wire([line(1), line(2, 'boom', { level: 'error' })]);
    const [view, errors] = [model(), model()];
    view.open({ streams: ['*'] });
    log.hold();
    errors.open(errorsOnly({ streams: ['*'] }));
    const jump = nextError(view, errors, -1, false);
    views.down();
    expect(await jump).toBe('not known');
    expect(await nextError(view, errors, -1, false)).toBe('not known');
    expect(await nextRun(view, -1, false)).toBe('not known');
    const nobody = createLogModel(() => ({ ask: () => false, close: () => {} }));
    expect(await nextError(view, nobody, -1, false)).toBe('not known');

    expect(nowhereWords('error', false, null, true)).toBe('No errors');
    expect(nowhereWords('run', true, null, true)).toBe('No run begins before here');
    expect(nowhereWords('error', false, 'not known', false)).toBe(
      'Where the next error is, is not known: there is no connection',
    );
    expect(nowhereWords('run', true, 'not known', true)).toMatch(/yet: the lines are still being looked through$/);
  });

  it('waits for no view that says nothing more', async () => {
    vi.useFakeTimers();
    try {
      const { model, log } = wire(lines(3));
      const view = model();
      view.open({ streams: ['*'] });
      log.hold();
      const errors = model();
      errors.open(errorsOnly({ streams: ['*'] }));
      const jump = nextError(view, errors, -1, false);
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await jump).toBe('not known');
    } finally {
      vi.useRealTimers();
    }
  });

  it('copies what is selected, and says where it had to end', async () => {
    const copied: string[] = [];
    vi.stubGlobal('navigator', { clipboard: { writeText: async (text: string) => void copied.push(text) } });
    try {
      const { model, views } = wire(lines(900));
      const read = model();
      read.open({ streams: ['*'] });
      const selected = { from: { row: 1, offset: 5 }, to: { row: 899, offset: 3 } };
      await copySelected(read, selected);
      expect(copied[0]?.split('\n')).toHaveLength(899);
      expect(copied[0]?.split('\n').at(0)).toBe('2');
      expect(copied[0]?.split('\n').at(-1)).toBe('lin');
      expect(toastStore.getState().toasts.at(-1)?.text).toBe('Copied 899 lines');

      // The connection goes after the first page.
      const lost: LogModel = {
        ...read,
        read: async (from, count) => {
          const answer = await read.read(from, count);
          views.down();
          return answer;
        },
      };
      await copySelected(lost, selected);
      expect(copied[1]?.split('\n').at(-1)).toBe('line 501');
      expect(toastStore.getState().toasts.at(-1)?.text).toBe('Copied 500 lines, until the connection was lost');
    } finally {
      vi.unstubAllGlobals();
      toastStore.setState({ toasts: [] });
    }
  });

  it('takes all rows out page by page, and says where it had to end', async () => {
    const { model, views } = wire(lines(1_203));
    const view = model();
    view.open({ streams: ['*'] });
    const copied = await gatherToCopy(view);
    expect(copied).toMatchObject({ rows: 1_203, ended: null });
    expect(copied.parts.join('').split('\n')).toHaveLength(1_204);
    const progress: number[] = [];
    const exported = await gatherToExport(view, (rows) => progress.push(rows), new AbortController().signal);
    expect(progress).toEqual([500, 1_000, 1_203]);
    expect(exported.parts[0]).toContain('api stdout info line 1\n');
    const stopped = await gatherToExport(view, () => {}, AbortSignal.abort());
    expect(stopped).toMatchObject({ rows: 0, ended: 'stopped' });
    views.down();
    expect(await gatherToCopy(view)).toMatchObject({ ended: 'lost' });
  });
});
