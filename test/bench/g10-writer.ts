import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

// A process whose log is looked at: so many lines at once, then so many a second until it is ended.
const [stored = 0, perSecond = 0] = process.argv.slice(2).map(Number);
const TICK_MS = 20;
let written = 0;

function write(count: number): void {
  let text = '';
  for (const end = written + count; written < end; written += 1) {
    const level = written % 50 === 0 ? 'WARN' : 'INFO';
    text += `2026-11-21T02:48:52.031Z ${level} request ${written} GET /api/items/${written % 977} 200 in ${written % 90}.4ms\n`;
  }
  for (let bytes = Buffer.from(text); bytes.length > 0; ) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

while (written < stored) write(Math.min(1_000, stored - written));
const began = performance.now();
for (;;) {
  await sleep(TICK_MS);
  write(stored + Math.floor(((performance.now() - began) / 1_000) * perSecond) - written);
}
