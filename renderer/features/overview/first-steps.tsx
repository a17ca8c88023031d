import { Boxes, FilePenLine, FolderOpen } from 'lucide-react';
import type { Component } from '../../../shared/component-state.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { useHistory } from '../../stores/history.ts';
import { openDefinition, openOn, showDialog } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace, type WorkspaceView } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { reloadRow } from '../../words/reload-row.ts';
import css from './empty-workspace.module.css';

/** Below the board until the first edit was seen: what to try. `first` is the id of a definition to try it on. */
export function FirstSteps({ first }: { readonly first: string }) {
  const definition = useWorkspace(selectDefinition(first));
  const openOff = useWhyOff('workspace.open');
  const hasSeenEdit = useHistory().some((event) => isEdit(reloadRow(event)));
  const isIdle = useWorkspace(isWithoutDeploy);
  if (hasSeenEdit || !definition) return null;
  return (
    <ol className={css['first']} data-testid="first-steps">
      <li className={css['step']}>
        <span className={css['number']}>1</span>
        <div>
          <h2 className={css['head']}>Make an edit</h2>
          <p>
            Change a value in <code>{definition.path}</code> and save. It serves a moment later, and the reload appears
            on the right with what changed.
          </p>
        </div>
        <Button icon={<FilePenLine aria-hidden />} onClick={() => openDefinition(first, 'text', 1)}>
          Open {definition.name}
        </Button>
      </li>
      <li className={css['step']}>
        <span className={css['number']}>2</span>
        <div>
          <h2 className={css['head']}>Break it on purpose</h2>
          <p>
            Delete a colon and save. The edit is refused with the line at fault, and the last good version keeps
            serving.
          </p>
        </div>
      </li>
      {isIdle ? (
        <li className={css['step']}>
          <span className={css['number']}>3</span>
          <div>
            <h2 className={css['head']}>Deploy something</h2>
            <p>Choose a component and deploy it: its state, its processes and every line it writes are there to see.</p>
          </div>
          <Button icon={<Boxes aria-hidden />} onClick={() => openOn('components', null)}>
            Components
          </Button>
        </li>
      ) : null}
      <li className={css['step']}>
        <span className={css['number']}>{isIdle ? 4 : 3}</span>
        <div>
          <h2 className={css['head']}>Open your own folder</h2>
          <p>Any folder that holds definitions; it is only looked at until you trust it.</p>
        </div>
        <Button icon={<FolderOpen aria-hidden />} disabledReason={openOff} onClick={() => showDialog('open-folder')}>
          Open folder…
        </Button>
      </li>
    </ol>
  );
}

function isEdit(row: ReturnType<typeof reloadRow>): boolean {
  return row?.definition !== null && row !== null && !row.first;
}

const wantedOf = perBucket((bucket: Readonly<Record<string, Component>>): Component[] =>
  Object.values(bucket).filter(({ desired }) => desired === 'up'),
);

/** Whether the workspace has components, and nobody has deployed one. */
function isWithoutDeploy({ state: { components } }: WorkspaceView): boolean {
  return components.size > 0 && wantedOf(components).length === 0;
}
