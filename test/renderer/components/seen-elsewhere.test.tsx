import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { Banners } from '../../../renderer/features/chrome/banners.tsx';
import { aboutWords, timeWords } from '../../../renderer/features/components/plan-time.ts';
import { actItems } from '../../../renderer/features/palette/palette-items.ts';
import { reloadRows } from '../../../renderer/features/reloads/reload-list.ts';
import { ReloadsScreen } from '../../../renderer/features/reloads/reloads-screen.tsx';
import { clusterLook } from '../../../renderer/features/reloads/timeline/cluster-words.ts';
import { createLane } from '../../../renderer/stores/mark-lane.ts';
import { placeOfOutcome } from '../../../renderer/stores/mark-log.ts';
import { marks } from '../../../renderer/stores/marks.ts';
import { select, showDialog, uiStore } from '../../../renderer/stores/ui-store.ts';
import { changeOf, withStart } from '../../../renderer/words/start-words.ts';
import { COMPONENT_STATES } from '../../../shared/component-state.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { markOf } from '../../../shared/timeline.ts';
import { EPOCH, type FakeCore, fakeCore } from '../fake-core.ts';
import { connectPage, show } from '../page.tsx';
import { reloadedBody } from '../reloads/events.ts';
import { became, declared } from './facts.ts';

const LONG = { timeout: 20_000 };
let core: FakeCore;
let leave = () => {};
beforeEach(() => {
  core = fakeCore();
});
afterEach(() => {
  leave();
  leave = () => {};
  showDialog(null);
});

const moved = (to: string, reason = 'starts') =>
  ({
    seq: 1,
    epoch: EPOCH,
    at: 5,
    type: 'component.changed',
    subject: 'component:db',
    body: { to, reason },
  }) as unknown as Envelope;

describe('components on the timeline of reloads', () => {
  it('have a lane of their own, where every state has a mark with a shape and a word', () => {
    for (const state of COMPONENT_STATES) {
      const mark = markOf(moved(state));
      expect(mark, state).toMatchObject({ lane: 'runs', name: 'component db', disk: [] });
      const lane = createLane();
      lane.add(5, 1, placeOfOutcome(mark?.outcome ?? 'gap'), 0);
      expect(clusterLook(lane, 0, 1, () => 'db').title, state).toContain(`db ${mark?.outcome}`);
    }
    expect(markOf(moved('of a newer build'))).toMatchObject({ outcome: 'out of sight' });
    const look = (...states: string[]) => {
      const lane = createLane();
      for (const state of states) lane.add(5, 1, placeOfOutcome(markOf(moved(state))?.outcome ?? 'gap'), 0);
      return clusterLook(lane, 0, states.length, () => 'db');
    };
    expect(look('starting')).toMatchObject({ shape: 'hairline' });
    // Of a restart that went well the end is seen, of one that did not the failure.
    expect(look('stopping', 'waiting', 'starting', 'running')).toMatchObject({ shape: 'glyph', glyph: 'running' });
    expect(look('running', 'backing-off', 'starting', 'running')).toMatchObject({ glyph: 'crashed' });
  });

  it('have a row for what became of them, and none for what they only passed through', () => {
    const rows = reloadRows([moved('waiting'), moved('starting'), moved('running', 'is up')]);
    expect(rows).toMatchObject([{ label: 'component db', outcome: 'up', lane: 'runs', effect: 'is up' }]);
  });

  test('are found from a reload that touched them, and from their own mark', async () => {
    declared(core, 'db', { definition: 'components/db' });
    became(core, 'db', 'running');
    const touched = ['component:db', 'components/gone'];
    const body = reloadedBody({ touched, touchedCount: 7 });
    const event = core.append('definition.reloaded', 'definition:components/db', body);
    core.answers.set('chain', () => ({ causes: [], event, effects: [], older: false }));
    core.answers.set('references', () => ({ usedBy: [], users: 0, names: [] }));
    leave = connectPage(core);
    await show(core, <ReloadsScreen />);
    select('reloads', `${EPOCH}:${event.seq}`);
    const list = within(await screen.findByTestId('reload-touched', {}, LONG));
    expect(list.getAllByRole('listitem').map((item) => item.textContent)).toEqual([
      'component dbrunning',
      'components/gone',
    ]);
    await screen.findByText('and 5 more', {}, LONG);
    fireEvent.click(list.getByRole('button', { name: 'component db' }));
    expect(uiStore.getState()).toMatchObject({ view: 'components', selection: { components: 'db' } });
    const up = core.append('component.changed', 'component:db', { from: 'running', to: 'degraded', reason: 'a probe' });
    core.answers.set('chain', () => ({ causes: [], event: up, effects: [], older: false }));
    select('reloads', `${EPOCH}:${up.seq}`);
    const own = within(await screen.findByTestId('event-component', {}, LONG));
    await own.findByRole('button', { name: 'component db' }, LONG);
    expect(marks.laneNames()).toContain('runs');
  });
});

