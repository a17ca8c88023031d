import { canonical } from '../../shared/canonical.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Definition } from '../../shared/state.ts';
import type { Disk } from './disk.ts';
import type { Row, Truth } from './truth-types.ts';

/** What differs between what must be true and what a snapshot says; empty when nothing does. */
export function differences(truth: Truth, disk: Disk, snapshot: Snapshot): string[] {
  const found: string[] = [];
  const batchId = snapshot.batch?.batchId ?? null;
  const waiting = truth.waiting().sort();
  const told = (snapshot.batch?.items ?? []).map((item) => item.definition).sort();
  if (canonical(waiting) !== canonical(told)) found.push(line('batch', waiting, told));
  const ids = new Set([...truth.rows.keys(), ...Object.keys(snapshot.definitions)]);
  for (const id of [...ids].sort()) {
    const row = truth.rows.get(id);
    const definition = snapshot.definitions[id];
    const isShown = definition !== undefined && definition.state !== 'removed';
    if (!row || !isShown) {
      if (row || isShown) found.push(line(id, row ? expected(row, disk, batchId) : 'nothing', definition ?? 'nothing'));
      continue;
    }
    const want = expected(row, disk, batchId);
    const have = observed(definition);
    if (canonical(want) !== canonical(have)) found.push(line(id, want, have));
  }
  return found;
}

function expected(row: Row, disk: Disk, batchId: string | null): Record<string, unknown> {
  const state = row.files.size > 1 ? 'conflicted' : row.refused ? 'refused' : 'ok';
  const isFaulty = state !== 'ok';
  return {
    path: row.serving,
    state,
    disk: disk.get(row.serving ?? '') ?? null,
    loaded: row.loaded ? { version: row.loaded.version, hash: row.loaded.hash } : null,
    pin: row.pin ? { version: row.pin.version, hash: row.pin.hash } : null,
    batch: row.pending.size > 0 ? batchId : null,
    left: row.left ? 'discarded' : null,
    claims: [...row.files.keys()].sort(),
    error: isFaulty,
  };
}

function observed(definition: Definition): Record<string, unknown> {
  const { path, state, disk, loaded, pin, batch, left, claims, error } = definition;
  return {
    path,
    state,
    disk: disk?.hash ?? null,
    loaded: loaded ? { version: loaded.version, hash: loaded.hash } : null,
    pin,
    batch,
    left,
    claims: [...claims].sort(),
    error: error !== null,
  };
}

function line(what: string, must: unknown, is: unknown): string {
  return `${what}\n    must be ${short(must)}\n    is      ${short(is)}`;
}

function short(value: unknown): string {
  return canonical(value).replace(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…');
}
