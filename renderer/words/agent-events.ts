import type { KnownEvent } from '../../shared/envelope.ts';
import { formatDuration, plural } from '../lib/format.ts';
import type { GlyphName } from '../ui/glyph.tsx';
import type { EventWords } from './said-event.ts';

const PHASES: Readonly<Record<string, readonly [glyph: GlyphName, words: string]>> = {
  resolving: ['starting', 'is being resolved'],
  downloading: ['starting', 'is being downloaded'],
  spawning: ['starting', 'is being started'],
  handshaking: ['starting', 'shakes hands'],
  dialing: ['starting', 'is being dialed'],
  checking: ['starting', 'is asked for its health'],
  ready: ['ok', 'is ready'],
  reconnecting: ['degraded', 'is lost; connecting again'],
  stopping: ['stopping', 'is stopping'],
  exited: ['stopped', 'ended'],
  failed: ['failed', 'failed'],
  unknown: ['unknown', 'is not known'],
};
const RUNGS = {
  asked: 'was asked to stop',
  waiting: 'is given time to stop',
  killed: 'was killed',
  reaped: 'is gone',
  escaped: 'may have escaped',
} as const;
const TRIES = {
  hit: ['ok', 'has it'],
  missing: ['removed', 'does not have it'],
  unavailable: ['degraded', 'cannot be reached'],
  refused: ['refused', 'has it, and it was not taken'],
} as const satisfies Readonly<Record<string, readonly [GlyphName, string]>>;
const CALLS = {
  ok: ['ok', 'answered'],
  failed: ['failed', 'failed'],
  cancelled: ['disabled', 'cancelled'],
  'timed-out': ['backing-off', 'ran out of time'],
} as const satisfies Readonly<Record<string, readonly [GlyphName, string]>>;

/** Events about agents and MCP servers in words; null for any other. */
export function agentEventWords(event: KnownEvent, subject: string): EventWords | null {
  switch (event.type) {
    case 'agent.changed': {
      const { to, diagnosis, detail, ms } = event.body;
      // A newer build may know phases that this one does not.
      const [glyph, words] = PHASES[to] ?? ['unknown', to];
      return { glyph, text: `${subject} ${words}`, more: diagnosis ?? detail ?? (ms > 0 ? formatDuration(ms) : '') };
    }
    case 'agent.listed':
      return { glyph: 'ok', text: `${subject} lists ${plural(event.body.tools, 'tool')}`, more: '' };
    case 'agent.stepped':
      return {
        glyph: 'stopping',
        text: `${subject} ${RUNGS[event.body.rung]}`,
        more: `pid ${event.body.pids.join(', ')}`,
      };
    case 'agent.forgotten':
      return { glyph: 'removed', text: `${subject} forgotten`, more: '' };
    case 'store.tried': {
      const { store, outcome, error } = event.body;
      const [glyph, words] = TRIES[outcome];
      return { glyph, text: `${subject}: ${store} ${words}`, more: error?.message ?? '' };
    }
    case 'call.started':
      return { glyph: 'action', text: `${subject} was called`, more: event.body.tool ?? event.body.method ?? '' };
    case 'call.ended': {
      const [glyph, words] = CALLS[event.body.outcome];
      return { glyph, text: `call of ${subject} ${words}`, more: formatDuration(event.body.ms) };
    }
    default:
      return null;
  }
}
