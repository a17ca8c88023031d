import { countFrom, type RunNumbers } from '../host/run-numbers.ts';
import type { StoreClient } from '../journal/store-client.ts';

/** Numbers of runs that go on over restarts. One that cannot be stored is counted in memory all the same. */
export async function rememberedRuns(store: StoreClient | null, log: (message: string) => void): Promise<RunNumbers> {
  const rows = (await store?.all('runs')) ?? [];
  const numbers = new Map(rows.map(([component, text]) => [component, Number(text)]));
  return countFrom(numbers, async (component, number) => {
    try {
      await store?.put('runs', component, String(number));
    } catch (error) {
      log(
        `the number of the last run of ${component} is not stored: ${error instanceof Error ? error.message : error}`,
      );
    }
  });
}
