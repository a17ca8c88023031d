import { describe, expect, it } from 'vitest';
import { isSound, reportOf } from '../../electron/headless/status-report.ts';
import { AppError } from '../../shared/errors.ts';
import { type Snapshot, snapshotOf } from '../../shared/snapshot.ts';
import { type Definition, EMPTY_STATE } from '../../shared/state.ts';

const GOOD: Definition = {
  kind: 'agents',
  name: 'a',
  path: 'agents/a.yaml',
  state: 'ok',
  disk: { hash: 'h', size: 1, mtime: 0 },
  loaded: { version: 3, hash: 'h', at: 0 },
  running: null,
  pin: null,
  batch: null,
  left: null,
  claims: [],
  error: null,
  warnings: 0,
  changed: 1,
};

function snapshot(changes: Partial<Snapshot> = {}, definitions: readonly Partial<Definition>[] = [{}]): Snapshot {
  const watching = { ...EMPTY_STATE.watch, state: 'watching', backend: 'native' } as const;
  const entries = definitions.map((definition, index) => [`agents/${index}`, { ...GOOD, ...definition }] as const);
  return { ...snapshotOf({ ...EMPTY_STATE, watch: watching }), definitions: Object.fromEntries(entries), ...changes };
}

describe('the report about a running app', () => {
  it('is sound when everything loads, whatever is pinned, removed or a mere problem', () => {
    const pinned = { pin: { version: 1, hash: 'h' } };
    const problems = { p: { rule: 'r', path: 'x', message: 'm', hint: 'h', at: 0 } };
    const report = reportOf(snapshot({ problems }, [{}, pinned, { state: 'removed', loaded: null }]));
    expect(report.counts).toMatchObject({ total: 2, ok: 2, pinned: 1, problems: 1, refused: 0 });
    expect(isSound(report)).toBe(true);
  });

  it('names what is refused with its error and the version that keeps serving', () => {
    const error = new AppError('SYNTAX', 'No.', { at: { path: 'agents/a.yaml', line: 4 } }).toWire();
    const report = reportOf(
      snapshot({}, [
        { state: 'refused', error },
        { state: 'refused', error, loaded: null },
      ]),
    );
    expect(report.refused).toEqual([
      { id: 'agents/0', path: 'agents/a.yaml', error, keeps: 3 },
      { id: 'agents/1', path: 'agents/a.yaml', error, keeps: null },
    ]);
    expect(isSound(report)).toBe(false);
  });

  it('is not sound while names collide, a batch waits, settings are refused or files still change', () => {
    const claims = ['agents/a.yaml', 'agents/a.json'];
    const conflict = reportOf(snapshot({}, [{ state: 'conflicted', claims }]));
    expect(conflict.conflicted).toEqual([{ id: 'agents/0', paths: claims, serves: 'agents/a.yaml' }]);
    const batch = {
      batchId: 'b',
      state: 'held',
      reason: 'size',
      git: null,
      since: 0,
      items: [],
      restarts: [],
      unaffected: 0,
    } as const;
    const error = new AppError('SYNTAX', 'No.').toWire();
    const reports = [
      conflict,
      reportOf(snapshot({ batch })),
      reportOf(snapshot({ config: { ...EMPTY_STATE.config, error } })),
      reportOf(snapshot({}, [{ state: 'settling' }])),
    ];
    expect(reports.map(isSound)).toEqual([false, false, false, false]);
  });

  it('is not sound while the folder is gone, watching fell back, or nothing can be kept', () => {
    const { watch } = snapshot();
    const degraded = { 'agents/x': { reason: 'no right to read it', fallback: 'what is known stays', at: 0 } };
    const lost = reportOf(snapshot({ watch: { ...watch, state: 'root-lost' } }));
    const fallen = reportOf(snapshot({ watch: { ...watch, degraded } }));
    const off = reportOf(snapshot({ watch: { ...watch, state: 'off' } }));
    const memory = reportOf(snapshot({ journal: { storage: 'memory', gaps: [] } }));
    expect([lost, off, fallen, memory].map(({ degraded }) => degraded)).toEqual([
      ['the folder of the workspace is gone'],
      ['watching is switched off, so what changes is not seen'],
      ['agents/x: no right to read it; what is known stays'],
      ['the journal is kept in memory only'],
    ]);
    expect([lost, off, fallen, memory].map(isSound)).toEqual([false, false, false, false]);
  });

  it('says whether anything is still on its way', () => {
    expect(reportOf(snapshot()).settled).toBe(true);
    expect(reportOf(snapshot({}, [{ state: 'settling' }])).settled).toBe(false);
    expect(reportOf(snapshot({ watch: { ...snapshot().watch, state: 'starting' } })).settled).toBe(false);
  });
});
