import type { Envelope } from '../../shared/envelope.ts';
import { TIMELINE_TYPES } from '../../shared/timeline.ts';
import { history } from '../stores/history.ts';
import { marks } from '../stores/marks.ts';
import { ask } from './calls.ts';

const PAGE = 500;
const MARKS_PAGE = 10_000;

let loading: Promise<void> | null = null;
let loadingMarks: Promise<void> | null = null;

/**
 * Fetches one page of events older than those the history holds (the newest ones when it is empty). Calls while one
 * is under way share it.
 *
 * @throws AppError as the core answered it
 */
export function loadOlder(): Promise<void> {
  loading ??= fetchPage().finally(() => {
    loading = null;
  });
  return loading;
}

async function fetchPage(): Promise<void> {
  const oldest = history.events()[0]?.seq;
  const { events, more } = await ask('events', {
    types: [...TIMELINE_TYPES],
    limit: PAGE,
    ...(oldest === undefined ? {} : { before: oldest }),
  });
  history.addOlder(events as unknown as readonly Envelope[], more);
}

/**
 * Fetches one page of marks older than those the timeline holds (the newest ones when it is empty). Calls while one is
 * under way share it.
 *
 * @throws AppError as the core answered it
 */
export function loadOlderMarks(): Promise<void> {
  loadingMarks ??= fetchMarks().finally(() => {
    loadingMarks = null;
  });
  return loadingMarks;
}

async function fetchMarks(): Promise<void> {
  const began = marks.generation();
  const oldest = marks.oldest()?.seq;
  const { columns, more } = await ask('timeline', {
    limit: MARKS_PAGE,
    ...(oldest === undefined ? {} : { before: oldest }),
  });
  // Another journal may have come meanwhile: what was asked of the old one says nothing about it.
  if (marks.generation() === began) marks.addOlder(columns, more);
}
