import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { itemWordsOf } from '../../../renderer/features/logs/item-words.ts';
import { clearedAt, specOf } from '../../../renderer/features/logs/log-spec.ts';
import { narrowingText, readNarrowing } from '../../../renderer/features/logs/narrow-text.ts';
import { itemFacts } from '../../../renderer/features/logs/stream-list.tsx';
import { streamWord } from '../../../renderer/features/logs/text/row-text.ts';
import { runsToCompare } from '../../../renderer/features/logs/use-comparison.ts';
import { useFoldedRuns } from '../../../renderer/features/logs/use-folded-runs.ts';
import {
  ALL_LINES,
  addPattern,
  itemsOfSelection,
  logStore,
  narrowingKey,
  selectionOfItems,
  setCleared,
  setNarrowing,
  startLogPrefs,
  streamKey,
} from '../../../renderer/stores/log-store.ts';
import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { logSpec } from '../../../shared/log.ts';

const facts = (item: string, channel: 'stdout' | 'stderr', more: Partial<LogStreamFacts> = {}): LogStreamFacts => ({
  ...{ stream: `${item}/${channel}`, item, channel, first: 1, last: 10, bytes: 100, from: 1, until: 2, dropped: 0 },
  live: false,
  ...more,
});
const STREAMS = [facts('component:api', 'stdout'), facts('component:api', 'stderr'), facts('component:web', 'stdout')];
const parts = (more = {}) => ({
  ...{ workspace: 'w1', items: [] as string[], streams: STREAMS, prefs: logStore.getState().prefs },
  ...{ narrowing: ALL_LINES, foldedRuns: [], since: null },
  ...more,
});

describe('what the core is asked for', () => {
  it('is everything by pattern, so that what comes later is shown too', () => {
    expect(specOf(parts()).streams).toEqual(['*']);
    expect(specOf(parts({ items: ['component:api'] })).streams).toEqual(['component:api/*']);
  });

  it('names streams where a channel is left out, and never none', () => {
    const without = (...channels: string[]) =>
      specOf(parts({ narrowing: { ...ALL_LINES, without: channels } })).streams;
    expect(without('stderr')).toEqual(['component:api/stdout', 'component:web/stdout']);
    expect(without('stderr', 'stdout')).toEqual(['*']);
  });

  it('begins where the last of its streams was cleared, or at the reload it is set off against', () => {
    startLogPrefs({ getItem: () => null, setItem: () => {} })();
    setCleared([streamKey('w1', 'component:api/stdout')], 500);
    expect(clearedAt(parts())).toBe(500);
    expect(specOf(parts({ items: ['component:web'] })).from).toBeUndefined();
    expect(specOf(parts({ since: { seq: 7, at: 900 } }))).toMatchObject({ from: 900, unlike: { seq: 7 } });
    setCleared([streamKey('w1', 'component:api/stdout')], null);
    expect(clearedAt(parts())).toBeNull();
  });
});

