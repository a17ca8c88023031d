import { describe, expect, it } from 'vitest';
import { membersOf, type ProcessRow, type ProcessTable, suspectsOf } from '../../../electron/core/process/members.ts';
import type { RunTrace } from '../../../electron/core/process/types.ts';

const none = { runId: null, descriptors: [], blind: false };
const trace: RunTrace = {
  runId: 'r1',
  pid: 100,
  startTime: 1_000,
  marker: 'socket:[7]',
  cgroup: null,
  known: [],
  groupSure: false,
};

function row(pid: number, more: Partial<ProcessRow> = {}): ProcessRow {
  const stat = { pid, name: `p${pid}`, state: 'S', ppid: 1, group: pid, session: pid, threads: 1 };
  return { ...stat, startTime: 1_000 + pid, cpuTicks: 0, rssPages: 0, marks: none, ...more };
}

function table(...rows: ProcessRow[]): ProcessTable {
  return { rows: new Map(rows.map((one) => [one.pid, one])), reapers: new Set([1]), self: 50 };
}

const members = (rows: ProcessRow[], more: Partial<RunTrace> = {}, cgroup: number[] = []) =>
  membersOf({ ...trace, ...more }, table(...rows), cgroup)
    .map((one) => one.pid)
    .sort((one, other) => one - other);

const leader = row(100, { startTime: 1_000 });

describe('the members of a run', () => {
  it('are its first process, its group, its session and whatever descends from them', () => {
    const rows = [leader, row(101, { group: 100 }), row(102, { session: 100 }), row(103, { ppid: 102 }), row(104)];
    expect(members(rows)).toEqual([100, 101, 102, 103]);
  });

  it('are those that carry the variable or hold the marker, wherever they went', () => {
    const rows = [
      row(201, { marks: { ...none, runId: 'r1' } }),
      row(202, { marks: { ...none, descriptors: ['pipe:[1]', 'socket:[7]'] } }),
      row(203, { ppid: 202 }),
      row(204, { marks: { ...none, runId: 'r2' } }),
    ];
    expect(members(rows)).toEqual([201, 202, 203]);
  });

  it('are those in its control group, and those once seen', () => {
    expect(members([row(301), row(302), row(303)], { known: [{ pid: 302, startTime: 1_302 }] }, [301])).toEqual([
      301, 302,
    ]);
  });

  it('are no processes that began before it, no zombies, and never the one that asks', () => {
    const rows = [
      row(401, { startTime: 999, marks: { ...none, runId: 'r1' } }),
      row(402, { state: 'Z', marks: { ...none, runId: 'r1' } }),
      row(50, { marks: { ...none, runId: 'r1' } }),
    ];
    expect(members(rows)).toEqual([]);
  });

  it('count a first thread that ended while others of the process go on', () => {
    expect(members([row(403, { state: 'Z', threads: 3, marks: { ...none, runId: 'r1' } })])).toEqual([403]);
  });

  it('are not those of a later process that was given the same number', () => {
    const recycled = row(100, { startTime: 9_000 });
    expect(members([recycled, row(101, { ppid: 100, group: 100, startTime: 9_001 })])).toEqual([]);
    expect(members([recycled], { known: [{ pid: 100, startTime: 1_000 }] })).toEqual([]);
  });

  it('are those of a group without its first process only while something proves that it is the same group', () => {
    const orphan = row(101, { group: 100, session: 100 });
    expect(members([orphan])).toEqual([]);
    expect(members([orphan], { groupSure: true })).toEqual([101]);
    expect(members([orphan, row(102, { group: 100, marks: { ...none, runId: 'r1' } })])).toEqual([101, 102]);
  });

  it('are no children that are older than their parent: the parent has the number of a dead one', () => {
    expect(
      members([leader, row(105, { ppid: 106, startTime: 1_001 }), row(106, { ppid: 100, startTime: 1_200 })]),
    ).toEqual([100, 106]);
  });
});

describe('the suspects of a run', () => {
  const blind = { ...none, blind: true };
  const suspects = (rows: ProcessRow[], taken: string[] = []) =>
    suspectsOf(trace, table(...rows), [], new Set(taken)).map((one) => one.pid);

  it('are processes of an init that tell nothing and began after it', () => {
    const rows = [
      row(501, { marks: blind }),
      row(502, { marks: blind, ppid: 77 }),
      row(503),
      row(504, { marks: null }),
    ];
    expect(suspects(rows)).toEqual([501]);
    expect(suspects([row(505, { marks: blind, startTime: 900 })])).toEqual([]);
  });

  it('are not those that hold the marker of another run', () => {
    expect(suspects([row(506, { marks: { ...blind, descriptors: ['socket:[9]'] } })], ['socket:[9]'])).toEqual([]);
  });
});
