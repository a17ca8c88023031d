import { describe, expect, test } from 'vitest';
import { judgeBeat } from '../../../electron/core/watch/heartbeat.ts';
import { compileIgnore } from '../../../electron/core/watch/ignore.ts';
import { createRawRing } from '../../../electron/core/watch/ring.ts';
import { compileRules } from '../../../electron/core/watch/rules.ts';
import { createDirtyQueue, type DirtyPath, dueAt, holdEnd } from '../../../electron/core/watch/settle.ts';
import { createTree, differs, type KnownEntry } from '../../../electron/core/watch/tree.ts';
import { RULES } from './support.ts';

describe('ignore', () => {
  test('built-in names are ignored at every depth', () => {
    const ignore = compileIgnore([]);
    const names = [
      '.git/x',
      'a/node_modules/b/c.yaml',
      'a/.x.yaml.swp',
      'a/x.yaml~',
      'a/4913',
      'a/.#x',
      'a/#x#',
      '.DS_Store',
      'a/x.tmp',
      'a/sedAbc123',
    ];
    for (const name of names) expect(ignore(name), name).not.toBeNull();
    for (const name of ['a/git/x', 'a/x.yaml', 'a/tmp/x.yaml', 'a/sedation', 'a/x.swift'])
      expect(ignore(name), name).toBeNull();
  });

  test('a glob without a slash matches a name anywhere, one with a slash is anchored, both with all below', () => {
    const ignore = compileIgnore([
      '*.bak',
      'build',
      'agents/draft/',
      'docs/**/*.yaml',
      'x/{a,b}?.json',
      '[!a-c]z',
      'we.ird+(1)',
    ]);
    expect(ignore('a/b.bak')).toBe('*.bak');
    expect(ignore('p/build/q/r')).toBe('build');
    expect(ignore('agents/draft/q')).toBe('agents/draft/');
    expect(ignore('other/agents/draft/q')).toBeNull();
    expect(ignore('docs/x.yaml')).toBe('docs/**/*.yaml');
    expect(ignore('docs/p/q/x.yaml')).toBe('docs/**/*.yaml');
    expect(ignore('x/b1.json')).toBe('x/{a,b}?.json');
    expect(ignore('x/c1.json')).toBeNull();
    expect([ignore('dz'), ignore('az')]).toEqual(['[!a-c]z', null]);
    expect(ignore('we.ird+(1)')).toBe('we.ird+(1)');
    expect(ignore('weXird+(1)')).toBeNull();
  });

  test('a broken glob is taken literally and an empty one matches nothing', () => {
    const ignore = compileIgnore(['', '  ', 'a[b', '{x']);
    expect([ignore('a[b'), ignore('{x'), ignore('q')]).toEqual(['a[b', '{x', null]);
  });
});

describe('rules', () => {
  const rules = compileRules(RULES);
  const match = (path: string) => {
    const found = rules.match(path);
    return found && `${found.rule.id} ${found.role}`;
  };

  test('the longest directory decides alone', () => {
    expect(match('tools/bundles/a.yaml')).toBe('bundles definition');
    expect(match('tools/bundles/a.json')).toBeNull();
    expect(match('tools/a.json')).toBe('tools definition');
    expect(match('tools/sub/a.json')).toBeNull();
    expect(match('toolsmith/a.json')).toBeNull();
  });

  test('extensions are compared without regard to case, base names exactly', () => {
    expect(match('agents/A.YAML')).toBe('agents definition');
    expect(match('agents/.yaml')).toBe('agents beside');
    expect(match('signalbox.yaml')).toBe('config definition');
    expect(match('other.yaml')).toBeNull();
    expect(match('sub/signalbox.yaml')).toBeNull();
  });

  test('only directories that hold or lead to a rule are reached', () => {
    expect(['', 'agents', 'agents/x/y', 'tools', 'tools/bundles/q'].map(rules.reaches)).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(['tools/sub', 'src', 'agentsmith'].map(rules.reaches)).toEqual([false, false, false]);
  });
});

