import { createOverrides, type OverrideStore } from '../host/overrides.ts';
import type { StoreClient } from '../journal/store-client.ts';

interface Stored {
  readonly value: 'up' | 'down';
  /** What the file said when it was set. */
  readonly enabled: boolean;
}

/**
 * Overrides that survive restarts. One whose file was enabled or disabled while no host looked is over, as it would be
 * had somebody looked.
 *
 * @param enabledOf what the descriptor of a component says now; null when there is none
 */
export async function rememberedOverrides(
  store: StoreClient | null,
  enabledOf: (component: string) => boolean | null,
): Promise<OverrideStore> {
  const rows = (await store?.all('overrides')) ?? [];
  const stored = new Map(rows.map(([name, text]) => [name, JSON.parse(text) as Stored]));
  const overrides = createOverrides(
    new Map([...stored].map(([name, { value }]) => [name, value])),
    async (name, value) => {
      const row: Stored | null = value === null ? null : { value, enabled: enabledOf(name) ?? false };
      await store?.put('overrides', name, row && JSON.stringify(row));
    },
  );
  return {
    ...overrides,
    get(name) {
      const before = stored.get(name);
      stored.delete(name);
      const enabled = before ? enabledOf(name) : null;
      if (before && enabled !== null && enabled !== before.enabled) void overrides.set(name, null);
      return overrides.get(name);
    },
  };
}
