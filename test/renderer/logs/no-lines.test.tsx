import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { NoLines } from '../../../renderer/features/logs/no-lines.tsx';
import { itemWord } from '../../../renderer/features/logs/text/row-text.ts';
import type { Logs } from '../../../renderer/features/logs/use-logs.ts';
import { ALL_LINES, logStore, type Narrowing, setNarrowing } from '../../../renderer/stores/log-store.ts';

const KEY = 'w1 component:api';

afterEach(() => {
  cleanup();
  logStore.setState({ prefs: logStore.getInitialState().prefs });
});

function show(narrowing: Partial<Narrowing>, clearedAt: number | null = null): void {
  setNarrowing(KEY, narrowing);
  const facts = { first: 1, last: 10, bytes: 100, from: 1, until: 2, dropped: 0, live: true };
  const stream = (channel: 'stdout' | 'stderr') => ({
    ...{ stream: `component:api/${channel}`, item: 'component:api', channel },
    ...facts,
  });
  const logs: Logs = {
    ...{ workspace: 'w1', items: ['component:api'], streams: [stream('stdout'), stream('stderr')], isKnown: true },
    ...{ prefs: logStore.getState().prefs, key: KEY, narrowing: { ...ALL_LINES, ...narrowing }, clearedAt },
    spec: { streams: ['component:api/*'] },
  };
  render(<NoLines logs={logs} words={itemWord} since={null} onSince={() => {}} />);
}

it('a channel that is left out is a filter, and goes with the others', () => {
  show({ without: ['stdout'] });
  screen.getByText('No line matches.');
  fireEvent.click(screen.getByTestId('log-unnarrow'));
  expect(logStore.getState().prefs.narrowed[KEY]).toEqual(ALL_LINES);
});

it('a channel that is left out elsewhere is none', () => {
  show({ without: ['handshake'] });
  screen.getByText('No lines are kept of this.');
});

it('says up to when lines were cleared away, as the chip does', () => {
  show({}, new Date(2026, 10, 21, 9, 30, 5).getTime());
  screen.getByText('Cleared up to 09:30:05; nothing was written since.');
});
