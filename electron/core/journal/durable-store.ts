import {
  DURABLE_TABLES,
  type DurableRow,
  type DurableTable,
  type RowQuery,
  type RowsKept,
  type VersionRow,
} from './protocol.ts';
import { inTransaction, openPrivate } from './store.ts';

/** Facts that must survive a kill, in a database of their own that is synced at every write. Lives in the worker. */
export interface DurableStore {
  put(table: DurableTable, key: string, value: string | null, at: number): void;
  all(table: DurableTable): [key: string, value: string][];
  /** Rows of a table, newest first. */
  rows(table: DurableTable, query: RowQuery): DurableRow[];
  /** Forgets what is over the bounds; answers the keys of what went. */
  trim(table: DurableTable, keep: RowsKept): string[];
  /** Stores versions and keeps the newest so many of each definition. */
  putVersions(rows: readonly VersionRow[], keep: number): void;
  versionsOf(definition: string): VersionRow[];
  latestVersions(): [definition: string, version: number, hash: string][];
  renameVersions(from: string, to: string): void;
  /** Hashes of every body that a stored fact names. */
  namedBlobs(): Set<string>;
  /** Forgets facts of a table that are older than a time (epoch ms). */
  forgetBefore(table: DurableTable, at: number): void;
  close(): void;
}

/** Opens the database of durable facts. Throws what SQLite throws. */
export function openDurableStore(file: string): DurableStore {
  const db = openPrivate(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
  for (const table of DURABLE_TABLES) {
    db.exec(`CREATE TABLE IF NOT EXISTS ${table} (key TEXT PRIMARY KEY, value TEXT NOT NULL, at INTEGER NOT NULL)`);
  }
  db.exec(`CREATE TABLE IF NOT EXISTS versions (definition TEXT NOT NULL, version INTEGER NOT NULL, hash TEXT NOT NULL, at INTEGER NOT NULL,
    size INTEGER NOT NULL, path TEXT NOT NULL, of INTEGER, PRIMARY KEY (definition, version))`);
  // Versions are history: a kill may lose the newest of them, so they need no sync of their own.
  const history = openPrivate(file);
  history.exec('PRAGMA synchronous = NORMAL;');
  const insertVersion = history.prepare('INSERT OR REPLACE INTO versions VALUES (?, ?, ?, ?, ?, ?, ?)');
  const trimVersions = history.prepare(`DELETE FROM versions WHERE definition = ?1 AND version <= ?2`);

  const forgetVersions = history.prepare('DELETE FROM versions WHERE definition = ?');
  const moveVersions = history.prepare('UPDATE versions SET definition = ? WHERE definition = ?');

  return {
    put(table, key, value, at) {
      if (value === null) db.prepare(`DELETE FROM ${table} WHERE key = ?`).run(key);
      else db.prepare(`INSERT OR REPLACE INTO ${table} (key, value, at) VALUES (?, ?, ?)`).run(key, value, at);
    },
    all: (table) =>
      db
        .prepare(`SELECT key, value FROM ${table} ORDER BY at`)
        .all()
        .map((row) => [String(row['key']), String(row['value'])]),
    rows(table, { key, before, contains, limit }) {
      const where: string[] = [];
      const values: (string | number)[] = [];
      if (key !== undefined) {
        where.push('key = ?');
        values.push(key);
      }
      if (before) {
        where.push('(at < ? OR (at = ? AND key < ?))');
        values.push(before.at, before.at, before.key);
      }
      if (contains !== undefined) {
        where.push('instr(value, ?) > 0');
        values.push(contains);
      }
      const filter = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
      return db
        .prepare(`SELECT key, value, at FROM ${table} ${filter} ORDER BY at DESC, key DESC LIMIT ?`)
        .all(...values, limit)
        .map((row) => ({ key: String(row['key']), value: String(row['value']), at: Number(row['at']) }));
    },
    trim: (table, { rows, sumOf, sum, unless }) =>
      db
        .prepare(
          `DELETE FROM ${table} WHERE instr(value, ?) = 0 AND key IN (SELECT key FROM (SELECT key,
              row_number() OVER newest AS place, sum(json_extract(value, ?)) OVER newest AS total FROM ${table}
              WINDOW newest AS (ORDER BY at DESC, key DESC ROWS UNBOUNDED PRECEDING)) WHERE place > ? OR total > ?) RETURNING key`,
        )
        .all(unless, `$.${sumOf}`, rows, sum)
        .map((row) => String(row['key'])),
    putVersions(rows, keep) {
      inTransaction(history, () => {
        for (const row of rows) {
          insertVersion.run(row.definition, row.version, row.hash, row.at, row.size, row.path, row.of);
          trimVersions.run(row.definition, row.version - keep);
        }
      });
    },
    versionsOf: (definition) =>
      db
        .prepare('SELECT * FROM versions WHERE definition = ? ORDER BY version DESC')
        .all(definition)
        .map((row) => ({
          definition,
          version: Number(row['version']),
          hash: String(row['hash']),
          at: Number(row['at']),
          size: Number(row['size']),
          path: String(row['path']),
          of: row['of'] === null ? null : Number(row['of']),
        })),
    latestVersions: () =>
      db
        .prepare('SELECT definition, max(version) AS version, hash FROM versions GROUP BY definition')
        .all()
        .map((row) => [String(row['definition']), Number(row['version']), String(row['hash'])]),
    renameVersions(from, to) {
      // A file that moved to a folder of its own keeps its name, and with it everything that is known.
      if (from === to) return;
      forgetVersions.run(to);
      moveVersions.run(to, from);
      for (const table of ['pins', 'held']) {
        db.prepare(`DELETE FROM ${table} WHERE key = ?`).run(to);
        db.prepare(`UPDATE ${table} SET key = ? WHERE key = ?`).run(to, from);
      }
    },
    namedBlobs() {
      const versions = db
        .prepare('SELECT DISTINCT hash FROM versions')
        .all()
        .map((row) => String(row['hash']));
      const facts = DURABLE_TABLES.flatMap((table) => db.prepare(`SELECT value FROM ${table}`).all());
      return new Set([...versions, ...facts.flatMap((row) => String(row['value']).match(/[0-9a-f]{64}/g) ?? [])]);
    },
    forgetBefore(table, at) {
      db.prepare(`DELETE FROM ${table} WHERE at < ?`).run(at);
    },
    close() {
      history.close();
      db.close();
    },
  };
}
