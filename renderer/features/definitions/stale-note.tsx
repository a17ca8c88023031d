import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import css from './dock.module.css';
import { type Draft, dropDraft } from './draft-store.ts';
import { toEditorText } from './line-ends.ts';
import { TextDiff } from './text-diff-view.tsx';
import type { Save } from './use-save.ts';

interface StaleNoteProps {
  readonly id: string;
  readonly draft: Draft;
  /** The file as it is now. */
  readonly file: { readonly text: string; readonly hash: string };
  readonly save: Save;
}

/** The file changed under a draft: both texts are shown, and only the user decides which one stays. */
export function StaleNote({ id, draft, file, save }: StaleNoteProps) {
  const [isOpen, setIsOpen] = useState(true);
  return (
    <div className={css['stale']} role="alert" data-testid="definition-stale">
      <div className={css['staleLine']}>
        <Glyph name="differs" />
        <span className={css['grow']}>The file changed on disk since you began. Which text stays?</span>
        <Button
          kind="danger"
          busy={save.isBusy ? 'Saving' : undefined}
          disabledReason={save.whyOff}
          onClick={() => save.run(draft, file.hash)}
        >
          Overwrite with mine
        </Button>
        <Button onClick={() => dropDraft(id)}>Take the file’s</Button>
        <Button kind="quiet" onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? 'Hide difference' : 'Show difference'}
        </Button>
      </div>
      {isOpen && (
        <TextDiff before={toEditorText(file.text)} after={draft.text} beforeLabel="on disk" afterLabel="yours" />
      )}
    </div>
  );
}