describe('how long a plan takes', () => {
  const step = (name: string, act: 'start' | 'stop', level: number, ms?: number, runs = 5) => ({
    name,
    act,
    level,
    from: 'running' as const,
    to: 'running' as const,
    ...(ms === undefined ? {} : { estimate: { ms, runs } }),
  });

  it('adds up the levels, each as long as its longest start, and says from how many runs it knows', () => {
    expect(timeWords([step('a', 'stop', 0), step('a', 'start', 1, 3_100)])).toBe('Ready in about 3 s, from 5 runs.');
    const three = [step('a', 'start', 0, 400, 1), step('b', 'start', 0, 3_000), step('c', 'start', 1, 1_000)];
    expect(timeWords(three)).toBe('Ready in about 4 s, from 1 run of each.');
    expect(timeWords([...three, step('d', 'start', 2)])).toContain('; 1 other never ran here.');
  });

  it('says nothing where nothing is known', () => {
    expect(timeWords([step('a', 'start', 0), step('b', 'stop', 0)])).toBeNull();
    expect([40, 999, 1_400, 61_000, 200_000].map(aboutWords)).toEqual([
      'under 1 s',
      'under 1 s',
      'about 1 s',
      'about 61 s',
      'about 3 min',
    ]);
  });
});

describe('what a run was started with, in words', () => {
  const against = { id: 'r', number: 2, version: 1 };

  it('counts what differs by its sort, and says when nothing does or nothing is known', () => {
    const change = (what: 'cwd' | 'file' | 'variable' | 'reference', name: string) => ({
      what,
      name,
      old: '',
      new: '',
    });
    const changes = [change('variable', 'A'), change('file', '/x'), change('variable', 'B'), change('cwd', 'cwd')];
    expect(withStart('same', { against, known: true, changes })).toBe(
      'same; of its start: 2 variables, 1 file, 1 folder',
    );
    expect(withStart('same', { against, known: true, changes: [] })).toContain('are the same');
    expect(withStart('same', { against, known: false, changes: [] })).toContain('not known any more');
    expect(withStart('same', { against: null, known: false, changes: [] })).toBe('same');
    expect(withStart('same', null)).toBe('same');
  });

  it('names a definition with its versions and a variable without its values', () => {
    expect(changeOf({ what: 'reference', name: 'models/fast', old: 'v3', new: 'v4' })).toEqual({
      path: 'definition models/fast',
      old: 'v3',
      new: 'v4',
    });
    expect(changeOf({ what: 'variable', name: 'GONE', old: '', new: null })).toEqual({
      path: 'variable GONE',
      old: 'was set',
    });
  });
});

describe('trust', () => {
  test('is withdrawn after a question that names what is stopped, and the banner says what waits for it', async () => {
    core.append('workspace.changed', 'workspace:w1', { trusted: true, readOnly: null });
    for (const name of ['db', 'api']) {
      declared(core, name, { definition: `components/${name}` });
      became(core, name, 'running');
    }
    declared(core, 'own');
    became(core, 'own', 'running');
    const calls: unknown[] = [];
    core.answers.set('workspace.trust', (input) => {
      calls.push(input);
      core.append('workspace.changed', 'workspace:w1', { trusted: false, readOnly: null });
      const waitingOn = [{ sort: 'trust' as const, name: 'workspace', why: 'the workspace is only looked at' }];
      became(core, 'db', 'waiting', { waitingOn });
      became(core, 'api', 'waiting', { waitingOn });
      const result = { id: 'w1', root: '/home/me/desk', name: 'desk', trusted: false, readOnly: null };
      return { actionId: 'a', outcome: 'done', result, position: `${EPOCH}:${core.state().seq}` };
    });
    leave = connectPage(core);
    await show(core, <Banners />);
    const context = { selected: null, component: null, loaded: null, isPinned: false, heldCount: 0 };
    const item = actItems({ ...context, isTrusted: true, isHeldElsewhere: false }, () => undefined).find(
      ({ id }) => id === 'act-workspace.trust',
    );
    expect(item).toMatchObject({ does: { sort: 'dialog', dialog: 'look-only' } });
    showDialog('look-only');
    const question = await screen.findByTestId('confirm', {}, LONG);
    expect(question.textContent).toContain('2 components are stopped: db, api.');
    expect(calls).toEqual([]);
    fireEvent.click(screen.getByTestId('confirm-yes'));
    await waitFor(
      () => expect(screen.getByTestId('banner-trust').textContent).toContain('so 2 components wait.'),
      LONG,
    );
    expect(calls).toEqual([{ decision: 'look-only' }]);
  });
});
