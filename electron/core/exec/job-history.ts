import { createHash } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { StoreClient } from '../journal/store-client.ts';
import type { JobRecord } from './job-record.ts';

/** The ends of both outputs of a job. */
export interface JobOutput {
  readonly stdout: string;
  readonly stderr: string;
}

/** Which jobs of the history are wanted. */
export interface HistoryQuery {
  readonly tool?: string | undefined;
  readonly command?: string | undefined;
  readonly status?: readonly string[] | undefined;
  /** Found anywhere in a record, whatever its case. */
  readonly text?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

/** Jobs of this and earlier sessions, on disk. */
export interface JobHistory {
  /** Stores a record and answers when it is synced. Throws STORAGE_FULL. */
  write(record: JobRecord): Promise<void>;
  /** Stores a body and answers its hash; null without a disk. */
  body(value: unknown): Promise<string | null>;
  read(id: string): Promise<JobRecord | null>;
  output(record: JobRecord): Promise<JobOutput | null>;
  /** Jobs, newest first; `next` asks for those before them, null when there are none. Throws INVALID_INPUT for another `before`. */
  page(query: HistoryQuery): Promise<{ readonly jobs: readonly JobRecord[]; readonly next: string | null }>;
  /** Jobs that no host saw end. */
  unfinished(): Promise<readonly JobRecord[]>;
  /** Forgets the oldest above the bounds; answers their ids. */
  trim(jobs: number, outputBytes: number): Promise<readonly string[]>;
}

const UNFINISHED = '"endedAt":null';
/** Rows that are read at a time, and at most for one page of a question that few of them answer. */
const PAGE = 500;
const MOST_READ = 20_000;

/** The history in the workspace's store; without one nothing is kept. */
export function createJobHistory(store: StoreClient | null): JobHistory {
  return {
    async write(record) {
      await store?.put('jobs', record.id, JSON.stringify(record), record.acceptedAt);
    },
    async body(value) {
      if (!store) return null;
      const bytes = Buffer.from(JSON.stringify(value));
      const hash = createHash('sha256').update(bytes).digest('hex');
      await store.writeBlob({ hash, bytes });
      return hash;
    },
    async read(id) {
      const [row] = (await store?.rows('jobs', { key: id, limit: 1 })) ?? [];
      return row ? (JSON.parse(row.value) as JobRecord) : null;
    },
    async output({ outputBlob }) {
      const bytes = outputBlob === null ? null : await store?.readBlob(outputBlob);
      return bytes ? (JSON.parse(Buffer.from(bytes).toString('utf8')) as JobOutput) : null;
    },
    async page(query) {
      const found: JobRecord[] = [];
      let before = cursorOf(query.before);
      for (let read = 0; read < MOST_READ; read += PAGE) {
        const rows = (await store?.rows('jobs', { limit: PAGE, ...(before ? { before } : {}) })) ?? [];
        for (const { value, at, key } of rows) {
          before = { at, key };
          const record = JSON.parse(value) as JobRecord;
          if (!isWanted(record, value, query)) continue;
          found.push(record);
          if (found.length === query.limit) return { jobs: found, next: `${at}:${key}` };
        }
        if (rows.length < PAGE) return { jobs: found, next: null };
      }
      return { jobs: found, next: before ? `${before.at}:${before.key}` : null };
    },
    async unfinished() {
      const rows = (await store?.rows('jobs', { contains: UNFINISHED, limit: MOST_READ })) ?? [];
      return rows.map(({ value }) => JSON.parse(value) as JobRecord).filter(({ endedAt }) => endedAt === null);
    },
    trim: async (jobs, outputBytes) =>
      (await store?.trim('jobs', { rows: jobs, sumOf: 'outputBytes', sum: outputBytes, unless: UNFINISHED })) ?? [],
  };
}

function isWanted(record: JobRecord, text: string, { tool, command, status, text: part }: HistoryQuery): boolean {
  return (
    (tool === undefined || record.tool === tool) &&
    (command === undefined || record.command === command) &&
    (status === undefined || status.length === 0 || status.includes(record.status)) &&
    (part === undefined || part === '' || text.toLowerCase().includes(part.toLowerCase()))
  );
}

function cursorOf(text: string | undefined): { at: number; key: string } | null {
  if (text === undefined) return null;
  const match = /^(\d{1,15}):([\w-]{1,80})$/.exec(text);
  // The first page instead would send whoever turns pages round in a circle.
  if (!match)
    throw new AppError('INVALID_INPUT', 'There is no page of jobs before this place.', {
      hint: 'Give `next` of the page after it, as it was answered.',
      subject: 'before',
    });
  return { at: Number(match[1]), key: match[2] ?? '' };
}