describe('settle window', () => {
  const times = { settleMs: 20, settleMaxMs: 100 };
  const dirty = (change: Partial<DirtyPath>): DirtyPath => ({
    path: 'a',
    match: null,
    inode: null,
    origin: 'event',
    firstAt: 1_000,
    firstWall: 0,
    lastAt: 1_000,
    rawCount: 1,
    holdUntil: 0,
    heldAt: 0,
    unstable: 0,
    forced: false,
    urgent: false,
    ...change,
  });

  test('a path is due after the settle time of its last event, at most so long after its first', () => {
    expect(dueAt(dirty({}), times)).toBe(1_020);
    expect(dueAt(dirty({ lastAt: 1_050 }), times)).toBe(1_070);
    expect(dueAt(dirty({ lastAt: 1_095 }), times)).toBe(1_100);
    expect(dueAt(dirty({}), { settleMs: 0, settleMaxMs: 100 })).toBe(1_000);
    expect(dueAt(dirty({ urgent: true }), times)).toBe(1_000);
  });

  test('a rule may have a settle time of its own, which also lengthens the maximum', () => {
    const match = {
      role: 'definition',
      rule: { id: 'x', dir: '', extensions: [], besides: false, settleMs: 500 },
    } as const;
    expect(dueAt(dirty({ match, lastAt: 1_400 }), times)).toBe(1_500);
    expect(holdEnd(1_000, dirty({ match }), times)).toBe(1_500);
  });

  test('a held path waits for its hold, and a newer event ends that', () => {
    const held = dirty({ heldAt: 1_020, holdUntil: holdEnd(1_020, dirty({}), times) });
    expect(dueAt(held, times)).toBe(1_120);
    expect(dueAt({ ...held, lastAt: 1_030 }, times)).toBe(1_050);
  });

  test('marking a dirty path again prolongs it only for an event, and scan finds become event finds', () => {
    const queue = createDirtyQueue(() => times);
    const mark = { path: 'a', match: null, inode: null, wall: 0 };
    expect(queue.mark({ ...mark, origin: 'scan', now: 0 })).toBe(true);
    expect(queue.mark({ ...mark, origin: 'scan', now: 10 })).toBe(false);
    expect(queue.nextDue()).toBe(20);
    queue.mark({ ...mark, origin: 'event', now: 15, raw: true });
    expect(queue.nextDue()).toBe(35);
    expect(queue.get('a')).toMatchObject({ origin: 'event', rawCount: 1 });
    expect([queue.count, queue.size, queue.due(34).length, queue.due(35).length]).toEqual([0, 1, 0, 1]);
  });
});

test('a dirty path is found by the inode it was known with, until it is done', () => {
  const queue = createDirtyQueue(() => ({ settleMs: 0, settleMaxMs: 0 }));
  const mark = { match: null, wall: 0, now: 0, origin: 'event' } as const;
  queue.mark({ ...mark, path: 'old', inode: 7 });
  expect([queue.byInode(7)?.path, queue.hasUnknown()]).toEqual(['old', false]);
  queue.mark({ ...mark, path: 'new', inode: null });
  expect(queue.hasUnknown()).toBe(true);
  for (const path of ['old', 'new']) {
    const dirty = queue.get(path);
    if (dirty) queue.done(dirty);
  }
  expect([queue.byInode(7), queue.hasUnknown(), queue.size]).toEqual([undefined, false, 0]);
});

describe('what is known', () => {
  const known: KnownEntry = {
    hash: 'h',
    size: 1,
    mtimeMs: 5,
    ctimeMs: 6,
    ino: 7,
    rule: 'r',
    role: 'definition',
    problem: null,
    racy: false,
    at: 0,
    change: 'add',
    rawCount: 0,
    settleMs: 0,
  };
  const stat = { size: 1, mtimeMs: 5, ctimeMs: 6, ino: 7 };

  test('a file is read again when its stat differs or proves nothing', () => {
    expect(differs(known, stat)).toBe(false);
    for (const change of [{ size: 2 }, { mtimeMs: 6 }, { ctimeMs: 7 }, { ino: 8 }])
      expect(differs(known, { ...stat, ...change })).toBe(true);
    expect(differs(undefined, stat)).toBe(true);
    expect(differs({ ...known, racy: true }, stat)).toBe(true);
    expect(differs({ ...known, ctimeMs: Number.NaN }, stat)).toBe(false);
  });

  test('the tree counts files and forgets a directory with all below it', () => {
    const tree = createTree();
    for (const path of ['a.yaml', 'x/b.yaml', 'x/y/c.yaml']) tree.setFile(path, known);
    expect([tree.fileCount, tree.dirCount, tree.filesBelow('x').sort()]).toEqual([3, 3, ['x/b.yaml', 'x/y/c.yaml']]);
    tree.deleteDir('x');
    expect([tree.fileCount, tree.dirCount, tree.file('x/b.yaml')]).toEqual([1, 1, undefined]);
  });
});

test('a late beat means a blocked loop, a wall clock that ran ahead means sleep', () => {
  const before = { mono: 0, wall: 0 };
  expect(judgeBeat(before, { mono: 1_010, wall: 1_010 }, 1_000)).toBe('fine');
  expect(judgeBeat(before, { mono: 2_500, wall: 2_500 }, 1_000)).toBe('blocked');
  expect(judgeBeat(before, { mono: 1_000, wall: 60_000 }, 1_000)).toBe('woke');
  expect(judgeBeat(before, { mono: 60_000, wall: 60_000 }, 1_000)).toBe('woke');
  expect(judgeBeat(before, { mono: 1_000, wall: -60_000 }, 1_000)).toBe('fine');
});

test('the ring keeps the last events of a path in order', () => {
  const ring = createRawRing(3);
  for (let at = 1; at <= 5; at++) ring.push({ at, steadyMs: at, event: 'change', path: at % 2 === 0 ? 'even' : 'odd' });
  expect(ring.of('odd', 10).map(({ at }) => at)).toEqual([3, 5]);
  expect(ring.of('even', 10).map(({ at }) => at)).toEqual([4]);
});
