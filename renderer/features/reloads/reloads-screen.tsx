import { useCallback, useRef, useState, useSyncExternalStore } from 'react';
import { idOfSubject } from '../../../shared/definition-id.ts';
import type { AppError } from '../../../shared/errors.ts';
import { parsePosition } from '../../../shared/position.ts';
import { tableGet } from '../../../shared/table.ts';
import { asAppError } from '../../client/calls.ts';
import { loadOlder } from '../../client/older-history.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { history } from '../../stores/history.ts';
import { marks } from '../../stores/marks.ts';
import { openDefinition, select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { workspaceStore } from '../../stores/workspace-store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter.tsx';
import { StaleContext } from '../../ui/stale.ts';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import type { GridHandle } from '../../ui/virtual-grid.tsx';
import { listRow } from '../../words/list-row.ts';
import { OutcomeChips } from './outcome-chips.tsx';
import { ReloadGrid } from './reload-grid.tsx';
import { ReloadInspector } from './reload-inspector.tsx';
import css from './reloads-screen.module.css';
import { nextFailureSeq } from './timeline/failures.ts';
import { Timeline } from './timeline/timeline.tsx';
import { useLanes } from './timeline/use-lanes.ts';
import { useOlderMarks } from './timeline/use-older-marks.ts';
import { hostNow, useView } from './timeline/use-view.ts';
import { liveView, spanOf, zoom } from './timeline/view.ts';
import { showAll, ZOOM_STEP, ZoomControl } from './timeline/zoom-control.tsx';
import { eventOfSeq } from './use-event.ts';
import { useReloadList } from './use-reload-list.ts';

const SCAN = 'scan-';

/** Opens the definition that an event, by its position, is about. */
function openSubject(position: string): void {
  const seq = parsePosition(position)?.seq ?? 0;
  const found = marks.find(seq);
  const name = found ? marks.name(marks.lane(found.lane)?.names[found.place] ?? -1) : null;
  const event = eventOfSeq(history.events(), seq);
  const id = event ? (listRow(event)?.definition?.id ?? idOfSubject(event.subject, 'definition')) : name;
  if (id !== null && tableGet(workspaceStore.getState().state.definitions, id)) openDefinition(id);
}

/** What became of every change, newest first; what is selected stands explained on the right. */
export function ReloadsScreen() {
  const grid = useRef<GridHandle>(null);
  const selected = useUi(selectSelection('reloads'));
  const filter = useUi(selectFilter('reloads'));
  const list = useReloadList();
  const { error: olderError, load, hasOlder } = useOlder();
  const isScan = selected?.startsWith(SCAN) === true;
  const { toggleScan } = list;

  const onClose = useCallback(() => select('reloads', null), []);
  const onSelect = useCallback((id: string) => select('reloads', id), []);
  const onPress = useCallback(
    (id: string) => {
      select('reloads', id);
      if (id.startsWith(SCAN)) toggleScan(id);
    },
    [toggleScan],
  );

  const items = useRef(list.items);
  items.current = list.items;
  const onOpen = useCallback(
    (id: string) => {
      const item = items.current.find((each) => each.id === id);
      if (item?.sort === 'scan') toggleScan(id);
      else openSubject(id);
    },
    [toggleScan],
  );
  const lanes = useLanes(list.terms);
  const control = useView();
  const { change } = control;
  const olderMarks = useOlderMarks(control);

  const failureAfter = (before: number): number | null =>
    nextFailureSeq(
      list.rows,
      lanes().map((lane) => lane.marks),
      before,
    );
  function goToFailure(): void {
    const seq = failureAfter(parsePosition(selected ?? '')?.seq ?? Number.POSITIVE_INFINITY);
    if (seq === null) return;
    select('reloads', list.rows.find((row) => row.seq === seq)?.id ?? marks.position(seq));
  }
  function goLive(): void {
    list.setLive(true);
    grid.current?.toTop();
    change((now) => liveView(now.width, spanOf(now), hostNow()));
  }
  const zoomBy = (factor: number) => () => change((now) => zoom(now, factor, now.width / 2));
  useHotkeys({
    n: goToFailure,
    '+': zoomBy(1 / ZOOM_STEP),
    '=': zoomBy(1 / ZOOM_STEP),
    '-': zoomBy(ZOOM_STEP),
    '0': () => showAll(control),
    l: goLive,
  });
  const hasFailure = failureAfter(Number.POSITIVE_INFINITY) !== null;
  const error = olderError ?? olderMarks.error;

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
                <ZoomControl control={control} />
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
          <Timeline lanes={lanes} control={control} selected={selected} onSelect={onSelect} onOpen={openSubject} />
          {list.items.length === 0 ? (
            <Nothing total={list.total} />
          ) : (
            <ReloadGrid
              ref={grid}
              items={list.items}
              selected={selected}
              onSelect={onSelect}
              onPress={onPress}
              onOpen={onOpen}
              onClose={onClose}
              onTop={list.setLive}
              onEnd={load}
            />
          )}
          {(error !== null || (hasOlder && filter !== '')) && (
            <div className={css['foot']} role="status">
              <span>
                {error
                  ? `Older events could not be read: ${error.message}`
                  : `Looked through the newest ${plural(list.total, 'row')}.`}
              </span>
              <Button
                onClick={() => {
                  olderMarks.retry();
                  load();
                }}
              >
                {error ? 'Try again' : 'Look further back'}
              </Button>
            </div>
          )}
        </div>
        {selected !== null && !isScan && <ReloadInspector key={selected} position={selected} onClose={onClose} />}
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
