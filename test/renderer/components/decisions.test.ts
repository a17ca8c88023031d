import { describe, expect, test } from 'vitest';
import { observedWords } from '../../../renderer/client/component-acts.ts';
import {
  COMPONENT_KEYS,
  componentItems,
  componentOrder,
  filterComponents,
} from '../../../renderer/features/components/component-order.ts';
import { planCount, planRows } from '../../../renderer/features/components/plan-rows.ts';
import { treeOf } from '../../../renderer/features/components/process-tree.ts';
import { type RunRecord, runBars } from '../../../renderer/features/components/run-bars.ts';
import { stopRungs } from '../../../renderer/features/components/stop-rungs.ts';
import { parseFilter } from '../../../renderer/lib/filter-terms.ts';
import { componentLook, stateLook } from '../../../renderer/words/component-look.ts';
import { desiredWords, probeWords, stateWords } from '../../../renderer/words/component-words.ts';
import {
  attemptWords,
  crashEnd,
  crashedRun,
  crashFacts,
  crashMarkdown,
  crashPhase,
  differenceWords,
  lastLines,
  retryWords,
} from '../../../renderer/words/crash-words.ts';
import { COMPONENT_STATES } from '../../../shared/component-state.ts';
import type { PlanStep } from '../../../shared/events/component.ts';
import { tableGet } from '../../../shared/table.ts';
import { fakeCore } from '../fake-core.ts';
import { became, ended, running } from './facts.ts';
import { desk } from './scenario.ts';

const core = fakeCore();
desk(core);
const { components, runs } = core.state();
const component = (name: string) => tableGet(components, name)!;
const run = (id: string) => tableGet(runs, id);

describe('the table', () => {
  test('puts what is wrong first and what is off last, by name where nothing is wrong', () => {
    const items = componentItems(componentOrder(components));
    expect(items.filter(({ sort }) => sort === 'group').map(({ id }) => id)).toEqual([
      'group:failing',
      'group:moving',
      'group:running',
      'group:off',
    ]);
    expect(items.slice(1, 5).map(({ id }) => id)).toEqual(['indexer', 'importer', 'api', 'legacy-sync']);
    const running = items.slice(items.findIndex(({ id }) => id === 'group:running') + 1).map(({ id }) => id);
    expect(running.slice(0, 3)).toEqual(['cache', 'db', 'metrics']);
    expect(items.at(-1)?.id).toBe('migrate');
  });

  test.each([
    ['state:crash-looping', ['indexer']],
    ['group:off', ['mailer', 'migrate']],
    ['type:redis', ['cache']],
    ['needs:db', ['api', 'indexer', 'scheduler', 'worker']],
    ['vector', ['vector-store']],
  ])('is narrowed by %s', (text, wanted) => {
    const parsed = parseFilter(text, COMPONENT_KEYS);
    const found = parsed.ok ? filterComponents(componentOrder(components), parsed.terms) : [];
    expect(found.map(({ name }) => name).sort()).toEqual(wanted);
  });

  test('every state has a sign of its own and a word', () => {
    const looks = COMPONENT_STATES.map(stateLook);
    expect(new Set(looks.map(({ glyph }) => glyph)).size).toBe(looks.length);
    expect(new Set(looks.map(({ rank }) => rank)).size).toBe(looks.length);
  });
});

