import type { Batch } from '../../../shared/state.ts';
import { formatGitHead, plural } from '../../lib/format.ts';

/** What waits: `31 definitions held`. */
export function batchTitle(batch: Batch): string {
  return `${plural(batch.items.length, 'definition')} held`;
}

/** Why it waits, and what serves meanwhile: `main → feat/rerank; loaded versions keep serving`. */
export function batchReason({ reason, git }: Batch): string {
  const why =
    reason === 'size'
      ? 'many changed at once'
      : reason === 'manual'
        ? 'their kind is held by hand'
        : git === null
          ? 'a git operation changed them'
          : formatGitHead(git);
  return `${why}; loaded versions keep serving`;
}
