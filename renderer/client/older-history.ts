import type { Envelope } from '../../shared/envelope.ts';
import { HISTORY_TYPES, history } from '../stores/history.ts';
import { ask } from './calls.ts';

const PAGE = 500;

let loading: Promise<void> | null = null;

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
    types: [...HISTORY_TYPES],
    limit: PAGE,
    ...(oldest === undefined ? {} : { before: oldest }),
  });
  history.addOlder(events as unknown as readonly Envelope[], more);
}
