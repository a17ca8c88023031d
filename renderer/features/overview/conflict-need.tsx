import { openDefinition } from '../../stores/ui-store.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { servingWords } from '../../ui/definition-look.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import css from './need.module.css';
import { NeedFrame } from './need-frame.tsx';
import type { NeedProps } from './need-props.ts';

/** Two files that claim one name: which serves, and what ends it. */
export function ConflictNeed({ id, isSelected, isFull, definitionId }: NeedProps & { readonly definitionId: string }) {
  const definition = useWorkspace(selectDefinition(definitionId));
  const open = () => openDefinition(definitionId);
  useHotkeys({ 'mod+Enter': open }, isSelected);
  if (!definition) return null;
  const { claims, path, error } = definition;
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="conflicted"
      title={`${claims.length} files claim ${definitionId}`}
      where={servingWords(definition)}
      message={error?.hint ?? 'Rename or delete one of them.'}
      acts={
        isFull ? (
          <Button
            kind={isSelected ? 'primary' : 'secondary'}
            keys={isSelected ? 'Ctrl Enter' : undefined}
            onClick={open}
            testId="need-open"
          >
            Compare and decide
          </Button>
        ) : undefined
      }
    >
      {isFull ? (
        <ul className={css['paths']}>
          {claims.map((claim) => (
            <li key={claim} className={css['path']}>
              <Glyph name={claim === path && definition.loaded ? 'running' : 'off'} />
              <code>{claim}</code>
              <span className={css['faint']}>{claim === path && definition.loaded ? 'serves' : 'waits'}</span>
            </li>
          ))}
        </ul>
      ) : undefined}
    </NeedFrame>
  );
}
