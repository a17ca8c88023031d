import type { EventBodies } from '../../shared/events/all.ts';
import type { FakeCore } from './fake-core.ts';

const TIMINGS = { settle: 20, read: 1, parse: 2, validate: 3, swap: 0.4 };

/** A load of a definition that went well. */
export function reloaded(core: FakeCore, id: string, version: number): void {
  core.append('definition.reloaded', `definition:${id}`, {
    path: `${id}.yaml`,
    version,
    ...(version > 1 ? { from: version - 1 } : {}),
    hash: `${version}`.repeat(64).slice(0, 64),
    size: 10,
    mtime: 1_700_000_000_000,
    change: version > 1 ? 'update' : 'add',
    diff: [],
    fields: 1,
    timings: TIMINGS,
    rule: 'agents',
    touched: [],
    warnings: [],
  });
}

/** A save of a definition that does not load. */
export function refused(core: FakeCore, id: string, keeps: number | null): void {
  const body: EventBodies['definition.refused'] = {
    path: `${id}.yaml`,
    hash: 'b'.repeat(64),
    size: 10,
    mtime: 1_700_000_000_000,
    phase: 'validate',
    error: {
      code: 'SCHEMA',
      message: '`limits.max` expected a number, got the text “8k”.',
      hint: 'Write 8000.',
      retryable: false,
      at: { path: `${id}.yaml`, line: 12, column: 8, frame: '  11 | limits:\n> 12 |   max: 8k\n  13 |   other: 1' },
    },
    keeps,
    timings: { settle: 20, read: 1 },
  };
  core.append('definition.refused', `definition:${id}`, body);
}

/** A batch that waits for a decision. */
export function held(core: FakeCore, ids: readonly string[]): void {
  core.append('batch.held', 'batch:b1', {
    batchId: 'b1',
    reason: 'git',
    git: 'refs/heads/main → refs/heads/feat/rerank',
    items: ids.map((id) => ({ definition: id, path: `${id}.yaml`, change: 'update', outcome: 'ok' })),
    restarts: [],
    unaffected: 3,
  });
}
