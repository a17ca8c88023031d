import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../../electron/core/clock.ts';
import { type LogReader, openLogReader } from '../../../../electron/core/logs/reader.ts';
import { openLogStore } from '../../../../electron/core/logs/store.ts';
import { type LogAsk, type LogSay, type LogSpecInput, logSpec } from '../../../../shared/log.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';

const LONG_WAIT = AbortSignal.timeout(600_000);

/** A store and its reader, each with its own thread. */
function logs(folder = tempFolder('logs')) {
  const store = openLogStore({ folder, clock: systemClock, position: () => 1, key: Buffer.alloc(32), log: () => {} });
  onEnd(() => store.close());
  const reader = openLogReader({ folder, connect: () => store.toReader(), log: () => {} });
  onEnd(() => reader.close());
  return { folder, store, reader };
}

/** A view of a reader, and what it says. */
function looker(reader: LogReader) {
  const said: LogSay[] = [];
  let look = () => {};
  const view = reader.open((say) => {
    said.push(say);
    look();
  });
  return {
    said,
    close: view.close,
    ask: (ask: LogAsk) => view.ask(ask),
    open: (spec: LogSpecInput) => view.ask({ k: 'open', spec: logSpec.parse(spec) }),
    /** Resolves when something was said that satisfies, from now or `since` on. */
    async until(holds: (say: LogSay) => boolean, since = 0): Promise<LogSay> {
      for (;;) {
        const found = said.slice(since).find(holds);
        if (found) return found;
        await new Promise<void>((resolve) => {
          look = resolve;
        });
      }
    },
  };
}

const isState = (rows: number) => (say: LogSay) => say.k === 'state' && say.done && say.rows === rows;

describe('the reader of logs', () => {
  it('shows what is stored, and what is written while it is looked at', async () => {
    const { store, reader } = logs();
    store.runStarted({ item: 'component:api', run: 'r1', number: 1, after: 'reload #1' });
    await store.write('component:api', 'stdout', 'r1', Buffer.from('one\ntwo\n'));
    const looking = looker(reader);
    looking.open({ streams: ['component:api/*'] });
    looking.ask({ k: 'follow', rows: 1 });
    await looking.until(isState(3));
    await store.write('component:api', 'stderr', 'r1', Buffer.from('three\n'));
    expect(await looking.until(isState(4))).toMatchObject({ tail: { from: 3, rows: [{ text: 'three', run: 'r1' }] } });
    store.runEnded({ item: 'component:api', run: 'r1', number: 1, words: 'exit 1', healthy: false });
    expect(await looking.until(isState(5))).toMatchObject({ tail: { rows: [{ what: { is: 'run-ended' } }] } });
    expect(await reader.streams()).toMatchObject([{ last: 2, live: false }, { last: 1 }]);
    expect(await reader.line('component:api/stdout', 2, 1)).toEqual({ text: 'wo', from: 1, bytes: 3 });
    await expect(reader.line('component:api/stdout', 3, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(reader.line('none/stdout', 1, 0)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('waits for a line when there is none yet', async () => {
    const { store, reader } = logs();
    await store.write('a', 'stdout', null, Buffer.from('one\n'));
    await store.flush();
    const spec = logSpec.parse({ streams: ['*'] });
    const first = await reader.page({ spec, limit: 10, wait: 0 }, LONG_WAIT);
    expect(first.rows).toHaveLength(1);
    const next = reader.page({ spec, after: first.end, limit: 10, wait: 600_000 }, LONG_WAIT);
    await store.write('a', 'stdout', null, Buffer.from('two\n'));
    expect((await next).rows).toMatchObject([{ text: 'two' }]);
    const leaving = new AbortController();
    const never = reader.page({ spec, after: (await next).end, limit: 10, wait: 600_000 }, leaving.signal);
    leaving.abort();
    await expect(never).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('keeps the last good spec when an expression cannot be read', async () => {
    const { store, reader } = logs();
    await store.write('a', 'stdout', null, Buffer.from('one\ntwo\n'));
    const looking = looker(reader);
    looking.open({ streams: ['*'], include: [{ text: 'one' }] });
    await looking.until(isState(1));
    looking.open({ streams: ['*'], include: [{ text: 'two' }, { text: '(', regex: true }] });
    expect(await looking.until((say) => say.k === 'refused')).toMatchObject({ where: 'include.1' });
    looking.ask({ k: 'rows', from: 0, count: 5 });
    expect(await looking.until((say) => say.k === 'rows')).toMatchObject({ rows: [{ text: 'one' }] });
  });

  it('gives up an expression that never ends, and goes on showing everything else', async () => {
    const { store, reader } = logs();
    await store.write('a', 'stdout', null, Buffer.from(`${'a'.repeat(60)}!\ntwo\n`));
    const good = looker(reader);
    good.open({ streams: ['*'] });
    await good.until(isState(2));
    const bad = looker(reader);
    bad.open({ streams: ['*'], include: [{ text: 'two' }] });
    await bad.until(isState(1));
    const slow = { text: '^(a+)+$', regex: true };
    bad.open({ streams: ['*'], include: [slow] });
    const refused = await bad.until((say) => say.k === 'refused');
    expect(refused).toMatchObject({ where: 'include.0', message: expect.stringContaining('too long') });
    const since = good.said.length;
    const before = good.said.findLast((say) => say.k === 'state');
    await store.write('a', 'stdout', null, Buffer.from('three\n'));
    const after = await good.until(isState(3), since);
    expect(after.k === 'state' && before?.k === 'state' && after.generation > before.generation).toBe(true);
    bad.ask({ k: 'rows', from: 0, count: 5 });
    expect(await bad.until((say) => say.k === 'rows')).toMatchObject({ rows: [{ text: 'two' }] });
    const again = bad.said.length;
    bad.open({ streams: ['*'], exclude: [slow] });
    expect(await bad.until((say) => say.k === 'refused', again)).toMatchObject({ where: 'exclude.0' });
    const page = reader.page(
      { spec: logSpec.parse({ streams: ['*'], include: [{ text: '(a|a)+$', regex: true }] }), limit: 5, wait: 0 },
      LONG_WAIT,
    );
    await expect(page).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('too long') });
  });

  it('knows nothing more of what was forgotten', async () => {
    const { store, reader } = logs();
    for (const name of ['a', 'b']) await store.write(`job:${name}`, 'job', null, Buffer.from(`line of ${name}\n`));
    const looking = looker(reader);
    looking.open({ streams: ['*'], include: [{ text: 'line' }] });
    await looking.until(isState(2));
    store.forget('job:a');
    await looking.until(isState(1));
    expect((await reader.streams()).map(({ stream }) => stream)).toEqual(['job:b/job']);
    await store.write('job:a', 'job', null, Buffer.from('another line\n'));
    await looking.until(isState(2), looking.said.length);
    expect((await reader.streams()).map(({ stream }) => stream)).toEqual(['job:b/job', 'job:a/job']);
  });

  it('looks at a folder that another host writes to', async () => {
    const { store, folder } = logs();
    await store.write('a', 'stdout', null, Buffer.from('one\n'));
    await store.flush();
    const reader = openLogReader({ folder, connect: () => null, log: () => {} });
    onEnd(() => reader.close());
    const looking = looker(reader);
    looking.open({ streams: ['*'] });
    await looking.until(isState(1));
    await store.write('a', 'stdout', null, Buffer.from('two\n'));
    await store.write('b', 'stdout', null, Buffer.from('three\n'));
    await looking.until(isState(3));
  });
});
