import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../contents.ts';
import { isHome } from '../disk.ts';
import {
  absorb,
  freshName,
  holdOf,
  isAfterGit,
  isOnDisk,
  isWaiting,
  nothing,
  pickRow,
  remove,
  type Scene,
  type Step,
  save,
} from '../scene.ts';
import type { Row } from '../truth-types.ts';

/** Files that come, go and change their names. */
export const nameSteps: readonly Step[] = [
  {
    name: 'delete',
    weight: 4,
    run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row?.serving || scene.truth.rows.size < 20) return null;
      remove(scene.root, row.serving);
      return { words: row.serving, expect: absorb('never') };
    },
  },
  {
    name: 'recreate what was deleted in a batch',
    weight: 3,
    run(scene) {
      const row = pickRow(scene, (one) => !isOnDisk(one));
      if (!row?.serving) return null;
      const isBack = row.loaded !== null && scene.random.chance(0.5);
      const text = isBack && row.loaded ? scene.contents.text(row.loaded.hash) : scene.contents.good(row.kind);
      save(scene.root, row.serving, text);
      return { words: `${row.serving}${isBack ? ' as it is loaded' : ''}`, expect: absorb('never') };
    },
  },
  {
    name: 'rename',
    weight: 4,
    run(scene) {
      const row = pickRow(scene, (one) => isOnDisk(one) && !isHome(one.serving ?? '') && !one.name.includes('/'));
      if (!row?.serving) return null;
      const to = `${row.kind}/${freshName(scene, row.kind)}${path.extname(row.serving)}`;
      renameSync(path.join(scene.root, row.serving), path.join(scene.root, to));
      return { words: `${row.serving} → ${to}`, expect: absorb(holdOf(scene, 1)) };
    },
  },
  {
    name: 'move to or from a folder of its own',
    weight: 4,
    run(scene) {
      const fits = (one: Row) => isOnDisk(one) && !one.name.includes('/') && one.files.size === 1;
      const row = pickRow(scene, (one) => scene.deep.has(one.kind) && fits(one));
      if (!row?.serving) return null;
      const extension = path.extname(row.serving);
      const nested = `${row.kind}/${row.name}/${row.name}${extension}`;
      const flat = `${row.kind}/${row.name}${extension}`;
      const to = row.serving === flat ? nested : flat;
      if (isWaiting(scene)) return null;
      mkdirSync(path.join(scene.root, path.dirname(to)), { recursive: true });
      renameSync(path.join(scene.root, row.serving), path.join(scene.root, to));
      if (to === flat) tidy(path.join(scene.root, path.dirname(nested)));
      return { words: `${row.serving} → ${to}`, expect: absorb(holdOf(scene, 1)) };
    },
  },
  {
    name: 'edit a file beside',
    weight: 4,
    run(scene) {
      const row = pickRow(scene, (one) => isOnDisk(one) && !one.name.includes('/') && scene.deep.has(one.kind));
      if (!row?.serving) return null;
      const file = `${row.kind}/${row.name}/prompt.md`;
      const text = `prompt ${scene.next()}`;
      save(scene.root, file, text);
      return { words: `beside ${row.serving}`, expect: nothing, told: { path: file, hash: sha256(text) } };
    },
  },
  {
    name: 'rename a folder',
    weight: 3,
    run(scene) {
      const kind = scene.random.pick([...scene.deep]);
      const from = ['team', 'crew'].find((name) => existsSync(path.join(scene.root, kind, name)));
      if (from === undefined) return makeTeam(scene, kind);
      if (isWaiting(scene)) return null;
      const to = from === 'team' ? 'crew' : 'team';
      if (existsSync(path.join(scene.root, kind, to))) return null;
      renameSync(path.join(scene.root, kind, from), path.join(scene.root, kind, to));
      const rows = [...scene.truth.rows.values()].filter((row) => row.id.startsWith(`${kind}/${from}/`));
      return { words: `${kind}/${from} → ${to}`, expect: absorb(holdOf(scene, rows.length)) };
    },
  },
  {
    name: 'a twin appears',
    weight: 3,
    run(scene) {
      const row = pickRow(scene, (one) => isOnDisk(one) && one.files.size === 1 && one.pending.size === 0);
      if (!row?.serving?.endsWith('.yaml') || isWaiting(scene)) return null;
      const twin = row.serving.replace(/\.yaml$/, '.yml');
      save(scene.root, twin, scene.random.chance(0.3) ? scene.contents.bad() : scene.contents.good(row.kind));
      return { words: twin, expect: absorb('never') };
    },
  },
  {
    name: 'a twin changes',
    weight: 2,
    run(scene) {
      const row = pickRow(scene, (one) => one.files.size > 1);
      // Nothing shows that the change of a file that does not serve is gathered: the next step would come into it.
      if (!row || isWaiting(scene) || isAfterGit(scene)) return null;
      const file = scene.random.pick([...row.files.keys()]);
      save(scene.root, file, scene.random.chance(0.3) ? scene.contents.bad() : scene.contents.good(row.kind));
      return { words: file, expect: absorb('never') };
    },
  },
  {
    name: 'a twin goes',
    weight: 5,
    run(scene) {
      const row = pickRow(scene, (one) => one.files.size > 1);
      if (!row || isWaiting(scene)) return null;
      const file = scene.random.pick([...row.files.keys()]);
      if (!existsSync(path.join(scene.root, file))) return null;
      remove(scene.root, file);
      return { words: file, expect: absorb('never') };
    },
  },
  {
    name: 'make and delete at once',
    weight: 2,
    run(scene) {
      const kind = scene.random.pick(scene.kinds);
      const file = `${kind}/once${scene.next()}.yaml`;
      save(scene.root, file, scene.contents.good(kind));
      remove(scene.root, file);
      return { words: file, expect: nothing, isSilent: true };
    },
  },
];

function makeTeam(scene: Scene, kind: string) {
  for (const name of ['a', 'b', 'c']) save(scene.root, `${kind}/team/${name}.yaml`, scene.contents.good(kind));
  return { words: `${kind}/team`, expect: absorb('never') };
}

function tidy(folder: string): void {
  if (readdirSync(folder).length === 0) rmdirSync(folder);
}
