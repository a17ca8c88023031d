import { expect, it } from 'vitest';
import { runManyJobs } from './jobs-memory.ts';

const isLong = Boolean(process.env['SIGNALBOX_TEST_LONG']);
const JOBS = isLong ? 5_000 : 150;
/** What may come and go between two looks, bytes. */
const MOST_RISE = { heapBytes: 3_000_000, rssBytes: 8_000_000 };

it(`holds no more memory after ${JOBS} jobs than before, and loses none of them`, async () => {
  const { jobs, first, last, risen, samples } = await runManyJobs({ jobs: JOBS, ...(isLong ? {} : { warmUp: 100 }) });
  expect(jobs).toBeGreaterThanOrEqual(JOBS);
  expect(last.descriptors - first.descriptors).toBeLessThan(8);
  expect(risen.heapBytes, JSON.stringify(samples)).toBeLessThan(MOST_RISE.heapBytes);
  expect(risen.rssBytes, JSON.stringify(samples)).toBeLessThan(MOST_RISE.rssBytes);
});
