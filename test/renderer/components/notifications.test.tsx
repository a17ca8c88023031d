import { fireEvent, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NotificationBell } from '../../../renderer/features/notifications/notification-bell.tsx';
import {
  clearTold,
  noticeStore,
  selectUnread,
  setQuiet,
  startNotifications,
  toggleMuted,
} from '../../../renderer/stores/notice-store.ts';
import { isQuiet, nextTold, type Told } from '../../../renderer/words/notice-rules.ts';
import type { ComponentState } from '../../../shared/component-state.ts';
import { type FakeCore, fakeCore } from '../fake-core.ts';
import { caughtUp, connectPage, show } from '../page.tsx';
import { became, leftBehind, running } from './facts.ts';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
  running(core, 'db');
});
afterEach(() => leave());

/** What was told after a component went through some states. */
function toldAfter(...states: ComponentState[]): readonly Told[] {
  let told: readonly Told[] = [];
  for (const state of states) {
    const before = core.state();
    became(core, 'db', state, { reason: `now ${state}` });
    told = nextTold(told, before, core.state());
  }
  return told;
}

describe('what is told', () => {
  test('is one line per cause, however often it is tried again', () => {
    const told = toldAfter('backing-off', 'starting', 'backing-off', 'starting', 'backing-off');
    expect(told.map(({ text }) => text)).toEqual(['db crashed: now backing-off']);
  });

  test('giving up after tries is worth a line, in place of the one before', () => {
    const told = toldAfter('backing-off', 'starting', 'crash-looping');
    expect(told.map(({ text }) => text)).toEqual(['db crash-looping: now crash-looping']);
  });

  test('a recovery replaces the trouble, also when it passed through starting', () => {
    const told = toldAfter('crashed', 'waiting', 'starting', 'running');
    expect(told).toMatchObject([{ kind: 'recovered', text: 'db is running again', isRead: false }]);
  });

  test('who takes down what crashed is told nothing, and the crash is no news any more', () => {
    expect(toldAfter('crashed', 'stopped')).toEqual([]);
    expect(toldAfter('degraded', 'stopping', 'stopped')).toEqual([]);
  });

  test('what is no trouble is not told', () => {
    expect(toldAfter('stopping', 'stopped', 'waiting', 'starting', 'running')).toEqual([]);
  });

  test('a new reason for the same state is not told', () => {
    const told = toldAfter('degraded');
    const before = core.state();
    became(core, 'db', 'degraded', { reason: 'another probe' });
    expect(nextTold(told, before, core.state())).toBe(told);
  });

  test('a process that was left behind is told', () => {
    const before = core.state();
    leftBehind(core, 'db', 4_711);
    expect(nextTold([], before, core.state())).toMatchObject([{ text: 'Process 4711 of db was left behind' }]);
  });

  test('quiet hours may go past midnight', () => {
    const at = (hour: number) => new Date(2026, 10, 21, hour).getTime();
    const night = { from: '22:00', to: '07:00' };
    expect([23, 3, 7, 12].map((hour) => isQuiet(night, at(hour)))).toEqual([true, true, false, false]);
    expect(isQuiet({ from: '12:00', to: '13:00' }, at(12))).toBe(true);
    expect(isQuiet(null, at(3))).toBe(false);
  });
});

describe('the bell', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };

  async function showBell() {
    kept.clear();
    const stop = startNotifications(storage);
    const disconnect = connectPage(core);
    leave = () => {
      disconnect();
      stop();
      clearTold();
      noticeStore.setState(noticeStore.getInitialState(), true);
    };
    return show(core, <NotificationBell />);
  }

  test('counts what was not read, and nothing of what was so from the start', async () => {
    became(core, 'db', 'crashed', { reason: 'SIGKILL' });
    running(core, 'web');
    const screen = await showBell();
    expect(screen.getByTestId('bell').getAttribute('aria-label')).toBe('Notifications');
    became(core, 'web', 'degraded', { reason: 'a probe fails' });
    await caughtUp(core);
    await waitFor(() => expect(screen.getByTestId('bell').textContent).toBe('1'), LONG);
    fireEvent.click(screen.getByTestId('bell'));
    await screen.findByTestId('told-component:web', {}, LONG);
    fireEvent.click(screen.getByTestId('bell'));
    await waitFor(() => expect(screen.getByTestId('bell').textContent).toBe(''), LONG);
  });

  test('a muted component is not told about, and that is remembered', async () => {
    await showBell();
    toggleMuted('db');
    became(core, 'db', 'crashed', { reason: 'SIGKILL' });
    await caughtUp(core);
    expect(noticeStore.getState().told).toEqual([]);
    expect([...kept.values()].join()).toContain('"muted":["db"]');
  });

  test('in quiet hours it is listed as read', async () => {
    await showBell();
    const hour = new Date().getHours();
    const two = (value: number) => String((value + 24) % 24).padStart(2, '0');
    setQuiet({ from: `${two(hour - 1)}:00`, to: `${two(hour + 2)}:00` });
    became(core, 'db', 'crashed', { reason: 'SIGKILL' });
    await caughtUp(core);
    expect(noticeStore.getState().told).toHaveLength(1);
    expect(selectUnread(noticeStore.getState())).toBe(0);
  });
});
