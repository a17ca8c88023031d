import { onNextFrame } from '../../../client/frame-clock.ts';
import type { LogModel } from '../log-model.ts';
import { type Heights, movedBy, type Placed, placedRows, showing } from './geometry.ts';
import { charsOf } from './line-width.ts';
import type { LogList } from './list-acts.ts';
import type { ListHooks, LookedAt } from './list-hooks.ts';
import css from './log-list.module.css';
import type { LogLook } from './look.ts';
import { openedLines } from './row-element.ts';
import { listenToRows } from './row-events.ts';
import { createRowHeights, ROW_PX } from './row-heights.ts';
import { createRowPool } from './row-pool.ts';
import { createScroller } from './scroller.ts';

/** While the newest row is followed the list is drawn this often at most, in ms: nobody reads faster. */
const FOLLOW_MS = 50;
/** Rows before and behind those in sight that are asked for too. */
const AHEAD = 60;
/** Draws the rows of a model into `host`, which scrolls. */
export function createLogList(host: HTMLElement, model: LogModel, idPrefix: string, hooks: ListHooks): LogList {
  const spacer = document.createElement('div');
  const layer = document.createElement('div');
  spacer.className = css['spacer'] ?? '';
  layer.className = css['layer'] ?? '';
  spacer.append(layer);
  host.append(spacer);

  const pool = createRowPool(layer, idPrefix);
  const sizes = createRowHeights();
  let look: LogLook = { time: 'absolute', wrap: false, names: false, matcher: null, foldedRuns: new Set() };
  let lookStamp = 0;
  let generation = -1;
  let follows = true;
  let cursor: number | null = null;
  let longest = 0;
  let stopFrame: (() => void) | null = null;
  let shown: readonly Placed[] = [];
  /** The line that is looked at, unless the view follows. */
  let kept: LookedAt | null = null;

  const heights = (): Heights => sizes.of(model.state().rows);
  let drawnAt = 0;
  let resting: ReturnType<typeof setTimeout> | undefined;

  const soon = (): void => {
    stopFrame ??= onNextFrame(paint);
  };
  /** Something changed in the model. */
  const changed = (): void => {
    const wait = follows ? FOLLOW_MS - (performance.now() - drawnAt) : 0;
    if (wait <= 0) soon();
    else resting ??= setTimeout(rested, wait);
  };
  function rested(): void {
    resting = undefined;
    soon();
  }
  const scrolled = (atEnd: boolean): void => {
    setFollows(atEnd && model.state().rows > 0);
    soon();
  };
  const scroller = createScroller(host, spacer, heights, scrolled, soon);
  const events = listenToRows({
    host,
    layer,
    row: model.row,
    onPress(row) {
      setFollows(false);
      setCursor(row);
    },
    onAct(act, row) {
      const at = model.row(row);
      if (act === 'json') toggleJson(row);
      else if (act === 'whole') hooks.onWhole(row);
      else if (at?.run) {
        setFollows(false);
        setCursor(row);
        hooks.onToggleRun(at.run);
      }
    },
    onSelected() {
      setFollows(false);
      soon();
    },
    onCopyFar: hooks.onCopyFar,
    onCopyAll: hooks.onCopyAll,
  });

  function setFollows(next: boolean): void {
    if (next === follows) return;
    follows = next;
    hooks.onFollow(next);
    if (!next) model.follow(0);
    soon();
  }

  function setCursor(row: number | null): void {
    if (row === cursor) return;
    cursor = row;
    hooks.onCursor(row);
    soon();
  }

  function show(row: number, where: 'nearest' | 'middle'): void {
    setFollows(false);
    scroller.moveTo(showing(row, scroller.top(), heights(), scroller.view(), where));
    soon();
  }

  function toggleJson(row: number): boolean {
    if (sizes.close(row)) {
      soon();
      return true;
    }
    const lines = openedLines(model.row(row));
    if (lines === 1) return false;
    sizes.open(row, lines);
    setFollows(false);
    soon();
    return true;
  }

  function renumbered(next: number): void {
    generation = next;
    sizes.clear();
    events.forget();
    longest = 0;
    if (kept !== null && !follows) hooks.onRenumbered(kept);
  }

  function lookedAt(): LookedAt | null {
    // Folding the run of a ruler changes nothing above it: the view stays as it is.
    if (follows || (cursor !== null && model.row(cursor)?.kind === 'mark')) return null;
    const placed = [...shown.filter(({ row }) => row === cursor), ...shown];
    for (const { row, y } of placed) {
      const line = model.row(row);
      if (line?.kind === 'line') return { line, y, chosen: row === cursor };
    }
    return kept;
  }

  function paint(): void {
    stopFrame = null;
    drawnAt = performance.now();
    const state = model.state();
    if (state.generation !== generation) renumbered(state.generation);
    const now = look.time === 'relative' ? Math.floor(Date.now() / 1_000) * 1_000 + 999 : 0;
    // Heights are known only when rows are drawn; two more rounds put wrapped rows where they belong.
    for (let round = 0; round < (look.wrap ? 3 : 1); round += 1) {
      scroller.settle(heights(), follows);
      shown = placedRows(scroller.top(), heights(), scroller.view());
      pool.draw(shown, events.pinned(), (row) => poolRow(row, now));
      if (!look.wrap || !measure()) break;
    }
    if (look.wrap) {
      shown = placedRows(scroller.top(), heights(), scroller.view());
      pool.place(shown);
    } else widen();
    const first = shown[0]?.row ?? 0;
    const last = (shown.at(-1)?.row ?? -1) + 1;
    const many = Math.ceil(scroller.view() / ROW_PX) + 2;
    if (follows) model.follow(Math.min(500, many + 10));
    // The tail brings what is in sight; nobody scrolls into what is around it while it races.
    model.see(follows ? first : Math.max(0, first - AHEAD), follows ? last : last + AHEAD);
    const isDrawn = cursor !== null && pool.element(cursor) !== undefined;
    if (isDrawn) host.setAttribute('aria-activedescendant', `${idPrefix}${cursor}`);
    else host.removeAttribute('aria-activedescendant');
    host.setAttribute('aria-rowcount', String(state.rows));
    kept = lookedAt();
  }

  function poolRow(row: number, now: number) {
    const isOpened = sizes.isOpened(row);
    return {
      row: model.row(row),
      view: { look, now, opened: isOpened },
      stamp: `${lookStamp} ${now} ${isOpened}`,
      isCurrent: row === cursor,
    };
  }

  /** Takes the heights of the rows in sight; true when one was not as it was thought to be. */
  function measure(): boolean {
    const top = scroller.top();
    const off = sizes.measured(shown.map(({ row }) => [row, pool.element(row)?.offsetHeight ?? ROW_PX] as const));
    const by = off.get(top.row) ?? 0;
    // What is below the upper edge stays where it is seen.
    if (top.px > 0 && by !== 0) scroller.moveTo({ row: top.row, px: Math.max(0, top.px + by) });
    return off.size > 0;
  }

  /** Makes room to scroll sideways to the end of the longest line seen. */
  function widen(): void {
    let most = longest;
    for (const { row } of shown) most = Math.max(most, charsOf(model.row(row)));
    if (most === longest) return;
    longest = most;
    spacer.style.setProperty('--longest', `${most}ch`);
  }

  const stopModel = model.subscribe(changed);
  const ticking = setInterval(() => {
    if (look.time === 'relative' && !document.hidden) soon();
  }, 1_000);
  soon();

  return {
    look(next) {
      if (next.wrap !== look.wrap) {
        sizes.setWrap(next.wrap);
        longest = 0;
        spacer.style.removeProperty('--longest');
      }
      look = next;
      lookStamp += 1;
      host.toggleAttribute('data-wrap', next.wrap);
      host.dataset['time'] = next.time;
      host.toggleAttribute('data-names', next.names);
      soon();
    },
    follow(next) {
      setFollows(next);
      if (next) {
        scroller.forgetScroll();
        setCursor(null);
      }
      soon();
    },
    follows: () => follows,
    cursor: () => cursor,
    first: () => shown[0]?.row ?? 0,
    setCursor,
    step(by) {
      const rows = model.state().rows;
      if (rows === 0) return;
      const seenLast = shown.at(-1)?.row ?? 0;
      const from = cursor ?? (by > 0 ? (shown[0]?.row ?? 0) - 1 : seenLast + 1);
      const to = Math.min(rows - 1, Math.max(0, from + by));
      setCursor(to);
      show(to, 'nearest');
    },
    page(by) {
      const view = scroller.view();
      setFollows(false);
      const top = movedBy(scroller.top(), by * (view - ROW_PX), heights(), view);
      scroller.moveTo(top);
      if (cursor !== null)
        setCursor(by > 0 ? Math.min(model.state().rows - 1, top.row + Math.floor(view / ROW_PX) - 1) : top.row);
      soon();
    },
    toBegin() {
      setFollows(false);
      scroller.moveTo({ row: 0, px: 0 });
      if (model.state().rows > 0) setCursor(0);
      soon();
    },
    show(row, chosen = true) {
      if (chosen) setCursor(row);
      show(row, 'middle');
    },
    restore(row, { y, chosen }) {
      if (chosen) setCursor(row);
      else setCursor(null);
      scroller.moveTo(movedBy({ row, px: 0 }, -y, heights(), scroller.view()));
      soon();
    },
    toggleJson,
    openWhole: hooks.onWhole,
    selectAll: events.selectAll,
    unselectAll: events.unselectAll,
    focus: () => host.focus({ preventScroll: true }),
    close() {
      stopFrame?.();
      clearTimeout(resting);
      clearInterval(ticking);
      stopModel();
      events.close();
      scroller.close();
      spacer.remove();
    },
  };
}
