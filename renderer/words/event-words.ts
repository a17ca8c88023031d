import type { Envelope, KnownEvent } from '../../shared/envelope.ts';
import { eventSchemas } from '../../shared/events/all.ts';
import type { GlyphName } from '../ui/glyph.tsx';
import { agentEventWords } from './agent-events.ts';
import { componentEventWords } from './component-events.ts';
import { jobEventWords } from './job-events.ts';
import type { EventWords } from './said-event.ts';

/** Says any event of the journal in words; an event of a newer build is named by its type. */
export function eventWords(event: Envelope): EventWords {
  if (!Object.hasOwn(eventSchemas, event.type)) return { glyph: 'unknown', text: event.type, more: event.subject };
  const known = event as KnownEvent;
  const subject = event.subject.slice(event.subject.indexOf(':') + 1);
  return (
    definitionWords(known, subject) ??
    componentEventWords(known, subject) ??
    jobEventWords(known) ??
    agentEventWords(known, subject) ??
    actWords(known) ??
    batchWords(known) ??
    hostWords(known, subject)
  );
}

const CHANGES = { add: 'appeared', update: 'settled', remove: 'went away' } as const;
const DOORS = { ui: 'here', http: 'HTTP', cli: 'the command line', mcp: 'MCP', flow: 'a flow', schedule: 'a schedule' };

function definitionWords(event: KnownEvent, subject: string): EventWords | null {
  switch (event.type) {
    case 'file.settled': {
      const { path, change, rawCount } = event.body;
      const merged = rawCount > 1 ? `${rawCount} writes merged` : '';
      return { glyph: 'file', text: `${path} ${CHANGES[change]}`, more: merged };
    }
    case 'definition.reloaded': {
      const { version, from, of } = event.body;
      if (of !== undefined) return words('rolled-back', `${subject} rolled back to v${of}`, `now v${version}`);
      if (from === undefined) return words('added', `${subject} added`, `v${version}`);
      return words('reloaded', `${subject} reloaded`, `v${from} → v${version}`);
    }
    case 'definition.refused': {
      const { keeps, phase } = event.body;
      return words(
        'refused',
        `${subject} refused at ${phase}`,
        keeps === null ? 'nothing serves' : `v${keeps} keeps serving`,
      );
    }
    case 'definition.removed':
      return words('removed', `${subject} removed`);
    case 'definition.renamed':
      return words('renamed', `${event.body.from} renamed to ${event.body.to}`);
    case 'definition.conflicted':
      return event.body.paths.length > 1
        ? words('conflicted', `${subject} claimed by ${event.body.paths.length} files`)
        : words('reloaded', `${subject} claimed by one file again`);
    case 'definition.unchanged':
      return words('unchanged', `${subject} unchanged`, 'same content, nothing swapped');
    case 'definition.pinned':
      return words('pinned', `${subject} pinned to v${event.body.version}`);
    case 'definition.unpinned':
      return words('reloaded', `${subject} follows its file again`);
    case 'problem.found':
      return words('warning', `problem in ${event.body.path}`, event.body.message);
    case 'problem.cleared':
      return words('ok', 'problem solved', subject);
    default:
      return null;
  }
}

function actWords(event: KnownEvent): EventWords | null {
  switch (event.type) {
    case 'action.requested':
      return words('action', `${event.body.name} asked for`, `through ${DOORS[event.body.door]}`);
    case 'action.ended': {
      const { outcome, error } = event.body;
      const good = outcome === 'done' || outcome === 'partly';
      return words(good ? 'ok' : 'failed', `act ended: ${outcome}`, error?.message ?? '');
    }
    default:
      return null;
  }
}

function batchWords(event: KnownEvent): EventWords | null {
  switch (event.type) {
    case 'batch.held':
      return words('held', `${event.body.items.length} definitions held`, event.body.git ?? '');
    case 'batch.changed':
      return words('held', 'what waits changed', `${event.body.items.length} in, ${event.body.dropped.length} out`);
    case 'batch.applied':
      return words('ok', `${event.body.applied.length} definitions applied`, `${event.body.leftCount} left`);
    case 'batch.discarded':
      return words('differs', 'what waited was discarded', event.body.why);
    default:
      return null;
  }
}

function hostWords(event: KnownEvent, subject: string): EventWords {
  switch (event.type) {
    case 'epoch.opened':
      return words('connected', 'Signalbox started', event.body.build);
    case 'epoch.closed':
      return words('removed', 'Signalbox stopped', event.body.reason);
    case 'journal.gap':
      return words('unknown', 'history was cut', event.body.reason);
    case 'journal.restored':
      return words('ok', `journal kept ${event.body.storage === 'disk' ? 'on disk' : 'in memory'}`);
    case 'watch.started':
      return words('connected', 'watching began', `${event.body.files} files`);
    case 'watch.degraded':
      return words('warning', `watch of ${event.body.path} degraded`, event.body.reason);
    case 'watch.recovered':
      return words('ok', `watch of ${event.body.path} recovered`);
    case 'watch.rescanned':
      return words('running', `compared with the disk (${event.body.reason})`, `${event.body.found} differed`);
    case 'root.lost':
      return words('failed', 'workspace folder lost', event.body.root);
    case 'root.returned':
      return words('connected', 'workspace folder is back', event.body.root);
    case 'config.reloaded':
      return words('reloaded', 'settings reloaded', event.body.changed.join(', '));
    case 'config.refused':
      return words('refused', 'settings refused', event.body.path);
    case 'workspace.changed':
      return words('ok', event.body.trusted ? 'workspace trusted' : 'workspace only looked at');
    case 'limit.hit':
      return words('warning', `limit reached: ${event.body.what}`);
    case 'host.joined':
      return words('connected', `host ${subject} joined`, event.body.address);
    case 'host.lost':
      return words('unknown', `host ${subject} was lost`, 'what it ran is not known');
    case 'remote':
      return remoteWords(event);
    default:
      return words('unknown', event.type, subject);
  }
}

/** What another host wrote is said in the words it would have here, with the host's name before them. */
function remoteWords({ body }: KnownEvent<'remote'>): EventWords {
  const inner = body.event as Partial<Envelope>;
  const isWhole = typeof inner.subject === 'string' && typeof inner.body === 'object' && inner.body !== null;
  if (!isWhole || inner.type === 'remote') return words('unknown', `${body.host} wrote an event`, body.event.type);
  const { glyph, text, more } = eventWords(inner as Envelope);
  return words(glyph, `on ${body.host}: ${text}`, more);
}

function words(glyph: GlyphName, text: string, more = ''): EventWords {
  return { glyph, text, more };
}
