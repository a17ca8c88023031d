import type { Agent, AgentPhase, AgentSort, AgentState } from '../../../shared/agent-state.ts';

/** One stretch of a row; `left` and `width` are parts of the track, 0 to 1. */
export interface HandshakeBar {
  readonly left: number;
  readonly width: number;
  /** Waiting for the other side (drawn hollow), not work of ours. */
  readonly waits: boolean;
}

/** One row of the waterfall of a connection. */
export interface HandshakeRow {
  readonly name: string;
  /** Time of all its stretches, ms; null for a phase that was not entered. */
  readonly ms: number | null;
  readonly place: 'over' | 'now' | 'fault' | 'skipped' | 'ahead';
  readonly bars: readonly HandshakeBar[];
}

/** How a connection was made. */
export interface HandshakeRows {
  readonly rows: readonly HandshakeRow[];
  /** From the first phase to being ready, or to where it stands, ms. */
  readonly totalMs: number;
  readonly outcome: 'ready' | 'failed' | 'going on';
}

interface Stretch {
  readonly row: string;
  readonly at: number;
  readonly ms: number;
  readonly waits: boolean;
  readonly isNow: boolean;
}

const FIRST_BYTE = 'first byte';
const ROWS: Readonly<Record<AgentSort, readonly string[]>> = {
  agent: ['resolve', 'download', 'spawn', FIRST_BYTE, 'line', 'dial', 'health'],
  'mcp-stdio': ['spawn', 'initialize', 'list tools'],
  'mcp-http': ['dial', 'initialize', 'list tools'],
};
const ROW_OF: Readonly<Record<AgentSort, Partial<Record<AgentState, string>>>> = {
  agent: {
    resolving: 'resolve',
    downloading: 'download',
    spawning: 'spawn',
    handshaking: 'line',
    dialing: 'dial',
    checking: 'health',
  },
  'mcp-stdio': { spawning: 'spawn', handshaking: 'initialize', checking: 'list tools' },
  'mcp-http': { dialing: 'dial', handshaking: 'initialize', checking: 'list tools' },
};
const WAITS: ReadonlySet<string> = new Set(['initialize', 'health']);

/**
 * Places the phases of a connection on one track, from its first one to where it was ready. `firstByteAt` (epoch ms)
 * divides the wait for the handshake line where it is known; `now` is wall time, epoch ms.
 */
export function handshakeRows(
  { sort, phases }: Pick<Agent, 'sort' | 'phases'>,
  firstByteAt: number | null,
  now: number,
): HandshakeRows {
  const made = untilMade(phases);
  const stretches = made.flatMap((phase) => stretchesOf(sort, phase, firstByteAt, now));
  const begin = made[0]?.at ?? now;
  const end = Math.max(begin, ...stretches.map(({ at, ms }) => at + ms));
  const totalMs = end - begin;
  const after = phases[made.length];
  const outcome = after === undefined ? 'going on' : after.state === 'ready' ? 'ready' : 'failed';
  const last = stretches.at(-1);
  const part = (ms: number): number => (totalMs === 0 ? 0 : ms / totalMs);
  const names = ROWS[sort].filter((name) => name !== FIRST_BYTE || stretches.some(({ row }) => row === FIRST_BYTE));
  const reached = last === undefined ? -1 : names.indexOf(last.row);
  const rows = names.map((name, index): HandshakeRow => {
    const own = stretches.filter(({ row }) => row === name);
    const isLast = last?.row === name;
    const place =
      own.length === 0
        ? index < reached || outcome === 'ready'
          ? 'skipped'
          : 'ahead'
        : own.some(({ isNow }) => isNow)
          ? 'now'
          : isLast && outcome === 'failed'
            ? 'fault'
            : 'over';
    return {
      name,
      place,
      ms: own.length === 0 ? null : own.reduce((sum, { ms }) => sum + ms, 0),
      bars: own.map(({ at, ms, waits }) => ({ left: part(at - begin), width: part(ms), waits })),
    };
  });
  return { rows, totalMs, outcome };
}

/** The phases up to the first one in which it was made, or was given up. */
function untilMade(phases: readonly AgentPhase[]): readonly AgentPhase[] {
  const end = phases.findIndex(({ state }) => !Object.hasOwn(ROW_OF.agent, state));
  return end === -1 ? phases : phases.slice(0, end);
}

function stretchesOf(
  sort: AgentSort,
  { state, at, ms: known }: AgentPhase,
  firstByteAt: number | null,
  now: number,
): Stretch[] {
  const row = ROW_OF[sort][state];
  if (row === undefined) return [];
  const ms = Math.max(0, known ?? now - at);
  const isNow = known === null;
  const own = { row, at, ms, waits: WAITS.has(row), isNow };
  if (sort !== 'agent' || state !== 'handshaking') return [own];
  const waited = firstByteAt === null ? ms : Math.min(ms, Math.max(0, firstByteAt - at));
  const first = { row: FIRST_BYTE, at, ms: waited, waits: true, isNow: isNow && firstByteAt === null };
  return firstByteAt === null ? [first] : [first, { ...own, at: at + waited, ms: ms - waited }];
}
