import type { WatchState } from '../../../shared/state.ts';
import { plural } from '../../lib/format.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { showView } from '../../stores/ui-store.ts';
import { selectIsConnected, selectWatch, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { Time } from '../../ui/time.tsx';
import css from './watch-indicator.module.css';

/** Whether the folder is watched, and when it last moved; leads to the watcher's own screen. */
export function WatchIndicator() {
  const watch = useWorkspace(selectWatch);
  const isConnected = useWorkspace(selectIsConnected);
  const lastEventAt = useGauge('lastEventAt');
  const dirty = useGauge('dirty') ?? 0;
  const { glyph, words } = watchWords(watch, isConnected);
  return (
    <button
      type="button"
      className={css['watch']}
      title="How the watcher is doing"
      data-testid="watch-indicator"
      onClick={() => showView('watcher')}
    >
      <Glyph name={glyph} />
      <span>{words}</span>
      {isConnected && watch.state === 'watching' ? (
        <span className={css['last']}>
          {dirty > 0 ? (
            `${plural(dirty, 'path')} settling`
          ) : lastEventAt ? (
            <>
              last event <Time at={lastEventAt} mode="ago" />
            </>
          ) : (
            'no edits yet'
          )}
        </span>
      ) : null}
    </button>
  );
}

/** The watcher's state in a glyph and a few words. */
export function watchWords(watch: WatchState, isConnected: boolean): { glyph: GlyphName; words: string } {
  if (!isConnected) return { glyph: 'disconnected', words: 'not known' };
  const degraded = Object.keys(watch.degraded).length;
  if (watch.state === 'root-lost') return { glyph: 'failed', words: 'folder is gone' };
  if (watch.state === 'off') return { glyph: 'off', words: 'not watching' };
  if (watch.state === 'starting') return { glyph: 'settling', words: 'looking around' };
  if (degraded > 0) return { glyph: 'warning', words: `degraded in ${plural(degraded, 'place')}` };
  const how = watch.backend === 'polling' ? 'polling' : 'watching';
  return {
    glyph: watch.backend === 'polling' ? 'warning' : 'running',
    words: `${how} ${plural(watch.dirs, 'folder')}`,
  };
}
