import { Check, ChevronsUpDown, FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import { switchWorkspace } from '../../client/bind.ts';
import { ask } from '../../client/calls.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectIsConnected, selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';
import { Logo } from '../../ui/logo.tsx';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import css from './workspace-menu.module.css';

type OpenWorkspace = ActionOutput<'workspaces'>['open'][number];

/** The name of the workspace; behind it the others that are open, and the way to open one more. */
export function WorkspaceMenu() {
  const current = useWorkspace(selectWorkspace);
  const openOff = useWhyOff('workspace.open');
  const open = useOpenWorkspaces(current?.id);
  const entries: MenuEntry[] = [
    ...open.map((workspace) => ({
      id: workspace.id,
      label: workspace.name,
      note: workspace.root,
      icon: workspace.id === current?.id ? <Check aria-label="shown" /> : null,
      onSelect: () => {
        if (workspace.id !== current?.id) switchWorkspace(workspace.id);
      },
    })),
    ...(open.length > 0 ? (['separator'] as const) : []),
    {
      id: 'open-folder',
      label: 'Open folder…',
      icon: <FolderOpen aria-hidden />,
      disabledReason: openOff,
      onSelect: () => showDialog('open-folder'),
    },
  ];
  return (
    <Menu
      testId="workspace-menu"
      entries={entries}
      trigger={
        <button type="button" className={css['workspace']} data-testid="workspace" title={current?.root ?? 'Signalbox'}>
          <Logo />
          <span className={css['name']}>{current?.name ?? 'Signalbox'}</span>
          <ChevronsUpDown aria-hidden className={css['more']} />
        </button>
      }
    />
  );
}

/** The open workspaces; asked again when another one is shown. */
function useOpenWorkspaces(current: string | undefined): readonly OpenWorkspace[] {
  const isConnected = useWorkspace(selectIsConnected);
  const [open, setOpen] = useState<readonly OpenWorkspace[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another current workspace is a reason to ask again
  useEffect(() => {
    if (!isConnected) return;
    let shown = true;
    // The menu still offers to open a folder when the list cannot be had.
    ask('workspaces', {}).then(
      (answer) => shown && setOpen(answer.open),
      () => {},
    );
    return () => {
      shown = false;
    };
  }, [isConnected, current]);
  return open;
}
