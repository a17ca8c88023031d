import { randomUUID } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import type { StoreClient } from '../journal/store-client.ts';
import type { JobRecord } from './job-record.ts';

/** A job that runs again whenever something was deployed or reloaded. */
export interface Repeat {
  readonly id: string;
  readonly tool: string;
  readonly command: string;
  readonly args: Readonly<Record<string, string>>;
  /** `component:<name>` or `definition:<kind>/<name>`. */
  readonly after: string;
  readonly createdAt: number;
}

export interface RepeatsDeps {
  readonly store: StoreClient | null;
  readonly now: () => number;
  /** Runs it and resolves with its id when it has ended. Rejects when it is not taken on. */
  readonly run: (repeat: Repeat, cause: string, accepted: (jobId: string) => void) => Promise<void>;
  /** It could not be run, or can be again (null). */
  readonly failed: (repeat: Repeat, error: unknown, cause: string) => void;
}

/** The jobs that run again by themselves; kept with the workspace. */
export interface Repeats {
  list(): readonly (Repeat & { readonly lastJob: string | null })[];
  /** @throws AppError INVALID_INPUT for a job with secret arguments, RATE_LIMITED, STORAGE_FULL */
  add(record: JobRecord, after: string): Promise<Repeat>;
  remove(id: string): Promise<boolean>;
  /** `after` was deployed or reloaded, as the event at this position says. */
  happened(after: string, cause: string): void;
}

const MOST_REPEATS = 200;

/** Reads what was asked for in earlier sessions. */
export async function rememberedRepeats(deps: RepeatsDeps): Promise<Repeats> {
  const rows = (await deps.store?.all('repeats')) ?? [];
  const repeats = new Map(rows.map(([id, text]) => [id, JSON.parse(text) as Repeat]));
  const last = new Map<string, string>();
  /** What runs now, and the cause of one more run that was asked for meanwhile. */
  const busy = new Map<string, { again: string | null }>();

  async function fire(repeat: Repeat, cause: string): Promise<void> {
    const running = busy.get(repeat.id);
    if (running) {
      running.again = cause;
      return;
    }
    const own = { again: null as string | null };
    busy.set(repeat.id, own);
    try {
      await deps.run(repeat, cause, (jobId) => last.set(repeat.id, jobId));
    } catch (error) {
      deps.failed(repeat, error, cause);
    } finally {
      busy.delete(repeat.id);
    }
    if (own.again !== null && repeats.has(repeat.id)) await fire(repeat, own.again);
  }

  return {
    list: () => [...repeats.values()].map((one) => ({ ...one, lastJob: last.get(one.id) ?? null })),
    async add({ tool, command, args, hidden }, after) {
      if (hidden.length > 0)
        throw new AppError('INVALID_INPUT', 'A job with secret arguments cannot run again by itself.', {
          hint: 'Secret values are not kept. Let the command read its secret from its environment instead.',
        });
      if (repeats.size >= MOST_REPEATS)
        throw new AppError('RATE_LIMITED', `${repeats.size} jobs run again by themselves already.`);
      const repeat: Repeat = { id: randomUUID(), tool, command, args, after, createdAt: deps.now() };
      await deps.store?.put('repeats', repeat.id, JSON.stringify(repeat));
      repeats.set(repeat.id, repeat);
      return repeat;
    },
    async remove(id) {
      if (!repeats.has(id)) return false;
      await deps.store?.put('repeats', id, null);
      return repeats.delete(id);
    },
    happened(after, cause) {
      for (const repeat of repeats.values()) if (repeat.after === after) void fire(repeat, cause);
    },
  };
}
