import { describe, expect, it } from 'vitest';
import type { LogPlane } from '../../../electron/core/logs/log-plane.ts';
import { createLogFrames } from '../../../electron/core/rpc/log-frames.ts';
import { type LogAsk, type LogSay, logSpec } from '../../../shared/log.ts';

const OPEN: LogAsk = { k: 'open', spec: logSpec.parse({ streams: ['*'] }) };
const state = (rows: number): LogSay => ({ k: 'state', generation: 1, rows, scanned: rows, lines: rows, done: true });

/** A plane whose views are spoken for by the test. */
function plane() {
  const opened: { asked: LogAsk[]; closed: boolean; say: (say: LogSay) => void }[] = [];
  const made: LogPlane = {
    open(say) {
      const one = { asked: [] as LogAsk[], closed: false, say };
      opened.push(one);
      return {
        ask: (ask) => one.asked.push(ask),
        close() {
          one.closed = true;
        },
      };
    },
  };
  return { made, opened };
}

describe('views of the log over a connection', () => {
  it('hear the newest state only while the client is behind, and their answers once it is not', () => {
    const { made, opened } = plane();
    const sent: LogSay[] = [];
    let behind = false;
    const frames = createLogFrames(made, { send: (_, say) => sent.push(say), waits: () => behind });
    frames.ask('v', OPEN);
    const [view] = opened;
    view?.say(state(1));
    behind = true;
    for (let rows = 2; rows < 100; rows += 1) view?.say(state(rows));
    view?.say({ k: 'rows', generation: 1, from: 0, rows: [] });
    view?.say(state(100));
    expect(sent).toEqual([state(1)]);
    behind = false;
    frames.resume();
    expect(sent).toEqual([state(1), { k: 'rows', generation: 1, from: 0, rows: [] }, state(100)]);
  });

  it('lose no state, count or refusal to a client that is behind and asks on, only its oldest answers', () => {
    const { made, opened } = plane();
    const sent: LogSay[] = [];
    const frames = createLogFrames(made, { send: (_, say) => sent.push(say), waits: () => behind });
    let behind = true;
    frames.ask('v', OPEN);
    const [view] = opened;
    const found: LogSay = { k: 'found', generation: 1, count: 3, done: true };
    const refused = (where: string, message: string): LogSay => ({ k: 'refused', where, message });
    const rows = (from: number): LogSay => ({ k: 'rows', generation: 1, from, rows: [] });
    for (const say of [state(1), found, refused('find', 'first'), refused('include.0', 'other')]) view?.say(say);
    view?.say({ k: 'at', generation: 1, of: 'next', row: 1 });
    for (let from = 0; from < 100; from += 1) view?.say(rows(from));
    view?.say(refused('find', 'second'));
    behind = false;
    frames.resume();
    expect(sent.slice(0, 3)).toEqual([state(1), found, refused('include.0', 'other')]);
    expect(sent.at(-1)).toEqual(refused('find', 'second'));
    const answers = sent.slice(3, -1);
    expect(answers.length).toBeLessThan(50);
    expect(answers).toEqual(answers.map((_, index) => rows(100 - answers.length + index)));
  });

  it('are opened by their first question, closed when asked, and all with the connection', () => {
    const { made, opened } = plane();
    const frames = createLogFrames(made, { send: () => {}, waits: () => false });
    frames.ask('v', { k: 'rows', from: 0, count: 1 });
    expect(opened).toEqual([]);
    frames.ask('v', OPEN);
    frames.ask('w', OPEN);
    frames.ask('v', { k: 'close' });
    expect(opened.map(({ closed }) => closed)).toEqual([true, false]);
    frames.end();
    expect(opened.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('are so many at most', () => {
    const { made, opened } = plane();
    const sent: LogSay[] = [];
    const frames = createLogFrames(made, { send: (_, say) => sent.push(say), waits: () => false });
    for (let index = 0; index < 100; index += 1) frames.ask(`v${index}`, OPEN);
    expect(opened.length).toBeLessThan(100);
    expect(sent.every((say) => say.k === 'refused' && say.where === 'view')).toBe(true);
  });
});
