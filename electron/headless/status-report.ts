import type { WireError } from '../../shared/errors.ts';
import { formatPosition } from '../../shared/position.ts';
import type { Snapshot } from '../../shared/snapshot.ts';
import type { Batch, Definition, KindCounts, WorkspaceState } from '../../shared/state.ts';

/** What `status` says about a running app. Everything in it is taken from one snapshot. */
export interface StatusReport {
  readonly workspace: WorkspaceState | null;
  readonly position: string;
  readonly watch: {
    readonly state: string;
    readonly backend: string | null;
    readonly dirs: number;
    readonly files: number;
  };
  /** Nothing is still being read for the first time, or changing right now. */
  readonly settled: boolean;
  readonly counts: {
    readonly total: number;
    readonly ok: number;
    readonly refused: number;
    readonly conflicted: number;
    readonly settling: number;
    readonly held: number;
    readonly pinned: number;
    readonly problems: number;
  };
  readonly kinds: Readonly<Record<string, KindCounts>>;
  readonly refused: readonly RefusedReport[];
  readonly conflicted: readonly ConflictReport[];
  readonly held: Batch | null;
  readonly config: WireError | null;
  readonly degraded: readonly string[];
  readonly problems: Snapshot['problems'];
}

/** A file that does not load. `keeps` is the version that goes on serving. */
export interface RefusedReport {
  readonly id: string;
  readonly path: string;
  readonly error: WireError | null;
  readonly keeps: number | null;
}

/** Files that claim one name. */
export interface ConflictReport {
  readonly id: string;
  readonly paths: readonly string[];
  readonly serves: string | null;
}

/** Reads a snapshot as a report. */
export function reportOf(snapshot: Snapshot): StatusReport {
  const entries = Object.entries(snapshot.definitions).sort(([a], [b]) => (a < b ? -1 : 1));
  const present = entries.filter(([, definition]) => definition.state !== 'removed');
  const count = (test: (definition: Definition) => boolean) =>
    present.filter(([, definition]) => test(definition)).length;
  const settling = count(({ state }) => state === 'settling');
  return {
    workspace: snapshot.workspace,
    position: formatPosition(snapshot.position),
    watch: pick(snapshot.watch),
    settled: snapshot.watch.state !== 'starting' && settling === 0,
    counts: {
      total: present.length,
      ok: count(({ state }) => state === 'ok'),
      refused: count(({ state }) => state === 'refused'),
      conflicted: count(({ state }) => state === 'conflicted'),
      settling,
      held: snapshot.batch?.items.length ?? 0,
      pinned: count(({ pin }) => pin !== null),
      problems: Object.keys(snapshot.problems).length,
    },
    kinds: snapshot.counts.kinds,
    refused: present
      .filter(([, { state }]) => state === 'refused')
      .map(([id, { path, error, loaded }]) => ({ id, path, error, keeps: loaded?.version ?? null })),
    conflicted: present
      .filter(([, { state }]) => state === 'conflicted')
      .map(([id, { path, claims, loaded }]) => ({ id, paths: claims, serves: loaded ? path : null })),
    held: snapshot.batch,
    config: snapshot.config.error,
    degraded: degradedOf(snapshot),
    problems: snapshot.problems,
  };
}

/** Whether everything on disk is what is loaded, and everything is watched the way it should be. */
export function isSound(report: StatusReport): boolean {
  const { refused, conflicted, settling, held } = report.counts;
  const faults = refused + conflicted + settling + held + report.degraded.length;
  return faults === 0 && report.held === null && report.config === null && report.watch.state === 'watching';
}

function pick({ state, backend, dirs, files }: Snapshot['watch']): StatusReport['watch'] {
  return { state, backend, dirs, files };
}

function degradedOf(snapshot: Snapshot): string[] {
  const { watch, journal } = snapshot;
  const paths = Object.entries(watch.degraded).map(
    ([path, { reason, fallback }]) => `${path || '.'}: ${reason}; ${fallback}`,
  );
  const root = watch.state === 'root-lost' ? ['the folder of the workspace is gone'] : [];
  const off = watch.state === 'off' ? ['watching is switched off, so what changes is not seen'] : [];
  const memory = journal.storage === 'memory' ? ['the journal is kept in memory only'] : [];
  return [...root, ...off, ...paths, ...memory];
}
