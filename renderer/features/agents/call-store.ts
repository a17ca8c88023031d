import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AppError } from '../../../shared/errors.ts';
import { act, asAppError } from '../../client/calls.ts';

/** One call of a tool that was made from this page. */
export interface ToolCall {
  /** Counts from 1 in this page. */
  readonly n: number;
  readonly tool: string;
  readonly given: Readonly<Record<string, unknown>>;
  /** Epoch ms. */
  readonly at: number;
  /** How it ended; null while it goes on. */
  readonly end:
    | { readonly outcome: 'answered'; readonly isError: boolean; readonly ms: number; readonly body: string }
    | { readonly outcome: 'failed'; readonly ms: number; readonly error: AppError }
    | null;
}

/** Calls that are remembered of each server, newest first, for as long as the page is open. */
const CALLS_KEPT = 30;
const NONE: readonly ToolCall[] = [];

const callStore = createStore<Readonly<Record<string, readonly ToolCall[]>>>(() => ({}));
let count = 0;

/** The calls of a server that were made from this page, newest first. */
export function useCalls(server: string): readonly ToolCall[] {
  return useStore(callStore, (calls) => calls[server] ?? NONE);
}

/** Calls a tool and remembers how that went. */
export async function callTool(server: string, tool: string, given: Record<string, unknown>): Promise<void> {
  count += 1;
  const began = performance.now();
  const call: ToolCall = { n: count, tool, given, at: Date.now(), end: null };
  change(server, (calls) => [call, ...calls].slice(0, CALLS_KEPT));
  const end = await endOf(server, tool, given, () => performance.now() - began);
  change(server, (calls) => calls.map((one) => (one.n === call.n ? { ...one, end } : one)));
}

/** Forgets the calls of a server. */
export function forgetCalls(server: string): void {
  change(server, (calls) => calls.filter(({ end }) => end === null));
}

async function endOf(
  server: string,
  tool: string,
  given: Record<string, unknown>,
  took: () => number,
): Promise<ToolCall['end']> {
  try {
    const { result } = await act('mcp.call', { server, tool, arguments: given });
    const { isError, ms, body } = result;
    return { outcome: 'answered', isError, ms, body };
  } catch (thrown) {
    return { outcome: 'failed', ms: took(), error: asAppError(thrown) };
  }
}

function change(server: string, to: (calls: readonly ToolCall[]) => readonly ToolCall[]): void {
  callStore.setState((calls) => ({ ...calls, [server]: to(calls[server] ?? NONE) }));
}
