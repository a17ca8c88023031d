import { useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { tell } from '../../stores/toast-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { attempt } from './acts.ts';
import css from './dialogs.module.css';
import { FieldCompare } from './field-compare.tsx';
import { TextCompare } from './text-compare.tsx';

/** How an earlier version comes back: served beside the file, or written into it. */
export type RollbackHow = 'pin' | 'write';

interface RollbackDialogProps {
  readonly id: string;
  readonly version: number;
  readonly how: RollbackHow;
  readonly onClose: () => void;
}

/** Asks how to bring an earlier version back and shows what it changes before anything is done. */
export function RollbackDialog({ id, version, how: first, onClose }: RollbackDialogProps) {
  const [how, setHow] = useState<RollbackHow>(first);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const definition = useWorkspace(selectDefinition(id));
  const whyNotAct = useWhyOff('definition.rollback');
  const whyNotWrite = useWhyOff('definition.save');
  const diskHash = definition?.disk?.hash ?? null;
  const loaded = definition?.loaded?.version ?? null;
  const path = definition?.path ?? id;
  const whyOff =
    whyNotAct ?? (how === 'write' ? (whyNotWrite ?? (diskHash ? undefined : 'the file cannot be read')) : undefined);

  async function confirm(): Promise<void> {
    setIsBusy(true);
    setError(null);
    const input =
      how === 'pin' ? { id, version, how } : { id, version, how, ...(diskHash ? { expectedHash: diskHash } : {}) };
    const { result, error: failure } = await attempt('definition.rollback', input);
    setIsBusy(false);
    if (failure) {
      setError(failure);
      return;
    }
    tell(how === 'pin' ? `${id} serves v${version} again, now v${result.version}` : `v${version} is in ${result.path}`);
    onClose();
  }

  return (
    <Confirm
      open
      wide
      title={`Roll ${id} back to v${version}`}
      confirmLabel={how === 'pin' ? `Run v${version}` : `Write v${version} to the file`}
      busy={isBusy ? 'Rolling back' : undefined}
      disabledReason={whyOff}
      error={error}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <fieldset className={css['choice']}>
        <legend className={css['legend']}>How</legend>
        <How
          value="pin"
          chosen={how}
          onChoose={setHow}
          title={`Run v${version}`}
          text={`${path} stays as it is. v${version} serves until you follow the file again.`}
        />
        <How
          value="write"
          chosen={how}
          onChoose={setHow}
          title="Write it to the file"
          text={`The content of ${path} is replaced by v${version}, and that loads.`}
        />
      </fieldset>
      {whyOff !== undefined && <p className={css['why']}>Not possible now: {whyOff}.</p>}
      <h3 className={css['heading']}>{how === 'pin' ? 'What will serve differently' : 'What changes in the file'}</h3>
      <div className={css['preview']} data-testid="rollback-preview">
        {how === 'pin' ? (
          <FieldCompare id={id} from={loaded} to={version} />
        ) : (
          <TextCompare id={id} from={null} to={version} />
        )}
      </div>
    </Confirm>
  );
}

interface HowProps {
  readonly value: RollbackHow;
  readonly chosen: RollbackHow;
  readonly onChoose: (how: RollbackHow) => void;
  readonly title: string;
  readonly text: string;
}

function How({ value, chosen, onChoose, title, text }: HowProps) {
  return (
    <label className={css['option']}>
      <input type="radio" name="how" value={value} checked={chosen === value} onChange={() => onChoose(value)} />
      <span>
        <span className={css['optionTitle']}>{title}</span>
        <span className={css['optionText']}>{text}</span>
      </span>
    </label>
  );
}
