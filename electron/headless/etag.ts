import { formatPosition, type Position } from '../../shared/position.ts';

/** The entity tag of what is true at a position. */
export function etagOf(position: Position): string {
  return `"${formatPosition(position)}"`;
}

/** Whether an `If-None-Match` header names this tag: one of a list, weak or not, or `*`. */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => {
    const tag = item.trim().replace(/^W\//, '');
    return tag === etag || tag === '*';
  });
}
