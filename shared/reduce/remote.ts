import type { Envelope } from '../envelope.ts';
import { EMPTY_STATE, type HostPart, type State } from '../state.ts';
import type { Reducers } from './draft.ts';

const UNKNOWN: HostPart = { status: 'live', address: '', build: '', lastSeen: 0, view: EMPTY_STATE };

/** How facts about other hosts change the state. `fold` is the fold itself: their events obey the same rules as ours. */
export function remoteReducers(
  fold: (state: State, events: readonly Envelope[]) => State,
): Reducers<'host.joined' | 'host.lost' | 'remote'> {
  return {
    'host.joined'(draft, event) {
      const id = event.subject.slice('host:'.length);
      const before = draft.table('hosts').get(id) ?? UNKNOWN;
      draft.table('hosts').put(id, { ...before, ...event.body, status: 'live', lastSeen: event.at });
    },
    'host.lost'(draft, event) {
      const id = event.subject.slice('host:'.length);
      const before = draft.table('hosts').get(id);
      if (before) draft.table('hosts').put(id, { ...before, status: 'lost', lastSeen: event.body.lastSeen });
    },
    remote(draft, event) {
      const { host, epoch, seq } = event.body;
      const inner = event.body.event as unknown as Envelope;
      // What that host heard of others is theirs to tell.
      if (inner.type === 'remote') return;
      const before = draft.table('hosts').get(host) ?? UNKNOWN;
      // A new epoch may count from lower than the old one ended: its tail may have been lost.
      const view = before.view.epoch === epoch ? before.view : { ...before.view, seq: seq - 1 };
      draft.table('hosts').put(host, { ...before, lastSeen: event.at, view: fold(view, [inner]) });
    },
  };
}
