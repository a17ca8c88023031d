/** What stands at the upper edge: a row, and how many of its px are above the edge. */
export interface Top {
  readonly row: number;
  readonly px: number;
}

/** The rows of a list: how many, how high in general, and how high each. Heights in px. */
export interface Heights {
  readonly rows: number;
  readonly base: number;
  height(row: number): number;
}

/** No element may be much higher than this in every browser; longer lists scroll in proportion. Px. */
export const TALLEST_PX = 15_000_000;

/** What stands at the upper edge after moving by so many px; held inside the list. */
export function movedBy(top: Top, by: number, heights: Heights, view: number): Top {
  let { row } = top;
  let px = top.px + by;
  while (px < 0 && row > 0) {
    row -= 1;
    px += heights.height(row);
  }
  while (row < heights.rows - 1 && px >= heights.height(row)) {
    px -= heights.height(row);
    row += 1;
  }
  return inside({ row, px: Math.max(0, px) }, heights, view);
}

/** The place from which the last row is seen whole at the lower edge. */
export function endOf(heights: Heights, view: number): Top {
  let room = view;
  for (let row = heights.rows - 1; row >= 0; row -= 1) {
    const height = heights.height(row);
    if (height >= room) return { row, px: height - room };
    room -= height;
  }
  return { row: 0, px: 0 };
}

/** Held between the first row and the end. */
export function inside(top: Top, heights: Heights, view: number): Top {
  const end = endOf(heights, view);
  const isBehind = top.row > end.row || (top.row === end.row && top.px > end.px);
  return isBehind ? end : top;
}

/** Whether two places are the same to the px. */
export function isSame(left: Top, right: Top): boolean {
  return left.row === right.row && Math.abs(left.px - right.px) < 1;
}

/** A row that is seen, and how far its upper edge is below that of the view, in px. */
export interface Placed {
  readonly row: number;
  readonly y: number;
}

/** The rows in sight, in order. */
export function placedRows(top: Top, heights: Heights, view: number): readonly Placed[] {
  const placed: Placed[] = [];
  let y = -top.px;
  for (let row = top.row; row < heights.rows && y < view; row += 1) {
    placed.push({ row, y });
    y += heights.height(row);
  }
  return placed;
}

/** Where the view must stand to show a row: as it stands when the row is in sight, else with the row where asked. */
export function showing(row: number, top: Top, heights: Heights, view: number, where: 'nearest' | 'middle'): Top {
  const seen = placedRows(top, heights, view).find((placed) => placed.row === row);
  const height = heights.height(row);
  if (seen && seen.y >= 0 && seen.y + height <= view) return top;
  const isAbove = row < top.row || (row === top.row && top.px > 0);
  const room = where === 'middle' ? Math.max(0, (view - height) / 2) : isAbove ? 0 : Math.max(0, view - height);
  return movedBy({ row, px: 0 }, -room, heights, view);
}

/** Height of the element that scrolls, in px. */
export function scrollHeight(heights: Heights): number {
  return Math.min(TALLEST_PX, heights.rows * heights.base);
}

/** Where the scroll bar stands for a place, in px of `most`, the last place it can have. */
export function scrollOf(top: Top, heights: Heights, view: number, most: number): number {
  const end = value(endOf(heights, view), heights);
  return end <= 0 ? 0 : Math.min(most, (value(top, heights) / end) * most);
}

/** The place that the scroll bar means. */
export function topOfScroll(scroll: number, heights: Heights, view: number, most: number): Top {
  if (most <= 0) return { row: 0, px: 0 };
  const at = value(endOf(heights, view), heights) * Math.min(1, Math.max(0, scroll / most));
  const row = Math.min(heights.rows - 1, Math.floor(at));
  return inside({ row, px: Math.floor((at - row) * heights.height(row)) }, heights, view);
}

function value(top: Top, heights: Heights): number {
  return heights.rows === 0 ? 0 : top.row + top.px / heights.height(top.row);
}
