import { expect, it } from 'vitest';
import { restartOften } from './restarts.ts';

const RESTARTS = process.env['SIGNALBOX_TEST_LONG'] ? 10_000 : 64;
const MOST_RISE_BYTES = 5_000_000;

it(`holds no more descriptors, children or memory after ${RESTARTS} restarts than before`, async () => {
  const { restarts, first, last, risenBytes, samples } = await restartOften({ restarts: RESTARTS });
  expect(restarts).toBeGreaterThanOrEqual(RESTARTS);
  expect({ descriptors: last.descriptors, children: last.children }).toEqual({
    descriptors: first.descriptors,
    children: first.children,
  });
  expect(risenBytes, JSON.stringify(samples)).toBeLessThan(MOST_RISE_BYTES);
});
