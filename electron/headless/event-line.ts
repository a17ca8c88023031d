import type { Envelope } from '../../shared/envelope.ts';
import { placeText, timeText, visible } from './terminal.ts';

/** One event as columns: time, number, type, what it is about, and what is worth knowing of it. */
export function eventRow(event: Envelope): string[] {
  return [timeText(event.at), String(event.seq), event.type, event.subject, summaryOf(event)];
}

/** One event as a line whose columns keep their width, for a stream whose later lines are not known yet. */
export function eventLine(event: Envelope): string {
  const [time = '', seq = '', type = '', subject = '', summary = ''] = eventRow(event).map(visible);
  return `${`${time}  ${seq.padStart(7)}  ${type.padEnd(22)}  ${subject.padEnd(32)}  ${summary}`.trimEnd()}\n`;
}

type Body = Readonly<Record<string, unknown>>;

/** What is worth saying about the types people look for; the rest is told by its type and subject. */
const SUMMARIES: Readonly<Record<string, (body: Body) => string>> = {
  'file.settled': (body) => `${body['change']} ${body['path']}`,
  'definition.reloaded': (body) => {
    const change =
      body['from'] === undefined
        ? `v${body['version']} first loaded`
        : `v${body['from']} → v${body['version']} ${countOf(body['fields'], 'field')}`;
    return `${change} ${body['path']}`;
  },
  'definition.refused': (body) => `${errorOf(body)}${keepsOf(body['keeps'])}`,
  'definition.renamed': (body) => `${body['was']} → ${body['path']}`,
  'definition.removed': (body) => text(body['path']),
  'definition.conflicted': (body) => listOf(body['paths']),
  'definition.pinned': (body) => `v${body['version']}`,
  'batch.held': (body) => `${countOf(listLength(body['items']), 'definition')} wait (${body['git'] ?? body['reason']})`,
  'batch.applied': (body) => `${countOf(listLength(body['applied']), 'definition')} applied`,
  'batch.discarded': (body) => text(body['why']),
  'problem.found': (body) => text(body['message']),
  'config.refused': (body) => errorOf(body),
  'config.reloaded': (body) => listOf(body['changed']),
  'watch.degraded': (body) => `${body['reason']}; ${body['fallback']}`,
  'watch.started': (body) => `${body['backend']}, ${countOf(body['files'], 'file')}`,
  'watch.rescanned': (body) => `${body['reason']}, ${body['found']} found`,
  'job.accepted': (body) => `${body['tool']}/${body['command']} by ${body['by']}`,
  'job.queued': (body) => `${body['ahead']} before it`,
  'job.stop-asked': (body) => text(body['why']),
  'job.ended': (body) => `${body['status']}${body['error'] ? `: ${errorOf(body)}` : ''}`,
  'action.requested': (body) => `${body['name']} (${body['door']})`,
  'action.ended': (body) => `${body['outcome']}${body['error'] ? `: ${errorOf(body)}` : ''}`,
  'notice.raised': (body) => text(body['text']),
  'journal.gap': (body) => text(body['reason']),
};

function summaryOf(event: Envelope): string {
  const body = event.body;
  if (typeof body !== 'object' || body === null || !Object.hasOwn(SUMMARIES, event.type)) return '';
  return SUMMARIES[event.type]?.(body as Body) ?? '';
}

function errorOf(body: Body): string {
  const error = body['error'] as { message?: unknown; at?: Parameters<typeof placeText>[0] } | undefined;
  const where = error?.at ? `${placeText(error.at)} ` : '';
  return `${where}${text(error?.message)}`;
}

function keepsOf(version: unknown): string {
  return typeof version === 'number' ? ` (v${version} keeps serving)` : ' (nothing serves)';
}

function countOf(count: unknown, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function listLength(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

function listOf(list: unknown): string {
  return Array.isArray(list) ? list.join(', ') : '';
}

function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
