import { Diff, SquareArrowOutUpRight, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Definition } from '../../../shared/state.ts';
import { formatPlace } from '../../lib/format.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { servingWords } from '../../ui/definition-look.ts';
import { Frame } from '../../ui/frame.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { ThreeFacts } from '../../ui/three-facts.tsx';
import { Time } from '../../ui/time.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { Words } from '../../ui/words.tsx';
import { RollbackDialog } from '../definitions/rollback-dialog.tsx';
import css from './need.module.css';
import { NeedFrame } from './need-frame.tsx';
import type { NeedProps } from './need-props.ts';

/** An edit that does not load: where, why, what keeps serving, and the ways out. */
export function RefusedNeed({ id, isSelected, isFull, definitionId }: NeedProps & { readonly definitionId: string }) {
  const definition = useWorkspace(selectDefinition(definitionId));
  const open = () => openDefinition(definitionId, 'text', definition?.error?.at?.line ?? null);
  useHotkeys({ 'mod+Enter': open }, isSelected);
  if (!definition) return null;
  const { error, disk, path } = definition;
  const place = error?.at ?? { path };
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="refused"
      title={definition.loaded === null ? 'File refused' : 'Edit refused'}
      where={
        <button type="button" className={css['place']} onClick={open}>
          {formatPlace(place)}
        </button>
      }
      when={disk === null ? undefined : <Time at={disk.mtime} mode="ago" />}
      message={error === null ? undefined : <Words text={`${error.message} ${error.hint}`.trim()} />}
      acts={
        isFull ? (
          <RefusedActs id={definitionId} definition={definition} isSelected={isSelected} open={open} />
        ) : undefined
      }
    >
      {isFull ? (
        <>
          {error?.at?.frame === undefined ? null : (
            <Frame text={error.at.frame} path={error.at.path} line={error.at.line} />
          )}
          <div className={css['serving']}>
            <ThreeFacts definition={definition} />
            <span className={css['path']}>
              <Glyph name={definition.loaded === null ? 'off' : 'running'} />
              {servingWords(definition)}
            </span>
          </div>
        </>
      ) : undefined}
    </NeedFrame>
  );
}

interface RefusedActsProps {
  readonly id: string;
  readonly definition: Definition;
  readonly isSelected: boolean;
  readonly open: () => void;
}

function RefusedActs({ id, definition, isSelected, open }: RefusedActsProps) {
  const reason = useWhyOff('definition.rollback');
  const [restoring, setRestoring] = useState(false);
  const line = definition.error?.at?.line;
  const version = definition.loaded?.version;
  return (
    <>
      <Button
        kind={isSelected ? 'primary' : 'secondary'}
        icon={<SquareArrowOutUpRight aria-hidden />}
        keys={isSelected ? 'Ctrl Enter' : undefined}
        onClick={open}
        testId="need-open"
      >
        {line === undefined ? 'Open' : `Open at line ${line}`}
      </Button>
      {version === undefined ? null : (
        <>
          <Button icon={<Diff aria-hidden />} onClick={() => openDefinition(id, 'diff')} testId="need-diff">
            Diff with v{version}
          </Button>
          <Button
            kind="quiet"
            icon={<Undo2 aria-hidden />}
            disabledReason={reason}
            onClick={() => setRestoring(true)}
            testId="need-restore"
          >
            Restore v{version} to disk…
          </Button>
          {restoring ? (
            <RollbackDialog id={id} version={version} how="write" onClose={() => setRestoring(false)} />
          ) : null}
        </>
      )}
    </>
  );
}
