import { describe, expect, it } from 'vitest';
import { createQuit } from '../../electron/shell/quit.ts';

interface Parts {
  readonly close?: () => Promise<void>;
  readonly ask?: (signal: AbortSignal) => Promise<void>;
}

const never = () => new Promise<never>(() => {});

function quitting({ close = async () => {}, ask = never }: Parts) {
  const codes: number[] = [];
  const log: string[] = [];
  const quit = createQuit({ close, askQuitNow: ask, exit: (code) => codes.push(code), log: (line) => log.push(line) });
  return { quit, codes, log };
}

describe('the end of the app', () => {
  it('waits until everything was stopped, then takes its message away', async () => {
    const stopped = Promise.withResolvers<void>();
    let signal: AbortSignal | undefined;
    const { quit, codes } = quitting({
      close: () => stopped.promise,
      ask: (given) => {
        signal = given;
        return never();
      },
    });
    expect(quit.begun).toBe(false);
    const end = quit.begin(60_000);
    expect([quit.begun, codes, signal?.aborted]).toEqual([true, [], false]);
    stopped.resolve();
    expect(await end).toBe('stopped');
    expect([codes, signal?.aborted]).toEqual([[0], true]);
  });

  it('happens once, however often it is asked for', async () => {
    let closes = 0;
    const { quit, codes } = quitting({
      close: async () => {
        closes += 1;
      },
    });
    await Promise.all([quit.begin(60_000), quit.begin(60_000), quit.begin(60_000)]);
    expect([closes, codes]).toEqual([1, [0]]);
  });

  it('comes at once when the user will not wait', async () => {
    const { quit, codes, log } = quitting({ close: never, ask: async () => {} });
    expect(await quit.begin(60_000)).toBe('at once');
    expect(codes).toEqual([1]);
    expect(log).toHaveLength(1);
  });

  it('comes at the deadline when something hangs, and the nearer deadline counts', async () => {
    const { quit, codes } = quitting({ close: never });
    const end = quit.begin(60_000);
    void quit.begin(1);
    expect(await end).toBe('late');
    expect(codes).toEqual([1]);
  });

  it('comes although stopping failed, and says why', async () => {
    const { quit, codes, log } = quitting({ close: () => Promise.reject(new Error('the disk is full')) });
    expect(await quit.begin(60_000)).toBe('late');
    expect(codes).toEqual([1]);
    expect(log.join()).toContain('the disk is full');
  });

  it('comes although the message cannot be shown', async () => {
    const stopped = Promise.withResolvers<void>();
    const { quit } = quitting({ close: () => stopped.promise, ask: () => Promise.reject(new Error('no display')) });
    const end = quit.begin(60_000);
    stopped.resolve();
    expect(await end).toBe('stopped');
  });
});
