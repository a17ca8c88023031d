import os from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** Above this load per core the numbers say more about the neighbours than about us. */
const MOST_LOAD_PER_CORE = 0.5;
const WAIT_MS = 60_000;
const LOOK_MS = 2_000;

/** The machine the numbers were taken on. */
export interface Machine {
  readonly cores: number;
  /** Load average of the last minute when the first measurement began. */
  readonly load: number;
  readonly node: string;
}

/** What is known of this machine now. */
export function machine(): Machine {
  return {
    cores: os.availableParallelism(),
    load: Math.round((os.loadavg()[0] ?? 0) * 100) / 100,
    node: process.version,
  };
}

/** Whether the machine is quiet enough to measure on, after up to a minute for it to calm down. */
export async function calmsDown(say: (line: string) => void): Promise<boolean> {
  const until = performance.now() + WAIT_MS;
  let told = false;
  while (isBusy()) {
    if (performance.now() > until) return false;
    if (!told) say(`The load is ${machine().load}; waiting up to a minute for it to fall…`);
    told = true;
    await sleep(LOOK_MS);
  }
  return true;
}

/** Whether the load of the last minute is above what is measured on. */
export function isBusy(): boolean {
  return (os.loadavg()[0] ?? 0) > MOST_LOAD_PER_CORE * os.availableParallelism();
}

/** Milliseconds of the machine's own steady clock, the same in every process and thread of it. */
export function steadyMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