describe('what a component says', () => {
  test('a stop that may have missed a process says so, and stands among what is wrong', () => {
    expect(stateWords(component('legacy-sync'), run('legacy-sync-1'))).toBe('stopped, 1 process may have escaped');
    expect(componentLook(component('legacy-sync')).group).toBe('failing');
  });

  test('what was said by hand is told beside the file', () => {
    expect(desiredWords(component('legacy-sync'))).toBe('undeployed by hand; code says enabled');
    expect(desiredWords(component('db'))).toBe('file says enabled');
    expect(desiredWords(component('mailer'))).toBe('code says disabled');
  });

  test('containment stands beside stopped', () => {
    const own = fakeCore();
    running(own, 'a');
    ended(own, 'a', 1, { asked: true });
    became(own, 'a', 'stopped', { reason: 'undeployed' });
    const { components: all, runs: its } = own.state();
    expect(stateWords(tableGet(all, 'a')!, tableGet(its, 'a-1'))).toBe('stopped (marks)');
  });

  test('one that waits for itself is wrong, not on its way', () => {
    const waits = component('rerank');
    const error = { code: 'CYCLE', message: 'a needs itself: a → a.', hint: '', retryable: false } as const;
    const why = 'needs itself: a → b → a';
    const stuck = { ...waits, state: 'waiting', error, waitingOn: [{ sort: 'dependency', name: 'b', why }] } as const;
    expect(componentLook(stuck)).toMatchObject({ word: 'waiting', group: 'failing' });
    expect(componentLook({ ...stuck, error: null }).group).toBe('moving');
    expect(probeWords(stuck)).toBe(why);
  });

  test('its probe column names the failing probe and why, or what is waited for', () => {
    expect(probeWords(component('api'))).toBe('ready: 503: pool exhausted, 0 of 40 free, 61 waiting');
    expect(probeWords(component('worker'))).toBe('ready ok');
    expect(probeWords(component('rerank'))).toBe('on indexer');
    expect(probeWords(component('cache'))).toBe('—');
  });

  test('a toast tells what was observed', () => {
    expect(observedWords([])).toBe('Nothing had to be done');
    expect(observedWords([{ name: 'db', from: 'stopped', to: 'running' }])).toBe('db is running');
    const steps = [
      { name: 'a', from: 'running', to: 'stopped' },
      { name: 'a', from: 'stopped', to: 'running' },
      { name: 'b', from: 'running', to: 'degraded' },
    ];
    expect(observedWords(steps)).toBe('1 running, 1 degraded');
  });
});

describe('a crash', () => {
  test('is told with its end, its phase and its tries', () => {
    const facts = crashFacts(component('indexer'), run('indexer-4'), {
      stderr: 'a\nb\n\n',
      differs: 'descriptor v17 → v18',
      own: { up: true, healthy: false },
    });
    expect(facts).toMatchObject({
      end: 'exit code 1 after 8.20 s',
      phase: 'soon after it came up, before it counted as healthy',
      stderr: 'a\nb',
      attempts: 'attempt 4, 4 restarts',
    });
  });

  test('a restart that is still to come is no restart yet', () => {
    const own = { ...component('indexer'), attempt: 1, restarts: 1, retryAt: Date.now() + 4_000 };
    expect(attemptWords(own)).toBe('attempt 1');
    expect(attemptWords({ ...own, retryAt: null })).toBe('attempt 1, 1 restart');
  });

  test('its phase is what its run came to', () => {
    const phase = (up: boolean, healthy: boolean) =>
      crashPhase(component('indexer'), run('indexer-4'), { up, healthy });
    expect(phase(false, false)).toBe('while starting, before it was up');
    expect(phase(true, false)).toMatch(/soon after it came up/);
    expect(phase(true, true)).toMatch(/while running/);
  });

  test('a start that found no program is never told as the end of the run before it', () => {
    const own = fakeCore();
    running(own, 'a');
    ended(own, 'a', 1, { code: 0, words: 'exit code 0', asked: true });
    const error = { code: 'COMMAND_NOT_FOUND', message: 'There is no nope.', hint: '', retryable: false } as const;
    became(own, 'a', 'failed', { reason: error.message, error });
    const failed = tableGet(own.state().components, 'a')!;
    const about = crashedRun(failed, tableGet(own.state().runs, 'a-1'));
    expect(about).toBeUndefined();
    expect(crashEnd(failed, about)).toBe('There is no nope.');
    expect(crashPhase(failed, about, null)).toBe('before its process was there');
  });

  test('says why it was ended, where its end alone does not tell', () => {
    const own = fakeCore();
    running(own, 'a');
    ended(own, 'a', 1, { code: null, signal: 'SIGTERM', words: 'SIGTERM: asked to stop', asked: true });
    const late = 'a was not ready within 30 s. Its readiness probe ready fails: no answer within 1000 ms.';
    const error = { code: 'START_DEADLINE', message: late, hint: '', retryable: true } as const;
    became(own, 'a', 'failed', { reason: late, error });
    const facts = () =>
      crashFacts(tableGet(own.state().components, 'a')!, tableGet(own.state().runs, 'a-1'), {
        stderr: '',
        differs: 'nothing',
        own: null,
      });
    expect(facts()).toMatchObject({ why: late, end: expect.stringContaining('asked to stop') });
    expect(crashMarkdown(facts())).toContain(`- why: ${late}`);
    const exit = { ...error, code: 'EXITED_EARLY', message: 'a ended: SIGTERM: asked to stop.' } as const;
    became(own, 'a', 'failed', { reason: exit.message, error: exit });
    expect(facts().why).toBeNull();
  });

  test('differences name both versions and the healthy run', () => {
    expect(differenceWords(18, { number: 2, version: 17 })).toBe('descriptor v17 → v18 since run 2, which was healthy');
    expect(differenceWords(18, { number: 2, version: 18 })).toContain('same descriptor');
    expect(differenceWords(18, null)).toBe('no run of it was healthy yet');
  });

  test('its Markdown fences an output that has fences itself', () => {
    const text = crashMarkdown({
      name: 'a',
      word: 'crashed',
      end: 'exit code 1',
      why: null,
      phase: 'not known',
      run: 3,
      at: 0,
      stderr: '```\nboom\n```',
      differs: 'nothing',
      place: 'components/a.yaml:3',
      attempts: '1 restart',
    });
    expect(text).toContain('````text\n```\nboom\n```\n````');
    expect(text).toContain('- at: `components/a.yaml:3`');
  });

  test('only the last lines are shown, and the back-off counts whole seconds', () => {
    expect(lastLines('1\n2\n3\n\n', 2)).toBe('2\n3');
    expect(retryWords(3_200)).toBe('next start in 4 s');
    expect(retryWords(-5)).toBe('starts now');
  });
});

