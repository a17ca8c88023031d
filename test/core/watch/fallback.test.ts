import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { maxUserWatches, networkTypeName } from '../../../electron/core/watch/filesystem.ts';
import { changes, openBench, startChild, tempFolder, textOf } from './support.ts';

const isRoot = process.getuid?.() === 0;
const NOBODY = isRoot ? ['setpriv', '--reuid', '65534', '--clear-groups'] : [];

test('network file systems are known by their number, signed or not, and local ones are not', () => {
  expect(networkTypeName(0x6969)).toBe('nfs');
  expect(networkTypeName(0xff534d42)).toBe('cifs');
  expect(networkTypeName(0xff534d42 | 0)).toBe('cifs');
  expect(networkTypeName(0x01021997)).toBe('9p');
  expect(networkTypeName(0x65735546)).toBe('fuse');
  expect(networkTypeName(0xef53)).toBeNull();
  expect(networkTypeName(0x794c7630)).toBeNull();
});

test('polling reports every kind of change and says that it polls', async () => {
  await using bench = await openBench({ 'agents/a.yaml': 'a', 'agents/b.yaml': 'b' }, { forcePolling: true });
  expect((await bench.inbox.message('started')).backend).toBe('polling');
  expect((await bench.inbox.message('degraded')).fallback).toContain('200 ms');
  expect((await bench.watcher.health()).degraded).toHaveLength(1);
  bench.inbox.clear();
  bench.write('agents/a.yaml', 'a2');
  expect(textOf(await bench.inbox.file('agents/a.yaml'))).toBe('a2');
  bench.write('agents/deep/er/c.yaml', 'c');
  await bench.inbox.file('agents/deep/er/c.yaml');
  rmSync(bench.at('agents/b.yaml'));
  await bench.inbox.file('agents/b.yaml', (file) => file.change === 'remove');
  renameSync(bench.at('agents/deep'), bench.at('agents/moved'));
  await bench.inbox.file('agents/moved/er/c.yaml');
  await bench.inbox.file('agents/deep/er/c.yaml', (file) => file.change === 'remove');
});

function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['-Ur', 'sh', '-c', 'echo 4 > /proc/sys/user/max_inotify_watches'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test.runIf(process.platform === 'linux' && canUnshare())(
  'reaching the watch limit falls back to polling, which is reported with the limit',
  async () => {
    const folder = tempFolder();
    try {
      for (let n = 0; n < 12; n++) folder.write(`agents/d${n}/a.yaml`, String(n));
      const limit = 'echo 4 > /proc/sys/user/max_inotify_watches && exec "$@"';
      await using child = startChild(folder.root, {}, ['unshare', '-Ur', 'sh', '-c', limit, 'sh']);
      const started = await child.inbox.message('started');
      expect([started.backend, started.files]).toEqual(['polling', 12]);
      const degraded = await child.inbox.message('degraded');
      expect(degraded.reason).toContain('/proc/sys/fs/inotify/max_user_watches');
      expect(degraded.reason).toContain('4');
      folder.write('agents/d7/a.yaml', 'changed');
      await child.inbox.file('agents/d7/a.yaml', (file) => file.change === 'update');
      const health = await child.health();
      expect([health.backend, health.limits.maxUserWatches, health.degraded.length]).toEqual(['polling', 4, 1]);
    } finally {
      folder.remove();
    }
  },
);

test.runIf(process.platform === 'linux')('the watch limit of this process can be read', () => {
  expect(maxUserWatches()).toBeGreaterThan(0);
});

test.runIf(process.platform === 'linux')(
  'a file that may not be read is a problem, and its bytes come once it may',
  async () => {
    const folder = tempFolder();
    chmodSync(folder.root, 0o755);
    try {
      folder.write('agents/a.yaml', 'a');
      folder.write('agents/locked.yaml', 'l');
      chmodSync(`${folder.root}/agents/locked.yaml`, 0o000);
      await using child = startChild(folder.root, {}, NOBODY);
      await child.inbox.message('started');
      const locked = await child.inbox.file('agents/locked.yaml');
      expect([locked.problem?.code, locked.hash]).toEqual(['UNREADABLE', null]);
      chmodSync(`${folder.root}/agents/locked.yaml`, 0o644);
      const open = await child.inbox.file('agents/locked.yaml', (file) => file.hash !== null);
      expect([open.change, open.problem]).toEqual(['update', null]);
      child.inbox.clear();
      chmodSync(`${folder.root}/agents/locked.yaml`, 0o000);
      await child.inbox.file('agents/locked.yaml', (file) => file.problem?.code === 'UNREADABLE');
    } finally {
      folder.remove();
    }
  },
);

test.runIf(process.platform === 'linux')(
  'a folder that may not be listed is degraded and removes nothing until it can be',
  async () => {
    const folder = tempFolder();
    chmodSync(folder.root, 0o755);
    try {
      folder.write('agents/team/a.yaml', 'a');
      folder.write('agents/team/sub/b.yaml', 'b');
      mkdirSync(`${folder.root}/agents/closed`);
      folder.write('agents/closed/c.yaml', 'c');
      chmodSync(`${folder.root}/agents/closed`, 0o000);
      await using child = startChild(folder.root, { forcePolling: false }, NOBODY);
      const started = await child.inbox.message('started');
      expect(started.files).toBe(2);
      await child.inbox.message('degraded', ({ path }) => path === 'agents/closed');
      chmodSync(`${folder.root}/agents/team`, 0o000);
      await child.inbox.message('degraded', ({ path }) => path === 'agents/team');
      folder.write('agents/marker.yaml', 'm');
      await child.inbox.file('agents/marker.yaml');
      expect(changes(child.inbox).filter((change) => change.startsWith('remove'))).toEqual([]);
      expect((await child.health()).degraded.map(({ path }) => path).sort()).toEqual(['agents/closed', 'agents/team']);
      chmodSync(`${folder.root}/agents/closed`, 0o755);
      await child.inbox.message('recovered', ({ path }) => path === 'agents/closed');
      await child.inbox.file('agents/closed/c.yaml');
      chmodSync(`${folder.root}/agents/team`, 0o755);
      await child.inbox.message('recovered', ({ path }) => path === 'agents/team');
      folder.write('agents/closed/c.yaml', 'c2');
      await child.inbox.file('agents/closed/c.yaml', (file) => file.change === 'update');
      folder.write('agents/team/sub/b.yaml', 'b2');
      await child.inbox.file('agents/team/sub/b.yaml', (file) => file.change === 'update');
    } finally {
      chmodSync(`${folder.root}/agents/team`, 0o755);
      chmodSync(`${folder.root}/agents/closed`, 0o755);
      folder.remove();
    }
  },
);
