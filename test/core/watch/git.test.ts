import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findGitDir, parseGitFile, parseHead } from '../../../electron/core/watch/git.ts';
import { type Bench, openBench, tempFolder } from './support.ts';

function git(cwd: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'];
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return execFileSync('git', [...identity, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env });
}

function openRepository(): Promise<Bench> {
  return openBench({ 'agents/a.yaml': 'one', 'agents/b.yaml': 'one' }, {}, (root) => {
    git(root, 'init', '-q', '-b', 'main');
    git(root, 'add', '.');
    git(root, 'commit', '-qm', 'one');
    git(root, 'checkout', '-qb', 'other');
    writeFileSync(join(root, 'agents/a.yaml'), 'two');
    git(root, 'commit', '-qam', 'two');
    git(root, 'checkout', '-q', 'main');
  });
}

test('HEAD is read as a ref or as a short commit', () => {
  expect(parseHead('ref: refs/heads/main\n')).toBe('refs/heads/main');
  expect(parseHead('0123456789abcdef0123456789abcdef01234567\n')).toBe('0123456789ab');
  expect(parseHead('')).toBeNull();
  expect(parseGitFile('gitdir: ../.git/worktrees/x\n')).toBe('../.git/worktrees/x');
});

test('the git folder is found from below, through a .git file, and not outside a repository', () => {
  const folder = tempFolder();
  try {
    folder.write('repo/.git/HEAD', 'ref: refs/heads/main\n');
    folder.write('repo/deep/er/x', '');
    folder.write('tree/.git', 'gitdir: ../repo/.git/worktrees/tree\n');
    expect(findGitDir(join(folder.root, 'repo/deep/er'))).toBe(join(folder.root, 'repo/.git'));
    expect(findGitDir(join(folder.root, 'tree'))).toBe(join(folder.root, 'repo/.git/worktrees/tree'));
    mkdirSync(join(folder.root, 'none'));
    expect(findGitDir(join(folder.root, 'none'))).toBeNull();
  } finally {
    folder.remove();
  }
});

test('switching a branch tells of the lock, the new head and the changed files, and nothing inside .git', async () => {
  await using bench = await openRepository();
  bench.inbox.clear();
  git(bench.root, 'checkout', '-q', 'other');
  await bench.inbox.message('git', ({ head, headChanged }) => headChanged && head === 'refs/heads/other');
  await bench.inbox.message('git', ({ lock }) => lock);
  await bench.inbox.file('agents/a.yaml');
  await bench.quiet();
  const told = bench.inbox.messages.filter((message) => message.type === 'git');
  expect(told.at(-1)?.lock).toBe(false);
  expect(bench.inbox.settled().some((file) => file.path.includes('.git'))).toBe(false);
});

test('the lock is told before the files that were settled while it stood', async () => {
  await using bench = await openRepository();
  bench.inbox.clear();
  writeFileSync(bench.at('.git/index.lock'), '');
  bench.write('agents/a.yaml', 'locked');
  await bench.inbox.file('agents/a.yaml');
  const order = bench.inbox.messages.map((message) => (message.type === 'git' ? `lock ${message.lock}` : message.type));
  expect(order.indexOf('lock true')).toBeGreaterThanOrEqual(0);
  expect(order.indexOf('lock true')).toBeLessThan(order.indexOf('settled'));
  rmSync(bench.at('.git/index.lock'));
  await bench.inbox.message('git', ({ lock }) => !lock);
});

test('a lock that came and went before anybody looked is told once', async () => {
  await using bench = await openRepository();
  bench.inbox.clear();
  writeFileSync(bench.at('.git/index.lock'), '');
  rmSync(bench.at('.git/index.lock'));
  await bench.inbox.message('git', ({ lock }) => lock);
  await bench.quiet();
  const told = bench.inbox.messages.flatMap((message) => (message.type === 'git' ? [message.lock] : []));
  expect(told).toEqual([true, false]);
});

test('a hard reset is seen by its lock alone', async () => {
  await using bench = await openRepository();
  bench.write('agents/a.yaml', 'dirty');
  await bench.inbox.file('agents/a.yaml', (file) => file.change === 'update');
  bench.inbox.clear();
  git(bench.root, 'reset', '-q', '--hard');
  await bench.inbox.message('git', ({ lock }) => lock);
  await bench.inbox.file('agents/a.yaml');
});

test('a worktree is governed by its own lock', async () => {
  const folder = tempFolder();
  try {
    folder.write('main/agents/a.yaml', 'a');
    const main = join(folder.root, 'main');
    git(main, 'init', '-q', '-b', 'main');
    git(main, 'add', '.');
    git(main, 'commit', '-qm', 'one');
    await using bench = await openBench({}, {}, (root) => {
      rmSync(root, { recursive: true });
      git(main, 'worktree', 'add', '-q', root, '-b', 'wt');
    });
    bench.inbox.clear();
    git(bench.root, 'checkout', '-q', '--detach');
    const message = await bench.inbox.message('git', ({ headChanged }) => headChanged);
    expect(message.head).toMatch(/^[0-9a-f]{12}$/);
  } finally {
    folder.remove();
  }
});

test('a repository that is made later is noticed', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a' });
  git(bench.root, 'init', '-q', '-b', 'main');
  await bench.quiet();
  await bench.watcher.rescan('asked');
  renameSync(bench.at('agents/a.yaml'), bench.at('agents/b.yaml'));
  git(bench.root, 'add', '.');
  writeFileSync(bench.at('.git/index.lock'), '');
  await bench.inbox.message('git', ({ lock }) => lock);
});
