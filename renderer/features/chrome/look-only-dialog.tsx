import { ALIVE_STATES } from '../../../shared/component-state.ts';
import { tableEntries } from '../../../shared/table.ts';
import { actAndTell } from '../../client/calls.ts';
import { plural } from '../../lib/format.ts';
import { selectDialog, showDialog, useUi } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectComponents, selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';
import { Confirm } from '../../ui/confirm.tsx';

/** Asks before trust is withdrawn: what runs is stopped then. */
export function LookOnlyDialog() {
  const workspace = useWorkspace(selectWorkspace);
  const isAsked = useUi(selectDialog) === 'look-only';
  // All components are looked at only while somebody reads what would be stopped.
  return workspace === null || !isAsked ? null : <Question name={workspace.name} />;
}

function Question({ name }: { readonly name: string }) {
  const components = useWorkspace(selectComponents);
  const reason = useWhyOff('workspace.trust');
  const alive = [...tableEntries(components)]
    .map(([, component]) => component)
    .filter(({ state, definition }) => definition !== null && ALIVE_STATES.has(state));

  function withdraw(): void {
    showDialog(null);
    const words = { done: 'Workspace is only looked at', failed: 'Workspace is trusted as before' };
    void actAndTell('workspace.trust', { decision: 'look-only' }, words);
  }

  return (
    <Confirm
      open
      danger={alive.length > 0}
      title={`Only look at ${name}?`}
      confirmLabel={alive.length > 0 ? `Stop ${alive.length} and only look` : 'Only look'}
      disabledReason={reason}
      onConfirm={withdraw}
      onClose={() => showDialog(null)}
    >
      {alive.length === 0
        ? 'Nothing of it runs now, and nothing starts until you trust it again.'
        : `${plural(alive.length, 'component')} ${alive.length === 1 ? 'is' : 'are'} stopped: ${namesOf(alive)}. What is wanted up waits until you trust the workspace again.`}{' '}
      Files are watched, checked and shown as before.
    </Confirm>
  );
}

/** Names that are listed. */
const LISTED = 5;

function namesOf(components: readonly { readonly name: string }[]): string {
  const names = components.slice(0, LISTED).map(({ name }) => name);
  const more = components.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
