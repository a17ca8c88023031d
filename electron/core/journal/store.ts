import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { EventQuery, EventRow } from './protocol.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, epoch TEXT NOT NULL, type TEXT NOT NULL, subject TEXT NOT NULL,
    cause TEXT, at INTEGER NOT NULL, text TEXT NOT NULL);
  CREATE INDEX IF NOT EXISTS events_by_cause ON events (cause) WHERE cause IS NOT NULL;
  CREATE TABLE IF NOT EXISTS checkpoints (seq INTEGER PRIMARY KEY, epoch TEXT NOT NULL, shape INTEGER NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL);
`;

/** The table of events in one SQLite database. Synchronous: it lives in the journal's worker. */
export interface EventStore {
  append(rows: readonly EventRow[]): void;
  read(query: EventQuery): string[];
  effects(cause: string, limit: number): string[];
  last(): { seq: number; epoch: string; type: string } | null;
  oldest(): { seq: number; epoch: string; at: number } | null;
  bytes(): number;
  saveCheckpoint(seq: number, epoch: string, shape: number, at: number, state: string): void;
  /** Seq of the newest checkpoint of a shape. */
  checkpointSeq(shape: number): number | null;
  /** Removes up to `limit` events below a seq; answers how many went. */
  removeBelow(seq: number, limit: number): number;
  close(): void;
}

/** Opens a database; one that is damaged is set aside under a dated name, never deleted, and a new one begins. */
export function openEventStore(file: string, stamp: string): { store: EventStore; damaged: string | null } {
  try {
    return { store: eventStore(connect(file)), damaged: null };
  } catch (error) {
    if (!isDamage(error) || !existsSync(file)) throw error;
    const aside = setAside(file, stamp);
    return { store: eventStore(connect(file)), damaged: path.basename(aside) };
  }
}

/** Moves a damaged database and its side files away; answers its new name. */
export function setAside(file: string, stamp: string): string {
  const aside = file.replace(/\.db$/, `.damaged-${stamp}.db`);
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  return aside;
}

/** Whether an error of SQLite says that the file is not, or no longer, a database. */
export function isDamage(error: unknown): boolean {
  return error instanceof Error && /malformed|not a database|corrupt|disk image/i.test(error.message);
}

/** Whether an error says that nothing more can be written: full, read-only or failing storage. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && /full|ENOSPC|EDQUOT|disk I\/O|readonly|unable to open/i.test(error.message);
}

/** Does all of the work or none of it; throws what the work throws. */
export function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec('BEGIN');
  try {
    work();
    db.exec('COMMIT');
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  }
}

/** Opens a database whose files only their owner can read. */
export function openPrivate(file: string): DatabaseSync {
  // SQLite gives its side files the mode of the database: it has to be right before the first of them is made.
  if (!existsSync(file)) closeSync(openSync(file, 'a', 0o600));
  return new DatabaseSync(file);
}

function connect(file: string): DatabaseSync {
  const db = openPrivate(file);
  db.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA foreign_keys = OFF;',
  );
  db.exec(SCHEMA);
  db.prepare('SELECT count(*) FROM checkpoints').get();
  db.prepare('SELECT seq FROM events ORDER BY seq DESC LIMIT 1').get();
  return db;
}

function eventStore(db: DatabaseSync): EventStore {
  const insert = db.prepare(
    'INSERT OR REPLACE INTO events (seq, epoch, type, subject, cause, at, text) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const statements = new Map<string, StatementSync>();

  function prepared(sql: string): StatementSync {
    const found = statements.get(sql) ?? db.prepare(sql);
    statements.set(sql, found);
    return found;
  }

  return {
    append(rows) {
      inTransaction(db, () => {
        for (const row of rows) insert.run(row.seq, row.epoch, row.type, row.subject, row.cause, row.at, row.text);
      });
    },
    read(query) {
      const where: string[] = [];
      const values: (string | number)[] = [];
      if (query.after !== undefined) {
        where.push('seq > ?');
        values.push(query.after);
      }
      if (query.before !== undefined) {
        where.push('seq < ?');
        values.push(query.before);
      }
      if (query.types && query.types.length > 0) {
        where.push(`type IN (${query.types.map(() => '?').join(',')})`);
        values.push(...query.types);
      }
      if (query.subject !== undefined) {
        where.push('subject = ?');
        values.push(query.subject);
      }
      if (query.contains !== undefined) {
        where.push('instr(text, ?) > 0');
        values.push(query.contains);
      }
      const filter = where.length > 0 ? `WHERE ${where.join(' AND ')}` : '';
      const sql = `SELECT text FROM events ${filter} ORDER BY seq ${query.newest ? 'DESC' : 'ASC'} LIMIT ?`;
      const texts = prepared(sql)
        .all(...values, query.limit)
        .map((row) => String(row['text']));
      return query.newest ? texts.reverse() : texts;
    },
    effects: (cause, limit) =>
      prepared('SELECT text FROM events WHERE cause = ? ORDER BY seq LIMIT ?')
        .all(cause, limit)
        .map((row) => String(row['text'])),
    last() {
      const row = prepared('SELECT seq, epoch, type FROM events ORDER BY seq DESC LIMIT 1').get();
      return row ? { seq: Number(row['seq']), epoch: String(row['epoch']), type: String(row['type']) } : null;
    },
    oldest() {
      const row = prepared('SELECT seq, epoch, at FROM events ORDER BY seq LIMIT 1').get();
      return row ? { seq: Number(row['seq']), epoch: String(row['epoch']), at: Number(row['at']) } : null;
    },
    bytes() {
      const pages = Number(prepared('PRAGMA page_count').get()?.['page_count'] ?? 0);
      const free = Number(prepared('PRAGMA freelist_count').get()?.['freelist_count'] ?? 0);
      return (pages - free) * Number(prepared('PRAGMA page_size').get()?.['page_size'] ?? 4096);
    },
    saveCheckpoint(seq, epoch, shape, at, state) {
      prepared('INSERT OR REPLACE INTO checkpoints (seq, epoch, shape, at, state) VALUES (?, ?, ?, ?, ?)').run(
        seq,
        epoch,
        shape,
        at,
        state,
      );
    },
    checkpointSeq(shape) {
      const row = prepared('SELECT max(seq) AS seq FROM checkpoints WHERE shape = ?').get(shape);
      return row?.['seq'] == null ? null : Number(row['seq']);
    },
    removeBelow(seq, limit) {
      const sql = 'DELETE FROM events WHERE seq IN (SELECT seq FROM events WHERE seq < ? ORDER BY seq LIMIT ?)';
      const removed = Number(prepared(sql).run(seq, limit).changes);
      if (removed < limit) prepared('DELETE FROM checkpoints WHERE seq < ?').run(seq);
      return removed;
    },
    close() {
      statements.clear();
      db.close();
    },
  };
}
