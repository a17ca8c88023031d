import { expect, it } from 'vitest';
import { drive } from './drive.ts';

const IS_LONG = Boolean(process.env['SIGNALBOX_TEST_LONG']);
/** `SIGNALBOX_SEED=…` repeats a run; each run says its seed when it fails. */
const SEED = Number(process.env['SIGNALBOX_SEED'] ?? 1);
const STEPS = IS_LONG ? 10_000 : 150;

it(`disk, core, page and journal say the same after each of ${STEPS} random steps`, async () => {
  const report = await drive({ seed: SEED, steps: STEPS, say: (line) => console.log(`seed ${SEED}: ${line}`) });
  expect(report.steps).toBe(STEPS);
  expect(Object.keys(report.taken).length).toBeGreaterThan(IS_LONG ? 40 : 20);
  expect(report.events).toBeGreaterThan(STEPS);
  expect(report.held).toBeGreaterThan(0);
});
