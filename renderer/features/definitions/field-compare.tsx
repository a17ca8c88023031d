import { useAnswer } from '../../client/use-answer.ts';
import { plural } from '../../lib/format.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { DiffTable } from '../../ui/diff-table.tsx';
import css from './dock.module.css';
import { sideName } from './sides.ts';

interface FieldCompareProps {
  readonly id: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** The fields that differ between two versions, or a version and the file; secrets stay hidden. */
export function FieldCompare({ id, from, to }: FieldCompareProps) {
  const disk = useWorkspace(selectDefinition(id))?.disk?.hash ?? 'none';
  const same = from === to;
  const answer = useAnswer('diff', same ? null : { id, from, to }, `${id}@${from}:${to}`, from && to ? '' : disk);
  if (same) return <p className={css['note']}>Both sides are {sideName(from)}.</p>;
  if (answer.error) {
    return (
      <p className={css['note']}>
        {answer.error.message} {answer.error.hint}
      </p>
    );
  }
  if (!answer.value) return <p className={css['note']}>Comparing the fields.</p>;
  const { changes, fields } = answer.value;
  if (fields === 0) return <p className={css['note']}>No field differs.</p>;
  return (
    <>
      <DiffTable changes={changes} />
      {fields > changes.length && (
        <p className={css['note']}>{plural(fields - changes.length, 'more field')} differ.</p>
      )}
    </>
  );
}
