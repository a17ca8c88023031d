import { blank, putDefinition } from './definition.ts';
import type { Reducers } from './draft.ts';

type Types =
  | 'watch.started'
  | 'watch.degraded'
  | 'watch.recovered'
  | 'watch.rescanned'
  | 'root.lost'
  | 'root.returned'
  | 'file.settled';

/** How the watcher's facts change the state. */
export const watchReducers: Reducers<Types> = {
  'watch.started'(draft, event) {
    const { backend, dirs, files } = event.body;
    const state = backend === 'off' ? 'off' : 'watching';
    draft.setPart('watch', { ...draft.part('watch'), state, backend, dirs, files });
  },
  'watch.degraded'(draft, event) {
    const { path, reason, fallback } = event.body;
    const watch = draft.part('watch');
    draft.setPart('watch', { ...watch, degraded: { ...watch.degraded, [path]: { reason, fallback, at: event.at } } });
  },
  'watch.recovered'(draft, event) {
    const watch = draft.part('watch');
    const { [event.body.path]: _recovered, ...degraded } = watch.degraded;
    draft.setPart('watch', { ...watch, degraded });
  },
  'watch.rescanned'(draft, event) {
    draft.setPart('watch', { ...draft.part('watch'), files: event.body.files });
  },
  'root.lost'(draft) {
    draft.setPart('watch', { ...draft.part('watch'), state: 'root-lost' });
  },
  'root.returned'(draft) {
    draft.setPart('watch', { ...draft.part('watch'), state: 'watching' });
  },
  'file.settled'(draft, event) {
    const { definition: id, kind, role, path, change, hash, size, mtime } = event.body;
    if (id === null || role !== 'definition') return;
    const before = draft.table('definitions').get(id);
    // A second file that claims the name says nothing about the one that serves.
    if (before && before.path !== path && before.state !== 'removed') return;
    if (!before && change === 'remove') return;
    const disk = change === 'remove' ? null : { hash, size, mtime };
    putDefinition(draft, id, { ...(before ?? blank(id, path, kind)), path, state: 'settling', disk, left: null });
  },
};
