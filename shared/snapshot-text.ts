import { snapshotOf } from './snapshot.ts';
import type { State } from './state.ts';
import { emptyTable, type Table } from './table.ts';

/** Texts of buckets that were written before: a bucket never changes, so its text is right for as long as it lives. */
const written = new WeakMap<object, string>();

/**
 * The JSON text of `snapshotOf(state)`, in pieces, so that whoever writes it can pause between them. Buckets that have
 * not changed since they were last written cost nothing.
 */
export function* snapshotText(state: State): Generator<string> {
  const { definitions, ...rest } = snapshotOf({ ...state, definitions: emptyTable() });
  yield JSON.stringify(rest).slice(0, -1);
  yield ',"definitions":{';
  yield* tableText(state.definitions);
  yield '}}';
}

function* tableText<T>(table: Table<T>): Generator<string> {
  let first = true;
  for (const bucket of table.buckets) {
    let text = written.get(bucket);
    if (text === undefined) {
      text = JSON.stringify(bucket).slice(1, -1);
      written.set(bucket, text);
    }
    if (text === '') continue;
    yield first ? text : `,${text}`;
    first = false;
  }
}
