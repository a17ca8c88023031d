import { createHash, randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { actionRows } from '../../shared/actions/all.ts';
import type { ActionRow } from '../../shared/actions/row.ts';
import { canonical } from '../../shared/canonical.ts';
import { AppError, toWireError, type WireError } from '../../shared/errors.ts';
import type { Clock } from './clock.ts';
import type { Caller, CallOptions, PendingAnswer } from './doors.ts';
import { withoutBodies } from './journal/bodies.ts';
import type { Journal } from './journal/journal.ts';

/** What a handler knows of the call it serves. `cause` is the position of its `action.requested`. */
export interface ActContext {
  readonly cause: string;
  readonly caller: Caller;
  readonly signal: AbortSignal;
}

type Rows = Record<string, ActionRow>;
type Handler<R> =
  R extends ActionRow<infer I, infer O>
    ? (input: z.output<I>, context: ActContext) => z.input<O> | Promise<z.input<O>>
    : never;

/** One handler for each row of a part of the table. */
export type HandlersOf<T extends Rows> = { readonly [N in keyof T]: Handler<T[N]> };
export type Handlers = HandlersOf<typeof actionRows>;

/** The one function behind every door. */
export interface Dispatcher {
  /** Calls a row. Throws AppError. */
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>;
  /** What became of an act; throws NOT_FOUND and GONE. */
  outcome(actionId: string): Record<string, unknown> & { actionId: string; state: string };
  /** Cancels an act that has not ended; false when it had. */
  cancel(actionId: string): boolean;
}

interface DispatcherOptions {
  readonly journal: Journal;
  /** The table; the product's own unless a test brings another. */
  readonly rows?: Rows;
  readonly handlers: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  readonly trusted: () => boolean;
  /** Who holds the workspace, when we only look. */
  readonly readOnly: () => string | null;
  /** Answers of earlier sessions by idempotency key. */
  readonly remembered: ReadonlyMap<string, StoredAnswer>;
  readonly log: (message: string) => void;
}

/** An answer kept for 24 h under its idempotency key; the answer itself is a body, so it lies in a blob. */
export interface StoredAnswer {
  readonly input: string;
  readonly at: number;
  readonly blob: string;
}

interface Act {
  readonly actionId: string;
  readonly controller: AbortController;
  state: 'pending' | 'ended';
  answer?: unknown;
  error?: WireError;
}

const WAIT_MS = 60_000;
const KEY_MS = 24 * 3_600_000;
const ACTS_KEPT = 1_000;
const ACT_MS = 10 * 60_000;

/** Makes the dispatcher of one workspace. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { journal, handlers, clock } = options;
  const rows: Rows = options.rows ?? actionRows;
  const acts = new Map<string, Act>();
  const keyed = new Map<string, { input: string; answer: Promise<unknown> }>();

  async function call(name: string, input: unknown, call: CallOptions): Promise<unknown> {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (!row)
      throw new AppError('NOT_FOUND', `There is no action ${name.slice(0, 80)}.`, {
        hint: 'The list of actions names them all.',
      });
    if (!call.caller.capabilities.has(row.needs))
      throw new AppError('FORBIDDEN', `This needs the capability “${row.needs}”, which your token does not carry.`);
    const parsed = parseInput(row, name, input);
    const handler = handlers[name] as (input: unknown, context: ActContext) => unknown;
    if (row.reads)
      return handler(parsed, { cause: '', caller: call.caller, signal: call.signal ?? AbortSignal.timeout(WAIT_MS) });
    return call.key === undefined
      ? act(name, row, parsed, handler, call)
      : once(call.key, name, parsed, () => act(name, row, parsed, handler, call));
  }

  /** The same key and input give the first answer, also after a restart; another input under the key is refused. */
  async function once(key: string, name: string, input: unknown, run: () => Promise<unknown>): Promise<unknown> {
    const fingerprint = createHash('sha256')
      .update(canonical([name, input]))
      .digest('hex');
    const stale = () =>
      new AppError('STALE', 'This idempotency key was used for another request.', {
        hint: 'Use a new key for a new request.',
      });
    const running = keyed.get(key);
    if (running) {
      if (running.input !== fingerprint) throw stale();
      return running.answer;
    }
    const stored = options.remembered.get(key);
    if (stored && clock.now() - stored.at < KEY_MS) {
      if (stored.input !== fingerprint) throw stale();
      const bytes = await journal.store?.readBlob(stored.blob);
      if (bytes) return JSON.parse(Buffer.from(bytes).toString('utf8'));
    }
    const answer = run().then((value) => remember(key, fingerprint, value));
    keyed.set(key, { input: fingerprint, answer });
    answer.catch(() => keyed.delete(key));
    return answer;
  }

  async function remember(key: string, input: string, value: unknown): Promise<unknown> {
    const bytes = Buffer.from(JSON.stringify(value));
    const blob = createHash('sha256').update(bytes).digest('hex');
    await journal.store?.writeBlob({ hash: blob, bytes });
    await journal.store?.put(
      'idempotency',
      key,
      JSON.stringify({ input, at: clock.now(), blob } satisfies StoredAnswer),
    );
    return value;
  }

  async function act(
    name: string,
    row: ActionRow,
    input: unknown,
    handler: (input: unknown, context: ActContext) => unknown,
    call: CallOptions,
  ): Promise<unknown> {
    const one: Act = { actionId: randomUUID(), controller: new AbortController(), state: 'pending' };
    keep(one);
    const { caller } = call;
    const actor = { door: caller.door, ...(caller.name ? { name: caller.name } : {}) };
    const body = {
      actionId: one.actionId,
      name,
      input: withoutBodies(withoutFields(input, row.hides)),
      door: caller.door,
      ...(call.key ? { key: call.key } : {}),
    };
    const subject = `action:${one.actionId}`;
    const cause = journal.append({ type: 'action.requested', subject, cause: null, actor, body });
    const began = clock.mono();
    const signals = [one.controller.signal, AbortSignal.timeout(ACT_MS), ...(call.signal ? [call.signal] : [])];
    const ended = run(row, handler, input, { cause, caller, signal: AbortSignal.any(signals) }).then(
      (result) => {
        journal.append({
          type: 'action.ended',
          subject,
          cause,
          body: { actionId: one.actionId, outcome: 'done', ms: ms(began), result: withoutBodies(result) },
        });
        const { epoch, seq } = journal.position();
        one.answer = { actionId: one.actionId, outcome: 'done', result, position: `${epoch}:${seq}` };
        one.state = 'ended';
        return one.answer;
      },
      (thrown: unknown) => {
        const error = toWireError(thrown);
        if (error.code === 'INTERNAL')
          options.log(`${name} failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
        const outcome = error.code === 'CANCELLED' ? 'cancelled' : REFUSALS.has(error.code) ? 'refused' : 'failed';
        journal.append({
          type: 'action.ended',
          subject,
          cause,
          body: { actionId: one.actionId, outcome, error, ms: ms(began) },
        });
        one.error = error;
        one.state = 'ended';
        throw thrown;
      },
    );
    ended.catch(() => {});
    const pending: PendingAnswer = { actionId: one.actionId, state: 'pending' };
    return call.wait === 'none' ? pending : Promise.race([ended, after(WAIT_MS, pending, ended)]);
  }

  async function run(
    row: ActionRow,
    handler: (input: unknown, context: ActContext) => unknown,
    input: unknown,
    context: ActContext,
  ): Promise<unknown> {
    const holder = options.readOnly();
    if (row.runs && !options.trusted())
      throw new AppError(
        'NOT_TRUSTED',
        'This workspace is only looked at; nothing in it is started, connected or decrypted.',
      );
    if (row.owns && holder !== null) throw new AppError('READ_ONLY', `This workspace is held by ${holder}.`);
    return handler(input, context);
  }

  function ms(began: number): number {
    return Math.round((clock.mono() - began) * 100) / 100;
  }

  function keep(one: Act): void {
    acts.set(one.actionId, one);
    if (acts.size <= ACTS_KEPT) return;
    for (const [id, old] of acts) {
      if (old.state === 'pending') continue;
      acts.delete(id);
      return;
    }
  }

  return {
    call,
    outcome(actionId) {
      const one = acts.get(actionId);
      if (!one)
        throw new AppError('NOT_FOUND', `There is no act ${actionId.slice(0, 80)}.`, {
          hint: 'The journal keeps what became of older acts.',
        });
      return {
        actionId,
        state: one.state,
        ...(one.answer ? { answer: one.answer } : {}),
        ...(one.error ? { error: one.error } : {}),
      };
    },
    cancel(actionId) {
      const one = acts.get(actionId);
      if (one?.state !== 'pending') return false;
      one.controller.abort(new AppError('CANCELLED', 'The act was cancelled.'));
      return true;
    },
  };
}

const REFUSALS: ReadonlySet<string> = new Set([
  'NOT_TRUSTED',
  'READ_ONLY',
  'STALE',
  'CONFLICT',
  'NOT_FOUND',
  'FORBIDDEN',
  'INVALID_INPUT',
  'RATE_LIMITED',
  'NOT_CONFIGURED',
  'BUSY',
  'HAS_DEPENDENTS',
  'CYCLE',
]);

/** What may be told of an input: hidden fields only by their being there. */
function withoutFields(input: unknown, hides: readonly string[]): unknown {
  if (hides.length === 0 || typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, hides.includes(key) ? '‹not told›' : value]),
  );
}

function parseInput(row: ActionRow, name: string, input: unknown): unknown {
  const parsed = row.input.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || 'the input';
  throw new AppError('INVALID_INPUT', `${name}: ${field}: ${issue?.message ?? 'is not what was expected'}.`, {
    detail: parsed.error.issues.slice(0, 20).map(({ path, message }) => ({ path, message })),
  });
}

/** Resolves with `value` after a time, unless `first` has settled by then. */
function after<T>(delayMs: number, value: T, first: Promise<unknown>): Promise<T> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(value), delayMs);
    first.then(
      () => clearTimeout(timer),
      () => clearTimeout(timer),
    );
  });
}
