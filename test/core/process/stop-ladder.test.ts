import { describe, expect, it } from 'vitest';
import {
  beginLadder,
  isOver,
  killTime,
  type LadderEffect,
  type LadderInput,
  type LadderState,
  stepLadder,
} from '../../../electron/core/process/stop-ladder.ts';
import type { Member, RunSight } from '../../../electron/core/process/types.ts';

const member = (pid: number): Member => ({
  pid,
  startTime: pid,
  ppid: 1,
  group: pid,
  name: 'x',
  state: 'S',
  cpuTicks: 0,
  rssPages: 0,
});

function sight(pids: number[], more: Partial<RunSight> = {}): RunSight {
  return { members: pids.map(member), suspects: [], populated: null, ...more };
}

const see = (at: number, pids: number[], more: Partial<RunSight> = {}): LadderInput => ({
  type: 'sight',
  at,
  sight: sight(pids, more),
});

/** Plays inputs and writes down what was done, in short. */
function play(state: LadderState, inputs: LadderInput[]): { state: LadderState; log: string[] } {
  const log: string[] = [];
  for (const input of inputs) {
    const [next, effects] = stepLadder(state, input);
    state = next;
    log.push(...effects.map((effect) => `${input.at} ${words(effect)}`));
  }
  return { state, log };
}

function words(effect: LadderEffect): string {
  if (effect.type !== 'tell') return `${effect.type} ${effect.members.map((one) => one.pid).join()}`;
  return `tell ${effect.step.rung} ${effect.step.pids.join()} ${effect.step.graceMs}`;
}

describe('the stop ladder', () => {
  it('asks, waits, kills and confirms by two empty looks half a second apart', () => {
    const inputs = [
      see(0, [7]),
      see(250, [7]),
      see(500, [7]),
      see(1_000, [7]),
      see(1_250, []),
      see(1_700, []),
      see(1_750, []),
    ];
    const { state, log } = play(beginLadder(1_000), inputs);
    expect(log).toEqual([
      '0 ask 7',
      '0 tell asked 7 1000',
      '250 tell waiting 7 750',
      '1000 kill 7',
      '1000 tell killed 7 0',
      '1750 tell reaped 7 0',
    ]);
    expect([state.rung, isOver(state)]).toEqual(['reaped', true]);
  });

  it('counts the grace from the moment it asked, however late the first look came', () => {
    expect(play(beginLadder(1_000), [see(5_000, [7]), see(5_900, [7])]).log).toEqual([
      '5000 ask 7',
      '5000 tell asked 7 1000',
      '5900 tell waiting 7 100',
    ]);
  });

  it('asks each process once, those born later as well', () => {
    const { log } = play(beginLadder(1_000), [see(0, [7]), see(250, [7, 8]), see(500, [7, 8])]);
    expect(log.filter((line) => line.includes('ask '))).toEqual(['0 ask 7', '250 ask 8']);
  });

  it('kills whatever is born while the others die, and gives up 5 s after the last rung', () => {
    const inputs = [see(0, [7]), see(250, [7, 9]), see(4_999, [9]), see(5_000, [9]), see(6_000, [])];
    const { state, log } = play(beginLadder(0), inputs);
    expect(log).toEqual(['0 kill 7', '0 tell killed 7 0', '250 kill 7,9', '4999 kill 9']);
    expect([state.rung, state.members.map((one) => one.pid)]).toEqual(['incomplete', [9]]);
  });

  it('begins the two looks anew when somebody is seen in between', () => {
    const { state } = play(beginLadder(9_000), [
      see(0, [7]),
      see(100, []),
      see(400, [8]),
      see(650, []),
      see(1_000, []),
    ]);
    expect(state.rung).toBe('waiting');
    expect(play(state, [see(1_150, [])]).log).toEqual(['1150 tell reaped 7,8 0']);
  });

  it('takes an empty control group as a proof, and one that holds somebody as life, whoever it is', () => {
    const proof = play(beginLadder(1_000), [see(0, [7], { populated: true }), see(100, [], { populated: false })]);
    expect(proof.state.rung).toBe('reaped');
    const unseen = play(beginLadder(0), [see(0, [], { populated: true }), see(900, [], { populated: true })]);
    expect([unseen.state.rung, unseen.log[0]]).toEqual(['killed', '0 kill ']);
    const suspected = play(beginLadder(0), [see(0, [], { populated: false, suspects: [member(3)] })]);
    expect(suspected.state.rung).toBe('reaped');
  });

  it('says who may have escaped: suspects that were there at the first empty look and still are', () => {
    const suspects = (...pids: number[]) => ({ suspects: pids.map(member) });
    const { state, log } = play(beginLadder(0), [
      see(0, [7]),
      see(100, [], suspects(3, 4)),
      see(600, [], suspects(4, 5)),
    ]);
    expect([state.rung, log.at(-1)]).toEqual(['escaped', '600 tell escaped 4 0']);
  });

  it('goes to the last rung at once when told to, and never back', () => {
    const now: LadderInput = { type: 'hurry', at: 300, graceMs: 0, deadlineAt: Number.POSITIVE_INFINITY };
    const late: LadderInput = { ...now, at: 400, graceMs: 60_000 };
    expect(play(beginLadder(10_000), [see(0, [7]), now, late, see(500, [7])]).log.slice(2)).toEqual([
      '300 kill 7',
      '300 tell killed 7 0',
      '500 kill 7',
    ]);
    expect(play(beginLadder(10_000), [now, see(500, [7])]).log).toEqual(['500 kill 7', '500 tell killed 7 0']);
  });

  it('sends the signal after all when the stop command failed, unless it kills already', () => {
    expect(play(beginLadder(900), [see(0, [7]), { type: 'unasked', at: 100 }]).log.at(-1)).toBe('100 ask 7');
    expect(play(beginLadder(0), [see(0, [7]), { type: 'unasked', at: 100 }]).log).toHaveLength(2);
  });

  it('cuts graces so that killing begins 5 s before the deadline', () => {
    expect(killTime(1_000, 30_000, Number.POSITIVE_INFINITY)).toBe(31_000);
    expect(killTime(1_000, 30_000, 30_000)).toBe(25_000);
    expect(killTime(1_000, 10_000, 30_000)).toBe(11_000);
    expect(killTime(1_000, 10_000, 3_000)).toBe(1_000);
  });

  it('changes nothing once it is over', () => {
    const { state } = play(beginLadder(0), [see(0, [], { populated: false })]);
    expect(play(state, [see(10, [7])])).toEqual({ state, log: [] });
  });
});
