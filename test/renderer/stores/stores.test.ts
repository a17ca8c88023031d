import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { attentionOf } from '../../../renderer/stores/attention.ts';
import { createHistory } from '../../../renderer/stores/history.ts';
import { fragmentOf, readFragment, startPermalinks } from '../../../renderer/stores/permalink.ts';
import { nextTheme, startTheme } from '../../../renderer/stores/theme.ts';
import { dismissToast, tell, tellFailure, toastStore } from '../../../renderer/stores/toast-store.ts';
import { openDefinition, openOn, setTheme, showDialog, showView, uiStore } from '../../../renderer/stores/ui-store.ts';
import { whyOff } from '../../../renderer/stores/why-off.ts';
import type { WorkspaceView } from '../../../renderer/stores/workspace-store.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Capability } from '../../../shared/rpc.ts';
import { EMPTY_STATE, type State } from '../../../shared/state.ts';
import { held, refused, reloaded } from '../facts.ts';
import { fakeCore } from '../fake-core.ts';

const UI = uiStore.getInitialState();
beforeEach(() => uiStore.setState(UI, true));

function event(seq: number, type = 'definition.reloaded'): Envelope {
  return { seq, epoch: 'e', host: 'h', at: seq, mono: seq, type, v: 1, subject: 's', cause: null, body: {} };
}

describe('the history', () => {
  const seqs = (history: ReturnType<typeof createHistory>) => history.events().map(({ seq }) => seq);

  test('keeps what lists show, in order, and leaves the rest out', () => {
    const history = createHistory();
    history.add([event(1), event(2, 'file.settled'), event(3, 'definition.refused')]);
    expect(seqs(history)).toEqual([1, 3]);
  });

  test('holds its bound and then says that there are older ones', () => {
    const history = createHistory(3);
    history.add([1, 2, 3, 4, 5].map((seq) => event(seq)));
    expect(seqs(history)).toEqual([3, 4, 5]);
    expect(history.hasOlder()).toBe(true);
  });

  test('joins a page from the past with what came meanwhile, each event once', () => {
    const history = createHistory();
    history.add([event(8), event(9)]);
    history.addOlder([event(5), event(7), event(8)], true);
    expect(seqs(history)).toEqual([5, 7, 8, 9]);
    history.addOlder([event(1)], false);
    expect(history.hasOlder()).toBe(false);
  });

  test('tells its listeners, and answers the same array until something changes', () => {
    const history = createHistory();
    let heard = 0;
    const stop = history.subscribe(() => {
      heard += 1;
    });
    history.add([event(1)]);
    const before = history.events();
    history.add([event(2, 'file.settled'), event(1)]);
    expect(history.events()).toBe(before);
    expect(heard).toBe(1);
    stop();
    history.clear();
    expect(heard).toBe(1);
  });
});

test('attention is counted from the totals per kind and what waits', () => {
  const core = fakeCore();
  reloaded(core, 'agents/a', 1);
  reloaded(core, 'models/b', 1);
  refused(core, 'agents/c', null);
  held(core, ['agents/a', 'models/b']);
  expect(attentionOf(core.state())).toMatchObject({ loaded: 2, refused: 1, held: 2, needs: 2 });
});

describe('an act is off', () => {
  function view(
    status: 'connected' | 'disconnected',
    capabilities: Capability[],
    state: Partial<State> = {},
  ): WorkspaceView {
    const welcome = { host: 'h', build: 'b', workspace: 'w', capabilities };
    const connection =
      status === 'connected' ? { status, since: 0, welcome } : { status, since: 0, retryAt: 0, welcome };
    return { state: { ...EMPTY_STATE, ...state }, connection };
  }
  const all: Capability[] = ['read', 'act', 'write-files'];

  test('without a connection', () => {
    expect(whyOff(view('disconnected', all), 'batch.apply')).toBe('not connected');
  });

  test('without the capability its row asks for', () => {
    expect(whyOff(view('connected', ['read']), 'batch.apply')).toContain('only look');
    expect(whyOff(view('connected', ['read', 'act']), 'definition.save')).toContain('write files');
    expect(whyOff(view('connected', all), 'definition.save')).toBeUndefined();
  });

  test('where another host holds the workspace, unless it only looks', () => {
    const workspace = { id: 'w', root: '/w', name: 'w', trusted: true, readOnly: 'pid 7' };
    expect(whyOff(view('connected', all, { workspace }), 'batch.apply')).toBe('held by pid 7');
    expect(whyOff(view('connected', all, { workspace }), 'workspace.takeOver')).toBeUndefined();
  });
});

describe('a link', () => {
  test('leads to a screen and a thing on it, and back', () => {
    const target = { view: 'definitions', selection: 'agents/team a/x#1' } as const;
    expect(fragmentOf(target)).toBe('#/definitions/agents/team%20a/x%231');
    expect(readFragment(fragmentOf(target))).toEqual(target);
    expect(readFragment('#/reloads')).toEqual({ view: 'reloads', selection: null });
    for (const other of ['', '#token=abc', '#/nowhere', '#/reloads/%']) expect(readFragment(other)).toBeNull();
  });

  test('stays in step with what is shown', () => {
    location.hash = '#/definitions/agents/a';
    const stop = startPermalinks();
    expect(uiStore.getState()).toMatchObject({ view: 'definitions', selection: { definitions: 'agents/a' } });
    openOn('reloads', 'e:7');
    expect(location.hash).toBe('#/reloads/e%3A7');
    stop();
    location.hash = '';
  });
});

test('the theme goes round, is applied, and is remembered', () => {
  localStorage.clear();
  const stop = startTheme(document.documentElement, localStorage);
  expect(document.documentElement.dataset['theme']).toBeUndefined();
  setTheme('dark');
  expect(document.documentElement.dataset['theme']).toBe('dark');
  stop();
  uiStore.setState(UI, true);
  const again = startTheme(document.documentElement, localStorage);
  expect(uiStore.getState().theme).toBe('dark');
  setTheme('system');
  expect(document.documentElement.dataset['theme']).toBeUndefined();
  again();
  expect((['light', 'dark', 'system'] as const).map(nextTheme)).toEqual(['dark', 'system', 'light']);
});

test('asking for the same definition twice acts twice', () => {
  openDefinition('agents/a', 'text', 12);
  const first = uiStore.getState().definitionFocus;
  openDefinition('agents/a', 'text', 12);
  expect(uiStore.getState()).toMatchObject({ view: 'definitions', selection: { definitions: 'agents/a' } });
  expect(uiStore.getState().definitionFocus?.nonce).not.toBe(first?.nonce);
});

test('another screen closes what lies over the page', () => {
  showDialog('palette');
  showView('reloads');
  expect(uiStore.getState()).toMatchObject({ view: 'reloads', dialog: null });
});

describe('toasts', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    toastStore.setState({ toasts: [] });
  });

  test('leave after ten seconds, failures only when somebody put them away', () => {
    tell('saved');
    tellFailure('not saved', new AppError('STALE', 'it changed'));
    vi.advanceTimersByTime(10_001);
    const left = toastStore.getState().toasts;
    expect(left.map((toast) => toast.text)).toEqual(['not saved']);
    dismissToast(left[0]!.id);
    expect(toastStore.getState().toasts).toEqual([]);
  });
});
