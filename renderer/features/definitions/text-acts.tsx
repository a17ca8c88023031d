import { Button } from '../../ui/button.tsx';
import { type Draft, dropDraft, isChanged } from './draft-store.ts';
import { useExternal } from './use-external.ts';
import type { Save } from './use-save.ts';

interface TextActsProps {
  readonly id: string;
  readonly draft: Draft;
  readonly save: Save;
  /** The choice between two texts stands below: no save past it. */
  readonly isOff: boolean;
  /** Where another editor should open the file; null for its beginning. */
  readonly place: { readonly line: number; readonly column: number } | null;
}

/** What can be done with a text. */
export function TextActs({ id, draft, save, isOff, place }: TextActsProps) {
  const changed = isChanged(draft);
  const external = useExternal(id);
  const why =
    save.whyOff ?? (isOff ? 'choose one of the two texts first' : changed ? undefined : 'nothing was changed');
  return (
    <>
      <Button
        kind="quiet"
        disabledReason={external.whyOff}
        title={external.note}
        onClick={() => external.run(place?.line ?? null, place?.column ?? null)}
        testId="definition-external"
      >
        {external.label}
      </Button>
      {changed && (
        <Button kind="quiet" onClick={() => dropDraft(id)}>
          Revert
        </Button>
      )}
      <Button
        kind={changed && !isOff ? 'primary' : 'secondary'}
        keys="Ctrl S"
        busy={save.isBusy ? 'Saving' : undefined}
        disabledReason={why}
        onClick={() => save.run(draft, draft.baseHash)}
        testId="definition-save"
      >
        Save
      </Button>
    </>
  );
}
