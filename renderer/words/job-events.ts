import type { KnownEvent } from '../../shared/envelope.ts';
import { formatDuration, plural } from '../lib/format.ts';
import type { EventWords } from './said-event.ts';

const WHY = {
  cancelled: 'it was cancelled',
  'timed-out': 'its time was over',
  closing: 'the workspace is closed',
} as const;

/** Events about jobs in words; null for any other. */
export function jobEventWords(event: KnownEvent): EventWords | null {
  switch (event.type) {
    case 'job.accepted': {
      const { tool, command, by } = event.body;
      return { glyph: 'action', text: `job ${tool}/${command} accepted`, more: by };
    }
    case 'job.queued':
      return { glyph: 'waiting', text: 'job waits', more: `${plural(event.body.ahead, 'other')} before it` };
    case 'job.started':
      return { glyph: 'starting', text: 'job started', more: `pid ${event.body.pid}` };
    case 'job.stop-asked':
      return { glyph: 'stopping', text: 'job asked to stop', more: WHY[event.body.why] };
    case 'job.ended':
      return endWords(event.body);
    default:
      return null;
  }
}

function endWords({ status, exitCode, signal, ms, error }: KnownEvent<'job.ended'>['body']): EventWords {
  const exit = exitCode === null ? (signal ?? error?.message ?? '') : `exit ${exitCode}`;
  const more = [exit, formatDuration(ms)].filter((part) => part !== '').join(', ');
  switch (status) {
    case 'completed':
      return { glyph: 'ok', text: 'job completed', more };
    case 'failed':
      return { glyph: 'failed', text: 'job failed', more };
    case 'cancelled':
      return { glyph: 'disabled', text: 'job cancelled', more };
    case 'timed-out':
      return { glyph: 'backing-off', text: 'job ran out of time', more };
  }
}
