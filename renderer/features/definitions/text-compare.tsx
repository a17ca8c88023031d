import { useAnswer } from '../../client/use-answer.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import css from './dock.module.css';
import { toEditorText } from './line-ends.ts';
import { sideName } from './sides.ts';
import { TextDiff } from './text-diff-view.tsx';

interface TextCompareProps {
  readonly id: string;
  /** A stored version, or null for the file on disk. */
  readonly from: number | null;
  readonly to: number | null;
}

/** The texts of two versions, or of a version and the file, line by line. */
export function TextCompare({ id, from, to }: TextCompareProps) {
  const why = useWhyOff('definition.read');
  const before = useText(id, from);
  const after = useText(id, to);
  const error = before.error ?? after.error;
  if (error) return <ErrorNote error={error} />;
  if (before.value === null || after.value === null) {
    return (
      <p className={css['note']}>{why === undefined ? 'Reading both texts.' : `The texts cannot be shown: ${why}.`}</p>
    );
  }
  return (
    <TextDiff
      before={toEditorText(before.value.text)}
      after={toEditorText(after.value.text)}
      beforeLabel={sideName(from)}
      afterLabel={sideName(to)}
    />
  );
}

function useText(id: string, version: number | null) {
  const why = useWhyOff('definition.read');
  const disk = useWorkspace(selectDefinition(id))?.disk?.hash ?? 'none';
  const input = version === null ? { id } : { id, version };
  // A stored version never changes; the file is read again whenever its hash does.
  return useAnswer(
    'definition.read',
    why === undefined ? input : null,
    `${id}@${version}`,
    version === null ? disk : '',
  );
}
