import type { StoreClient } from '../journal/store-client.ts';

/** Arguments that somebody saved under a name, for one command. Secret values are never among them. */
export interface ArgumentSet {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
}

/** Remembered arguments of every command. */
export interface ArgumentSets {
  of(key: string): readonly ArgumentSet[];
  save(key: string, set: ArgumentSet): Promise<void>;
  /** False when there is none of that name. */
  forget(key: string, name: string): Promise<boolean>;
}

interface Stored extends ArgumentSet {
  readonly key: string;
}

/** Sets of one command that are kept: the oldest goes for one more. */
const MOST_SETS = 50;

/** Reads what was saved. */
export async function rememberedArguments(store: StoreClient | null): Promise<ArgumentSets> {
  const rows = (await store?.all('argsets')) ?? [];
  const sets = new Map(rows.map(([id, text]) => [id, JSON.parse(text) as Stored]));
  const idOf = (key: string, name: string) => `${key}\n${name}`;

  async function drop(id: string): Promise<boolean> {
    if (!sets.delete(id)) return false;
    await store?.put('argsets', id, null);
    return true;
  }

  return {
    of: (key) => [...sets.values()].filter((one) => one.key === key).map(({ name, args }) => ({ name, args })),
    async save(key, { name, args }) {
      const id = idOf(key, name);
      const stored: Stored = { key, name, args };
      await store?.put('argsets', id, JSON.stringify(stored));
      sets.delete(id);
      sets.set(id, stored);
      const own = [...sets].filter(([, one]) => one.key === key);
      for (const [old] of own.slice(0, -MOST_SETS)) await drop(old);
    },
    forget: (key, name) => drop(idOf(key, name)),
  };
}
