import { formatClockMs, plural } from '../../../lib/format.ts';
import type { DiskSpan } from '../../../stores/disk-spans.ts';
import { marks } from '../../../stores/marks.ts';
import { clusterLook } from './cluster-words.ts';
import type { Hit } from './track-scene.ts';

/** Why a line stands below a lane. */
export const DIFFERS_WORDS: Readonly<Record<DiskSpan['why'], string>> = {
  refused: 'disk differs from loaded: refused',
  waits: 'disk differs from loaded: waits, or left as it is',
};

/** What lies under the pointer, in words. */
export function hitWords(hit: Hit): string {
  const { lane } = hit.drawn;
  switch (hit.sort) {
    case 'mark':
      return clusterLook(lane.marks, hit.mark.first, hit.mark.end, marks.name).title;
    case 'hold':
      return `${plural(hit.hold.count, 'definition')} of ${lane.name} held, ${formatClockMs(hit.hold.at)}`;
    case 'span':
      return DIFFERS_WORDS[hit.span.why];
  }
}