describe('a plan', () => {
  const step = (name: string, act: PlanStep['act'], level: number): PlanStep => ({
    name,
    act,
    level,
    from: 'running',
    to: act === 'start' ? 'running' : 'stopped',
  });

  test('is numbered by the turn in which each component is done; equals share a number', () => {
    const redeploy = [
      step('web', 'stop', 0),
      step('api', 'stop', 1),
      step('api', 'start', 2),
      step('web', 'start', 3),
      step('sync', 'start', 3),
    ];
    expect(planRows(redeploy).map(({ name, order, words }) => [name, order, words])).toEqual([
      ['api', 1, 'stop, then start'],
      ['web', 2, 'stop, then start'],
      ['sync', 2, 'start'],
    ]);
    expect(planCount(redeploy)).toBe(3);
  });
});

describe('a stop', () => {
  const stop = { rung: 'waiting', pids: [1, 2], graceMs: 10_000, since: 1_000 } as const;

  test('always shows its four rungs, and how long it has waited of how long', () => {
    const rungs = stopRungs(stop, 4_000);
    expect(rungs.map(({ rung, place }) => [rung, place])).toEqual([
      ['asked', 'past'],
      ['waiting', 'now'],
      ['killed', 'future'],
      ['reaped', 'future'],
    ]);
    expect(rungs[1]?.note).toBe('0:03 of 0:10, 2 processes alive');
  });

  test('one that could not be confirmed warns at the last rung', () => {
    expect(stopRungs({ ...stop, rung: 'escaped', pids: [1] }, 4_000).at(-1)).toMatchObject({
      place: 'now',
      glyph: 'warning',
      note: '1 process alive and may have escaped',
    });
  });

  test('its processes are a tree, also when parents are missing or go in a circle', () => {
    const fact = (pid: number, parent: number) => ({ pid, parent, command: '', by: [] });
    expect(treeOf([fact(3, 2), fact(2, 1), fact(9, 4)]).map(({ pid, depth }) => [pid, depth])).toEqual([
      [2, 0],
      [3, 1],
      [9, 0],
    ]);
    expect(treeOf([fact(1, 2), fact(2, 1)])).toHaveLength(2);
  });
});

test('runs stand on one bar from the first start to now', () => {
  const record = (startedAt: number, endedAt: number | null, code: number | null) =>
    ({ id: `${startedAt}`, startedAt, endedAt, code, signal: null }) as RunRecord;
  const { from, bars } = runBars([record(75, null, null), record(0, 50, 1)], 100);
  expect(from).toBe(0);
  expect(bars).toMatchObject([
    { left: 75, width: 25, isAlive: true, isCrash: false },
    { left: 0, width: 50, isAlive: false, isCrash: true },
  ]);
});
