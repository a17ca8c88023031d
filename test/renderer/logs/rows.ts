import type { LogLineRow, LogMarkRow, LogRow } from '../../../shared/log.ts';

/** A line of a component, as the core would tell it. */
export function line(n: number, text = `line ${n}`, more: Partial<LogLineRow> = {}): LogLineRow {
  return {
    kind: 'line',
    stream: 'component:api/stdout',
    n,
    at: 1_700_000_000_000 + n,
    seq: 40,
    run: 'api-7',
    level: 'info',
    text,
    bytes: text.length,
    ...more,
  };
}

/** A ruler of a component. */
export function mark(what: LogMarkRow['what'], more: Partial<LogMarkRow> = {}): LogMarkRow {
  return {
    kind: 'mark',
    stream: 'component:api/stdout',
    at: 1_700_000_000_000,
    seq: 40,
    run: 'api-7',
    what,
    ...more,
  };
}

/** Lines 1 to `count`. */
export function lines(count: number): LogRow[] {
  return Array.from({ length: count }, (_, at) => line(at + 1));
}