describe('how logs are looked at', () => {
  it('is remembered for each choice of items, and damaged memory is forgotten', () => {
    const memory = new Map<string, string>();
    const storage = {
      getItem: (key: string) => memory.get(key) ?? null,
      setItem: (key: string, value: string) => void memory.set(key, value),
    };
    const stop = startLogPrefs(storage);
    const key = narrowingKey('w1', ['b', 'a']);
    expect(key).toBe(narrowingKey('w1', ['a', 'b']));
    setNarrowing(key, { levels: ['error'] });
    stop();
    logStore.setState({ prefs: logStore.getInitialState().prefs });
    startLogPrefs(storage)();
    expect(logStore.getState().prefs.narrowed[key]).toEqual({ ...ALL_LINES, levels: ['error'] });
    memory.set('signalbox.logs', '{"narrowed":[],"time":"never"');
    startLogPrefs(storage)();
    expect(logStore.getState().prefs).toEqual(logStore.getInitialState().prefs);
  });

  it('takes no more patterns of a sort than the core does: the oldest leaves', () => {
    const key = narrowingKey('w1', ['patterns']);
    for (let at = 1; at <= 22; at += 1) addPattern(key, 'exclude', { text: `p${at}`, regex: false, case: false });
    const { exclude = [], include } = logStore.getState().prefs.narrowed[key] ?? {};
    expect([exclude.length, exclude[0]?.text, exclude.at(-1)?.text]).toEqual([20, 'p3', 'p22']);
    expect(include).toEqual([]);
    setNarrowing(key, ALL_LINES);
  });

  it('folds no more runs than the core takes', () => {
    const { result } = renderHook(() => useFoldedRuns());
    act(() => {
      for (let at = 1; at <= 1_001; at += 1) result.current[1](`r${at}`);
    });
    expect(() => logSpec.parse({ streams: ['*'], foldedRuns: [...result.current[0]] })).not.toThrow();
    expect(result.current[0].at(-1)).toBe('r1001');
    act(() => result.current[1]('r1001'));
    expect(result.current[0]).not.toContain('r1001');
  });

  it('carries the items in the selection of the screen', () => {
    expect(itemsOfSelection(selectionOfItems(['a', 'b']))).toEqual(['a', 'b']);
    expect(selectionOfItems([])).toBeNull();
    expect(itemsOfSelection(null)).toEqual([]);
  });

  it('lists items with what their streams hold, its own lines last', () => {
    const streams = [
      facts('signalbox', 'stdout'),
      ...STREAMS,
      facts('component:web', 'stderr', { live: true, last: 0 }),
    ];
    expect(itemFacts(streams).map(({ item, lines, isLive }) => [item, lines, isLive])).toEqual([
      ['component:api', 20, false],
      ['component:web', 10, true],
      ['signalbox', 10, false],
    ]);
  });
});

describe('what items are called', () => {
  const at = new Date(2026, 10, 21, 9, 30, 5).getTime();
  const words = itemWordsOf([{ id: 'j2', tool: 'shop', command: 'build', acceptedAt: at }]);

  it('says the tool, the command and the time of a job, and its id when nothing else is known', () => {
    expect(words('job:j2')).toBe('shop build 09:30:05');
    expect(words('job:j1')).toBe('job j1');
    expect(words('component:api')).toBe('api');
    expect(streamWord('job:j2/stderr', words)).toBe('shop build 09:30:05 stderr');
  });

  it('lists jobs below components, the newest first', () => {
    const streams = [
      facts('signalbox', 'stdout', { from: 9 }),
      facts('job:j1', 'stdout', { from: 1 }),
      facts('job:j2', 'stdout', { from: 2 }),
      facts('component:web', 'stdout', { from: 3 }),
      facts('job:j3', 'stdout', { from: 3 }),
    ];
    expect(itemFacts(streams, words).map(({ item }) => item)).toEqual([
      'component:web',
      'job:j3',
      'job:j2',
      'job:j1',
      'signalbox',
    ]);
  });
});

describe('what is typed to narrow', () => {
  it('is text, what must not be there, or an expression', () => {
    expect(readNarrowing('  ')).toBeNull();
    expect(readNarrowing('-')).toBeNull();
    expect(readNarrowing('a b')).toMatchObject({ ok: true, how: 'include', pattern: { text: 'a b', regex: false } });
    expect(readNarrowing('-/x+/i')).toMatchObject({
      how: 'exclude',
      pattern: { text: 'x+', regex: true, case: false },
    });
    expect(readNarrowing('/(/')).toEqual({ ok: false, reason: 'Unterminated group' });
    expect(readNarrowing('y'.repeat(1_001))).toMatchObject({ ok: false });
  });

  it('comes back as it was typed', () => {
    for (const typed of ['a b', '-c', '/x+/', '-/y/i']) {
      const read = readNarrowing(typed);
      expect(read?.ok && narrowingText(read.how, read.pattern)).toBe(typed);
    }
  });
});

describe('runs to compare', () => {
  const run = (number: number, healthy: boolean) => ({ id: `r${number}`, number, healthy }) as never;
  it('are the last one and the newest healthy one before it', () => {
    expect(runsToCompare([run(4, true), run(3, false), run(2, true)])).toEqual({
      last: run(4, true),
      healthy: run(2, true),
    });
    expect(runsToCompare([run(2, true), run(1, false)])).toBeNull();
    expect(runsToCompare([])).toBeNull();
  });
});
