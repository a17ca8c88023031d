import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changes, startChild, tempFolder, until } from './support.ts';

const isRoot = process.getuid?.() === 0;
// Root needs a mount namespace only; anybody else becomes root in a user namespace of its own.
const UNSHARE = ['unshare', isRoot ? '-m' : '-Urm'];
const ENTER = ['nsenter', isRoot ? '-m' : '-Um', ...(isRoot ? [] : ['--preserve-credentials'])];

// Mounts one folder over another, runs what follows, and takes the mount away, which ends the file system's process.
const MOUNTED =
  'bindfs -o nonempty "$1" "$2" || exit 9; mount=$2; shift 2; "$@"; umount -l "$mount" 2>/dev/null; exit 0';

/** Why a FUSE file system cannot be mounted here, or null. */
function whyNoMount(): string | null {
  const folder = tempFolder();
  try {
    mkdirSync(join(folder.root, 'a'));
    mkdirSync(join(folder.root, 'b'));
    const places = [join(folder.root, 'a'), join(folder.root, 'b')];
    execFileSync(UNSHARE[0] ?? '', [...UNSHARE.slice(1), 'sh', '-c', MOUNTED, 'sh', ...places, 'true'], {
      stdio: 'pipe',
    });
    return null;
  } catch (error) {
    return String(error);
  } finally {
    folder.remove();
  }
}

/** A watcher on a mount whose files are those of another folder. Writes there raise no event at the mount. */
function watchMounted(source: string, mount: string) {
  return startChild(mount, {}, [...UNSHARE, 'sh', '-c', MOUNTED, 'sh', source, mount]);
}

test.runIf(process.platform === 'linux')('a file system without events can be mounted here', () => {
  expect(whyNoMount()).toBeNull();
});

test.runIf(process.platform === 'linux')(
  'a folder on a file system without native events is polled from the start, says so, and every change is shown',
  async () => {
    const folder = tempFolder();
    const at = (path: string) => join(folder.root, 'source', path);
    try {
      for (const name of ['a', 'b', 'c']) folder.write(`source/agents/${name}.yaml`, name);
      mkdirSync(join(folder.root, 'mount'));
      await using child = watchMounted(join(folder.root, 'source'), join(folder.root, 'mount'));
      const { inbox } = child;
      expect(await inbox.message('started')).toMatchObject({ backend: 'polling', files: 3 });
      const { path, reason, fallback } = await inbox.message('degraded');
      expect([path, reason, fallback]).toEqual([
        '',
        'The folder lies on a fuse file system, which does not tell of every change.',
        'The folder is scanned every 200 ms instead.',
      ]);
      inbox.clear();

      writeFileSync(at('agents/a.yaml'), 'written in place');
      await inbox.file('agents/a.yaml', (file) => file.size === 'written in place'.length);
      writeFileSync(at('agents/b.new'), 'moved over');
      renameSync(at('agents/b.new'), at('agents/b.yaml'));
      await inbox.file('agents/b.yaml', (file) => file.size === 'moved over'.length);
      rmSync(at('agents/c.yaml'));
      await inbox.file('agents/c.yaml', (file) => file.change === 'remove');
      mkdirSync(at('agents/deep/er'), { recursive: true });
      writeFileSync(at('agents/deep/er/d.yaml'), 'd');
      await inbox.file('agents/deep/er/d.yaml', (file) => file.size === 1);
      renameSync(at('agents/deep'), at('agents/moved'));
      await inbox.file('agents/moved/er/d.yaml');
      await inbox.file('agents/deep/er/d.yaml', (file) => file.change === 'remove');
      for (let n = 0; n < 300; n++) writeFileSync(at(`agents/many-${n}.yaml`), `many ${n}`);
      for (let n = 0; n < 300; n++) await inbox.file(`agents/many-${n}.yaml`, (file) => file.size > 0);
      symlinkSync('a.yaml', at('agents/link.yaml'));
      await inbox.file('agents/link.yaml');

      // What was told adds up to what is there.
      const told = new Set(['agents/a.yaml', 'agents/b.yaml']);
      for (const change of changes(inbox)) {
        const [what = '', file = ''] = change.split(' ');
        if (what === 'remove') told.delete(file);
        else told.add(file);
      }
      const entries = readdirSync(at('agents'), { recursive: true, withFileTypes: true });
      const there = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
      expect([...told].sort()).toEqual(there.map((file) => file.slice(at('').length + 1)).sort());
      // Nothing of it came from an event.
      expect((await child.health()).rawEvents).toBe(0);
    } finally {
      folder.remove();
    }
  },
);

test.runIf(process.platform === 'linux')(
  'when the folder is back on a file system with native events it is watched natively again, and says so',
  async () => {
    const folder = tempFolder();
    const mount = join(folder.root, 'mount');
    try {
      folder.write('source/agents/a.yaml', 'a');
      folder.write('source/agents/b.yaml', 'b');
      // What shows again once the mount is gone: one file the same, one changed, one gone, one new.
      folder.write('mount/agents/a.yaml', 'a');
      folder.write('mount/agents/c.yaml', 'c');
      await using child = watchMounted(join(folder.root, 'source'), mount);
      const { inbox } = child;
      expect((await inbox.message('started')).backend).toBe('polling');
      inbox.clear();
      execFileSync(ENTER[0] ?? '', [...ENTER.slice(1), '-t', String(child.pid), 'umount', '-l', mount]);
      await inbox.message('root-returned');
      await inbox.message('recovered', ({ path }) => path === '');
      expect((await inbox.message('started')).backend).toBe('native');
      await inbox.file('agents/b.yaml', (file) => file.change === 'remove');
      await inbox.file('agents/c.yaml', (file) => file.change === 'add');
      expect(changes(inbox)).not.toContain('update agents/a.yaml');
      await until(async () => (await child.health()).queue === 0);
      inbox.clear();
      writeFileSync(join(mount, 'agents/a.yaml'), 'a2');
      await inbox.file('agents/a.yaml', (file) => file.change === 'update');
      const health = await child.health();
      expect([health.backend, health.degraded]).toEqual(['native', []]);
      expect(health.rawEvents).toBeGreaterThan(0);
    } finally {
      folder.remove();
    }
  },
);
