import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { joinAsWatcher } from '../page.ts';
import { absorb, diskHash, isOnDisk, nothing, type Scene, type Step, save } from '../scene.ts';

/** Hosts, clients and settings that come and go. */
export const hostSteps: readonly Step[] = [
  {
    name: 'kill -9 and start again',
    weight: 0.8,
    async run(scene) {
      await flushVersions(scene);
      await scene.host.kill();
      const edited = scene.random.chance(0.5) ? editOffline(scene) : [];
      await scene.restart();
      return {
        words: edited.length > 0 ? `with ${edited.join(' ')} edited meanwhile` : 'with nothing edited',
        expect: (truth, disk, seen) => truth.restart(disk, (id) => seen.definitions[id]?.path ?? null),
      };
    },
  },
  {
    name: 'stop and start again',
    weight: 0.3,
    async run(scene) {
      await scene.host.stop();
      await scene.restart();
      return {
        words: '',
        expect: (truth, disk, seen) => truth.restart(disk, (id) => seen.definitions[id]?.path ?? null),
      };
    },
  },
  {
    name: 'cut the socket during a save',
    weight: 2,
    run(scene) {
      scene.page.cut();
      const row = scene.random.pick([...scene.truth.rows.values()]);
      if (!isOnDisk(row) || !row.serving) return { words: '', expect: nothing };
      save(scene.root, row.serving, scene.contents.good(row.kind));
      return { words: row.serving, expect: absorb('never') };
    },
  },
  {
    name: 'reload the page',
    weight: 2,
    run(scene) {
      scene.page.reload();
      return { words: '', expect: nothing };
    },
  },
  {
    name: 'another client joins or leaves',
    weight: 2,
    run(scene) {
      if (scene.watcher) {
        scene.watcher.close();
        scene.watcher = null;
        return { words: 'leaves', expect: nothing };
      }
      scene.watcher = joinAsWatcher(() => scene.host);
      return { words: 'joins', expect: nothing };
    },
  },
  {
    name: 'change the threshold',
    weight: 2,
    async run(scene) {
      const threshold = scene.random.pick([0, 4, 6, 8, 25].filter((one) => one !== scene.threshold));
      writeFileSync(path.join(scene.root, 'signalbox.yaml'), `hold:\n  threshold: ${threshold}\n`);
      while (scene.page.state().config.values['hold.threshold'] !== threshold) await scene.page.moved();
      scene.threshold = threshold;
      return { words: `to ${threshold}`, expect: nothing };
    },
  },
  {
    name: 'rescan',
    weight: 1,
    async run(scene) {
      await scene.act('workspace.rescan', {});
      return { words: '', expect: nothing };
    },
  },
];

/** Versions are history, which a kill may lose: an answer of the same writer says that these are written. */
async function flushVersions(scene: Scene): Promise<void> {
  const [row] = scene.truth.rows.values();
  if (row) await scene.page.call('versions', { id: row.id }).catch(() => {});
}

function editOffline(scene: Scene): string[] {
  const rows = scene.random.some(
    [...scene.truth.rows.values()].filter((row) => diskHash(row) !== null),
    3,
  );
  for (const row of rows)
    save(
      scene.root,
      row.serving ?? '',
      scene.random.chance(0.3) ? scene.contents.bad() : scene.contents.good(row.kind),
    );
  return rows.map((row) => row.serving ?? '');
}
