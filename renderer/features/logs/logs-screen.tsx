import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogLineRow, LogSpecInput } from '../../../shared/log.ts';
import {
  addPattern,
  selectionOfItems,
  selectLogFocus,
  setCleared,
  streamKey,
  useLogStore,
} from '../../stores/log-store.ts';
import { select } from '../../stores/ui-store.ts';
import css from './bars.module.css';
import { ComparePane } from './compare-pane.tsx';
import { FindBox } from './find-box.tsx';
import { useItemWords } from './item-words.ts';
import type { LogLook } from './list/look.ts';
import { LogPane } from './log-pane.tsx';
import { channelsOf, streamsOf } from './log-spec.ts';
import { LogTools } from './log-tools.tsx';
import { NarrowBar } from './narrow-bar.tsx';
import { NoLines } from './no-lines.tsx';
import { StreamList } from './stream-list.tsx';
import { likeThis } from './text/like-this.ts';
import { useComparison } from './use-comparison.ts';
import { useFind } from './use-find.ts';
import { useFoldedRuns } from './use-folded-runs.ts';
import { useLogKeys } from './use-log-keys.ts';
import { useModelState } from './use-log-model.ts';
import { type Since, useLastReload, useLogs } from './use-logs.ts';
import type { PaneHandle } from './use-pane.ts';
import { useTaking } from './use-taking.ts';

type Side = 'left' | 'right';

/** What processes wrote, line by line: of everything or of what is chosen, merged in the order it arrived. */
export function LogsScreen() {
  const [foldedRuns, toggleRun] = useFoldedRuns();
  const [since, setSince] = useState<Since | null>(null);
  const logs = useLogs(foldedRuns, since);
  const { workspace, items, streams, prefs, narrowing, key, spec } = logs;
  const words = useItemWords(useMemo(() => streams.map(({ item }) => item), [streams]));
  const lastReload = useLastReload();
  const comparison = useComparison(items, spec);

  const [left, setLeft] = useState<PaneHandle | null>(null);
  const [right, setRight] = useState<PaneHandle | null>(null);
  const [side, setSide] = useState<Side>('left');
  const active = side === 'right' && right !== null ? right : left;
  const state = useModelState(active?.model ?? null);
  const find = useFind([left, right], active, state);
  const taking = useTaking(active?.model ?? null, items.length === 1 ? words(items[0] ?? '') : 'logs', words);
  useFocus(left);

  const findInput = useRef<HTMLInputElement>(null);
  const narrowInput = useRef<HTMLInputElement>(null);
  const { matcher } = find;
  const { time, wrap } = prefs;
  const names = items.length !== 1;
  const look = useMemo<LogLook>(
    () => ({ time, wrap, names, words, matcher, foldedRuns: new Set(foldedRuns) }),
    [time, wrap, names, words, matcher, foldedRuns],
  );

  const shown = streamsOf(items, streams);
  const keys = shown.map(({ stream }) => streamKey(workspace, stream));
  function clear(): void {
    const last = active?.model.row((active.model.state().rows || 1) - 1);
    // The next line may arrive within the same millisecond as the last one that is cleared away.
    setCleared(keys, last ? last.at + 1 : Date.now());
    active?.list.follow(true);
  }
  function hide(line: LogLineRow): void {
    const pattern = likeThis(line.text);
    if (pattern !== null) addPattern(key, 'exclude', pattern);
  }
  const toLines = (): void => active?.list.focus();
  useLogKeys({ handle: active, spec, find, findInput, narrowInput, onClear: clear });

  const paneOf = (which: Side, label: string, paneSpec: LogSpecInput | null, head?: React.ReactNode) => (
    <LogPane
      key={which}
      label={label}
      spec={paneSpec}
      look={look}
      onToggleRun={toggleRun}
      onHandle={which === 'left' ? setLeft : setRight}
      onTurn={() => setSide(which)}
      head={head}
      empty={() => <NoLines logs={logs} words={words} since={since} onSince={() => setSince(null)} />}
      onHide={hide}
      testId={which === 'left' ? 'log' : 'log-right'}
    />
  );

  return (
    <div className={css['screen']}>
      <StreamList streams={streams} items={items} words={words} onItems={showItems} />
      <div className={css['main']}>
        <header className={css['first']} data-testid="log-toolbar">
          <FindBox ref={findInput} find={find} onLeave={toLines} />
          <span className={css['grow']} />
          <LogTools
            prefs={prefs}
            lastReload={lastReload}
            isSince={since !== null}
            onSince={() => setSince(since === null ? lastReload : null)}
            isCompared={comparison.isOn}
            whyNoCompare={comparison.whyNot}
            onCompare={comparison.toggle}
            taking={taking}
            onClear={clear}
          />
        </header>
        <NarrowBar
          storeKey={key}
          narrowing={narrowing}
          channels={channelsOf(shown)}
          clearedAt={logs.clearedAt}
          state={state}
          onUnclear={() => setCleared(keys, null)}
          onLeave={toLines}
          inputRef={narrowInput}
        />
        {comparison.sides === null ? (
          paneOf('left', items.length === 0 ? 'everything' : items.map(words).join(', '), logs.isKnown ? spec : null)
        ) : (
          <ComparePane sides={comparison.sides} pane={paneOf} />
        )}
      </div>
    </div>
  );
}

function showItems(items: readonly string[]): void {
  select('logs', selectionOfItems(items));
}

/** Goes to the place that somebody asked for elsewhere, once. */
function useFocus(handle: PaneHandle | null): void {
  const focus = useLogStore(selectLogFocus);
  const seen = useRef(0);
  useEffect(() => {
    if (!handle || focus === null || seen.current === focus.nonce) return;
    seen.current = focus.nonce;
    handle.goTo(focus.place);
  }, [handle, focus]);
}
