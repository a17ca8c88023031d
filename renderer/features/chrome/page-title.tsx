import { useAttention } from '../../stores/attention.ts';
import { selectIsStale, selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';

/** The window's title: what fails is told there too, for whoever works in another window. */
export function PageTitle() {
  const workspace = useWorkspace(selectWorkspace);
  const isStale = useWorkspace(selectIsStale);
  const { refused, conflicted, held } = useAttention();
  const failing = refused + conflicted;
  const facts = isStale
    ? ['disconnected']
    : [failing > 0 && `${failing} failing`, held > 0 && `${held} held`].filter((fact) => fact !== false);
  const name = workspace === null ? 'Signalbox' : `${workspace.name} · Signalbox`;
  return <title>{facts.length === 0 ? name : `${facts.join(', ')} · ${name}`}</title>;
}
