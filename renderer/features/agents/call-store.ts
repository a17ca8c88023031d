import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ActionAnswer, ActionOutput, ActionRequest } from '../../../shared/actions/all.ts';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError, call as callCore } from '../../client/calls.ts';
import { endOfAct } from './long-call.ts';

/** One call of a tool that was made from this page. */
export interface ToolCall {
  /** Counts from 1 in this page. */
  readonly n: number;
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** Epoch ms. */
  readonly at: number;
  /** Time it has to be answered, ms. */
  readonly timeoutMs: number;
  /** Somebody asked to cancel it; how it ended the core says. */
  readonly isCancelling: boolean;
  /** How it ended; null while it goes on. */
  readonly end:
    | { readonly outcome: 'answered'; readonly isError: boolean; readonly ms: number; readonly body: string }
    | { readonly outcome: Failure; readonly ms: number; readonly error: AppError }
    | null;
}

/** The ways in which a call has no answer. */
export type Failure = 'cancelled' | 'timed-out' | 'failed';

/** Calls that are remembered of each server, newest first, for as long as the page is open. */
const CALLS_KEPT = 30;
const NONE: readonly ToolCall[] = [];

const callStore = createStore<Readonly<Record<string, readonly ToolCall[]>>>(() => ({}));
/** What cancels the calls that go on, by their number. */
const cancels = new Map<number, AbortController>();
let count = 0;

/** The calls of a server that were made from this page, newest first. */
export function useCalls(server: string): readonly ToolCall[] {
  return useStore(callStore, (calls) => calls[server] ?? NONE);
}

/** Calls a tool and remembers how that went. */
export async function callTool(
  server: string,
  tool: string,
  given: Record<string, unknown>,
  timeoutMs: number,
): Promise<void> {
  count += 1;
  const n = count;
  const began = performance.now();
  const controller = new AbortController();
  cancels.set(n, controller);
  const call: ToolCall = { n, tool, given, at: Date.now(), timeoutMs, isCancelling: false, end: null };
  change(server, (calls) => [call, ...calls].slice(0, CALLS_KEPT));
  const input = { server, tool, arguments: given, timeoutMs };
  const end = await endOf(input, controller.signal, () => performance.now() - began);
  cancels.delete(n);
  changeOne(server, n, { end });
}

/** Asks the core to cancel a call that goes on. */
export function cancelCall(server: string, n: number): void {
  const controller = cancels.get(n);
  if (controller === undefined) return;
  changeOne(server, n, { isCancelling: true });
  controller.abort();
}

/** Forgets the calls of a server. */
export function forgetCalls(server: string): void {
  change(server, (calls) => calls.filter(({ end }) => end === null));
}

async function endOf(
  input: ActionRequest<'mcp.call'>,
  signal: AbortSignal,
  took: () => number,
): Promise<ToolCall['end']> {
  type Answer = ActionAnswer<ActionOutput<'mcp.call'>>;
  try {
    const answer = (await callCore('mcp.call', input, signal)) as Answer | { state: 'pending'; actionId: string };
    const { result } = 'state' in answer ? await endOfAct<'mcp.call'>(answer.actionId, input.server, signal) : answer;
    const { isError, ms, body } = result;
    return { outcome: 'answered', isError, ms, body };
  } catch (thrown) {
    const error = asAppError(thrown);
    return { outcome: FAILURES[error.code] ?? 'failed', ms: took(), error };
  }
}

const FAILURES: Readonly<Partial<Record<string, Failure>>> = { CANCELLED: 'cancelled', DEADLINE: 'timed-out' };

function changeOne(server: string, n: number, to: Partial<ToolCall>): void {
  change(server, (calls) => calls.map((one) => (one.n === n ? { ...one, ...to } : one)));
}

function change(server: string, to: (calls: readonly ToolCall[]) => readonly ToolCall[]): void {
  callStore.setState((calls) => ({ ...calls, [server]: to(calls[server] ?? NONE) }));
}
