import { expect, it } from 'vitest';
import { tellProgress } from '../../../electron/core/agents/stores/progress.ts';
import type { Progress } from '../../../electron/core/agents/stores/store.ts';
import { onEnd } from '../../helpers/temp.ts';

it('a fetch that stops coming is told with what there is, and its rate falls to nothing', async () => {
  const told: Progress[] = [];
  const telling = tellProgress(
    () => 1_000_000,
    3_000_000,
    (one) => void told.push(one),
  );
  onEnd(() => telling.stop());
  await expect.poll(() => told.at(-1)?.rate, { timeout: 20_000 }).toBe(0);
  expect(told[0]?.rate).toBeGreaterThan(0);
  expect(new Set(told.map(({ bytes, total }) => `${bytes} of ${total}`))).toEqual(new Set(['1000000 of 3000000']));
  const count = told.length;
  telling.tell();
  expect(told).toHaveLength(count);
});
