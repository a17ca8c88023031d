import { MCP_CALL_MOST_MS, MCP_CALL_MS } from '../../../shared/actions/agent.ts';

/** Time a call has when nothing else is typed, and the most that can be typed, in seconds. */
export const DEFAULT_SECONDS = MCP_CALL_MS / 1_000;
export const MOST_SECONDS = MCP_CALL_MOST_MS / 1_000;

/** The time that was typed in seconds, in ms; or what is wrong with it, as it follows its name. */
export function readCallTime(typed: string): { readonly ms: number } | { readonly fault: string } {
  const text = typed.trim();
  if (text === '') return { ms: MCP_CALL_MS };
  const seconds = /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seconds)) return { fault: 'is not a number of seconds' };
  const ms = Math.round(seconds * 1_000);
  if (ms < 1) return { fault: 'is no time at all' };
  if (ms > MCP_CALL_MOST_MS) return { fault: `is more than ${MOST_SECONDS} seconds` };
  return { ms };
}
