import { rmSync } from 'node:fs';
import path from 'node:path';
import { sha256 } from '../contents.ts';
import {
  type Done,
  diskHash,
  freshName,
  isOnDisk,
  isWaiting,
  nothing,
  pickRow,
  type Scene,
  type Step,
  save,
} from '../scene.ts';
import type { Row } from '../truth-types.ts';

/** Everything a person can ask for. */
export const actSteps: readonly Step[] = [
  {
    name: 'act: apply',
    weight: 6,
    async run(scene) {
      const ids = scene.truth.waiting();
      if (ids.length === 0) return null;
      await scene.act('batch.apply', {});
      return { words: ids.join(' '), expect: (truth) => truth.apply(ids) };
    },
  },
  {
    name: 'act: apply some',
    weight: 4,
    async run(scene) {
      const waiting = scene.truth.waiting();
      if (waiting.length === 0) return null;
      const only = scene.random.some(waiting, 1 + scene.random.below(waiting.length));
      await scene.act('batch.apply', { only });
      return { words: only.join(' '), expect: (truth) => truth.apply(only) };
    },
  },
  {
    name: 'act: discard',
    weight: 3,
    async run(scene) {
      const waiting = scene.truth.waiting();
      const isPlain = (row: Row) => [...row.pending.keys()].every((file) => file === row.serving);
      if (waiting.length === 0 || ![...scene.truth.rows.values()].every(isPlain)) return null;
      await scene.act('batch.discard', {});
      return { words: waiting.join(' '), expect: (truth) => truth.discard() };
    },
  },
  {
    name: 'act: reload',
    weight: 4,
    async run(scene) {
      const row = pickRow(scene);
      if (!row) return null;
      await scene.act('definition.reload', { id: row.id });
      return { words: row.id, expect: (truth) => truth.reload(row.id) };
    },
  },
  {
    name: 'act: save',
    weight: 6,
    async run(scene) {
      const row = pickRow(scene, isOnDisk);
      const expectedHash = row && diskHash(row);
      if (!row || !expectedHash) return null;
      const text = scene.random.chance(0.2) ? scene.contents.bad() : scene.contents.good(row.kind);
      await scene.act('definition.save', { id: row.id, text, expectedHash });
      // The very text that is there already is not written again, and what waits goes on waiting.
      if (sha256(text) === expectedHash) return { words: `${row.id}, as it is`, expect: nothing };
      return { words: row.id, expect: (truth, disk) => truth.asked(disk, row.id) };
    },
  },
  {
    name: 'act: save with a stale hash',
    weight: 1,
    async run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row) return null;
      const input = { id: row.id, text: scene.contents.good(row.kind), expectedHash: sha256('another text') };
      await refused(scene.act('definition.save', input), 'STALE');
      return { words: row.id, expect: nothing };
    },
  },
  {
    name: 'act: create',
    weight: 3,
    async run(scene) {
      const kind = scene.random.pick(scene.kinds);
      if (scene.truth.rows.size > 60) return null;
      const name = freshName(scene, kind);
      const text = scene.random.chance(0.15) ? scene.contents.bad() : scene.contents.good(kind);
      await scene.act('definition.create', { kind, name, text });
      return { words: `${kind}/${name}`, expect: (truth, disk) => truth.asked(disk, `${kind}/${name}`) };
    },
  },
  {
    name: 'act: create what exists',
    weight: 1,
    async run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row) return null;
      await refused(scene.act('definition.create', { kind: row.kind, name: row.name }), 'CONFLICT');
      return { words: row.id, expect: nothing };
    },
  },
  {
    name: 'act: delete',
    weight: 3,
    async run(scene) {
      const row = pickRow(scene, isOnDisk);
      const expectedHash = row && diskHash(row);
      if (!row || !expectedHash || scene.truth.rows.size < 20) return null;
      await refused(scene.act('definition.delete', { id: row.id, expectedHash: sha256('another text') }), 'STALE');
      await scene.act('definition.delete', { id: row.id, expectedHash });
      return { words: row.id, expect: (truth, disk) => truth.asked(disk, row.id) };
    },
  },
  {
    name: 'act: rename',
    weight: 3,
    async run(scene) {
      const isAlone = (one: Row) =>
        one.files.size === 1 && [...one.pending.keys()].every((file) => file === one.serving);
      const row = pickRow(scene, (one) => isOnDisk(one) && isAlone(one) && !one.name.includes('/'));
      if (!row?.serving) return null;
      const name = freshName(scene, row.kind);
      // A folder that is left of an earlier definition would stand in the way, as it should.
      rmSync(path.join(scene.root, row.kind, name), { recursive: true, force: true });
      const { result } = await scene.act('definition.rename', { id: row.id, to: name });
      return {
        words: `${row.id} → ${name}`,
        expect(truth, disk) {
          const now = truth.rows.get(row.id);
          if (now?.loaded && !now.refused)
            truth.rename(row.id, `${row.kind}/${name}`, result.path, disk.get(result.path) ?? '');
          truth.asked(disk, row.id);
        },
      };
    },
  },
  {
    name: 'act: pin',
    weight: 3,
    async run(scene) {
      const row = pickRow(scene, isOnDisk);
      if (!row) return null;
      const version = await someVersion(scene, row);
      if (!version) return null;
      await scene.act('definition.rollback', { id: row.id, version: version.version, how: 'pin' });
      return {
        words: `${row.id} to v${version.version}`,
        expect: (truth) => {
          const now = truth.rows.get(row.id);
          if (now) truth.pin(now, version);
        },
      };
    },
  },
  {
    name: 'act: roll back by writing',
    weight: 3,
    async run(scene) {
      const row = pickRow(scene, isOnDisk);
      const expectedHash = row && diskHash(row);
      if (!row || !expectedHash) return null;
      const version = await someVersion(scene, row);
      if (!version) return null;
      await scene.act('definition.rollback', { id: row.id, version: version.version, how: 'write', expectedHash });
      return {
        words: `${row.id} to v${version.version}`,
        expect: (truth, disk) => {
          const now = truth.rows.get(row.id);
          if (now) now.pin = null;
          if (version.hash === expectedHash) truth.reload(row.id);
          else {
            truth.rolledBack(row.id, version.hash);
            truth.asked(disk, row.id);
          }
        },
      };
    },
  },
  {
    name: 'act: unpin',
    weight: 3,
    async run(scene) {
      const row = pickRow(scene, (one) => one.pin !== null && isOnDisk(one));
      if (!row) return null;
      await scene.act('definition.unpin', { id: row.id });
      return {
        words: row.id,
        expect: (truth) => {
          const now = truth.rows.get(row.id);
          if (now) now.pin = null;
          truth.reload(row.id);
        },
      };
    },
  },
  {
    name: 'act: save while the file is saved by hand',
    weight: 2,
    async run(scene): Promise<Done | null> {
      const row = pickRow(scene, (one) => isOnDisk(one) && one.pending.size === 0 && one.files.size === 1);
      if (!row?.serving || isWaiting(scene)) return null;
      const asked = scene.act('definition.reload', { id: row.id });
      save(scene.root, row.serving, scene.contents.good(row.kind), 'atomic');
      await asked;
      return { words: row.id, expect: (truth, disk) => truth.asked(disk, row.id) };
    },
  },
];

async function someVersion(scene: Scene, row: Row): Promise<{ version: number; hash: string } | null> {
  const { versions } = await scene.page.call('versions', { id: row.id }).catch(() => ({ versions: [] }));
  if (versions.length === 0) return null;
  const { version, hash } = scene.random.pick(versions.slice(0, 6)) as { version: number; hash: string };
  return { version, hash };
}

async function refused(act: Promise<unknown>, code: string): Promise<void> {
  const error = await act.then(
    () => null,
    (thrown: { code?: string }) => thrown,
  );
  if (error?.code !== code) throw new Error(`${code} was expected, not ${error?.code ?? 'an answer'}`);
}
