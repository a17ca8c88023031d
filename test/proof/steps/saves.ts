import { chmodSync, utimesSync } from 'node:fs';
import path from 'node:path';
import {
  absorb,
  diskHash,
  freshName,
  holdOf,
  isOnDisk,
  isWaiting,
  nothing,
  pickRow,
  type Scene,
  STYLES,
  type Step,
  save,
} from '../scene.ts';

/** Saves by hand, one file at a time or several. */
export const saveSteps: readonly Step[] = [
  {
    name: 'save',
    weight: 14,
    run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row?.serving) return null;
      const style = scene.random.pick(STYLES);
      save(scene.root, row.serving, scene.contents.good(row.kind), style);
      return { words: `${row.serving} ${style}`, expect: absorb('never') };
    },
  },
  {
    name: 'break',
    weight: 7,
    run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row?.serving) return null;
      const style = scene.random.pick(STYLES);
      save(scene.root, row.serving, scene.contents.bad(), style);
      return { words: `${row.serving} ${style}`, expect: absorb('never') };
    },
  },
  {
    name: 'repair',
    weight: 8,
    run(scene) {
      const row = pickRow(scene, (one) => isOnDisk(one) && !scene.contents.loads(diskHash(one) ?? ''));
      if (!row?.serving) return null;
      const isBack = row.loaded !== null && scene.random.chance(0.4);
      const text = isBack && row.loaded ? scene.contents.text(row.loaded.hash) : scene.contents.good(row.kind);
      save(scene.root, row.serving, text, scene.random.pick(STYLES));
      return { words: `${row.serving} ${isBack ? 'as it is loaded' : 'with a new text'}`, expect: absorb('never') };
    },
  },
  {
    name: 'return to what is loaded',
    weight: 4,
    run(scene) {
      const row = pickRow(scene, (one) => isOnDisk(one) && one.loaded !== null && diskHash(one) !== one.loaded.hash);
      if (!row?.serving || !row.loaded) return null;
      save(scene.root, row.serving, scene.contents.text(row.loaded.hash));
      return { words: row.serving, expect: absorb('never') };
    },
  },
  {
    name: 'save the same',
    weight: 3,
    run(scene) {
      const row = pickRow(scene, isOnDisk);
      const hash = row && diskHash(row);
      if (!row?.serving || hash === null) return null;
      save(scene.root, row.serving, scene.contents.text(hash), scene.random.pick(STYLES));
      return { words: row.serving, expect: nothing, isSilent: true };
    },
  },
  {
    name: 'touch',
    weight: 2,
    run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row?.serving) return null;
      const file = path.join(scene.root, row.serving);
      utimesSync(file, new Date(), new Date());
      chmodSync(file, 0o600 + scene.random.below(2) * 0o44);
      return { words: row.serving, expect: nothing, isSilent: true };
    },
  },
  {
    name: 'new file',
    weight: 4,
    run(scene) {
      const kind = scene.random.pick(scene.kinds);
      const name = freshName(scene, kind);
      if (scene.truth.rows.size > 60) return null;
      const folder = scene.deep.has(kind) && scene.random.chance(0.3) ? `${name}/` : '';
      const file = `${kind}/${folder}${name}.yaml`;
      const text = scene.random.chance(0.15) ? scene.contents.bad() : scene.contents.good(kind);
      save(scene.root, file, text, scene.random.pick(STYLES));
      return { words: file, expect: absorb('never') };
    },
  },
  {
    name: 'save a few',
    weight: 5,
    run: (scene) => saveMany(scene, 2 + scene.random.below(2)),
  },
  {
    name: 'burst',
    weight: 5,
    run: (scene) => saveMany(scene, Math.max(3, scene.threshold) + scene.random.below(6)),
  },
  {
    name: 'save twice quickly',
    weight: 4,
    run(scene) {
      const row = pickRow(scene, (one) => isOnDisk(one) && one.pending.size === 0);
      if (!row?.serving || isWaiting(scene)) return null;
      save(scene.root, row.serving, scene.contents.bad());
      save(scene.root, row.serving, scene.contents.good(row.kind), scene.random.pick(STYLES));
      return { words: row.serving, expect: absorb('never') };
    },
  },
];

function saveMany(scene: Scene, count: number) {
  const rows = scene.random.some([...scene.truth.rows.values()].filter(isOnDisk), count);
  if (rows.length < 2) return null;
  for (const row of rows) {
    const text = scene.random.chance(0.12) ? scene.contents.bad() : scene.contents.good(row.kind);
    save(scene.root, row.serving ?? '', text);
  }
  return { words: rows.map((row) => row.serving).join(' '), expect: absorb(holdOf(scene, rows.length)) };
}
