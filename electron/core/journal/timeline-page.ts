import type { Envelope } from '../../../shared/envelope.ts';
import { upcast } from '../../../shared/events/upcast.ts';
import { columnsOfEvents } from '../../../shared/timeline-columns.ts';
import type { TimelinePage } from './protocol.ts';

/** The page that texts of events in journal order make; one more than `limit` tells that there are older ones. */
export function timelinePage(texts: readonly string[], limit: number): TimelinePage {
  const more = texts.length > limit;
  const events = (more ? texts.slice(1) : texts).map((text) => upcast(JSON.parse(text) as Envelope));
  return { columns: columnsOfEvents(events), more };
}
