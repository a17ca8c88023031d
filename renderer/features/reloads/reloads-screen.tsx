import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { asAppError } from '../../client/calls.ts';
import { loadOlder } from '../../client/older-history.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { history } from '../../stores/history.ts';
import { openDefinition, select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx';
import { OutcomeChips } from './outcome-chips.tsx';
import { ReloadInspector } from './reload-inspector.tsx';
import { RELOAD_ROW_PREFIX, ReloadHead, ReloadLine } from './reload-line.tsx';
import css from './reloads-screen.module.css';
import { useReloadList } from './use-reload-list.ts';

const SCAN = 'scan-';

/** What became of every change, newest first; what is selected stands explained on the right. */
export function ReloadsScreen() {
  const grid = useRef<GridHandle>(null);
  const selected = useUi(selectSelection('reloads'));
  const filter = useUi(selectFilter('reloads'));
  const list = useReloadList();
  const { error: olderError, load, hasOlder } = useOlder();
  const isScan = selected?.startsWith(SCAN) === true;
  const { toggleScan } = list;

  const onSelect = useCallback((id: string) => select('reloads', id), []);
  const onPress = useCallback(
    (id: string) => {
      select('reloads', id);
      if (id.startsWith(SCAN)) toggleScan(id);
    },
    [toggleScan],
  );

  function onOpen(id: string): void {
    const item = list.items.find((each) => each.id === id);
    if (item?.sort === 'scan') toggleScan(id);
    else if (item?.row.definition) openDefinition(item.row.definition.id);
  }
  function goToFailure(): void {
    const id = list.nextFailureAfter(selected);
    if (id !== null) select('reloads', id);
  }
  function goLive(): void {
    list.setLive(true);
    grid.current?.toTop();
  }
  useHotkeys({ n: goToFailure });
  const hasFailure = list.nextFailureAfter(null) !== null;

  return (
    // Rows tell what happened: that stays true while nothing is connected.
    <StaleContext value={false}>
      <div className={css['screen']} data-inspector={(selected !== null && !isScan) || undefined}>
        <div className={css['main']}>
          <Bar
            title="Reloads"
            right={
              <>
                {list.newer > 0 && (
                  <Button onClick={goLive} testId="reloads-live">
                    {plural(list.newer, 'new', 'new')}
                  </Button>
                )}
                <Button
                  kind="quiet"
                  keys="N"
                  disabledReason={hasFailure ? undefined : 'nothing failed in this list'}
                  onClick={goToFailure}
                  testId="reloads-next-failure"
                >
                  Next failure
                </Button>
              </>
            }
          >
            <Filter
              id="reloads-filter"
              value={filter}
              onChange={(text) => setFilter('reloads', text)}
              placeholder="Filter reloads"
              error={list.filterError}
              onLeave={() => grid.current?.focus()}
            />
            <OutcomeChips filter={filter} counts={list.counts} />
            <span className={css['count']} role="status">
              {list.found === list.total ? '' : `${formatCount(list.found)} of ${formatCount(list.total)}`}
            </span>
          </Bar>
          {list.items.length === 0 ? (
            <Nothing total={list.total} />
          ) : (
            <VirtualGrid
              ref={grid}
              label="Reloads, newest first"
              idPrefix={RELOAD_ROW_PREFIX}
              items={list.items}
              head={<ReloadHead />}
              selected={selected}
              onSelect={onSelect}
              onOpen={onOpen}
              onClose={() => select('reloads', null)}
              onTop={list.setLive}
              onEnd={load}
              render={(item) => <ReloadLine item={item} selected={item.id === selected} onSelect={onPress} />}
            />
          )}
          {(olderError !== null || (hasOlder && filter !== '')) && (
            <div className={css['foot']} role="status">
              <span>
                {olderError
                  ? `Older events could not be read: ${olderError.message}`
                  : `Looked through the newest ${plural(list.total, 'row')}.`}
              </span>
              <Button onClick={load}>{olderError ? 'Try again' : 'Look further back'}</Button>
            </div>
          )}
        </div>
        {selected !== null && !isScan && (
          <ReloadInspector key={selected} position={selected} onClose={() => select('reloads', null)} />
        )}
      </div>
    </StaleContext>
  );
}

/** Reads a page from the past when the end of the list comes into sight. */
function useOlder(): { readonly error: AppError | null; readonly load: () => void; readonly hasOlder: boolean } {
  const [error, setError] = useState<AppError | null>(null);
  const load = useCallback(() => {
    if (!history.hasOlder()) return;
    loadOlder().then(
      () => setError(null),
      (thrown: unknown) => setError(asAppError(thrown)),
    );
  }, []);
  const hasOlder = useSyncExternalStore(history.subscribe, history.hasOlder);
  return { error, load, hasOlder };
}

function Nothing({ total }: { readonly total: number }) {
  if (total === 0) {
    return (
      <EmptyState title="Nothing has been reloaded yet.">Save a file of this workspace, and it shows here.</EmptyState>
    );
  }
  return (
    <EmptyState
      title="No reload matches the filter."
      action={<Button onClick={() => setFilter('reloads', '')}>Clear the filter</Button>}
    />
  );
}
