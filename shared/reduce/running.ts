import type { Definition } from '../state.ts';
import type { Draft } from './draft.ts';

/** The third fact of a descriptor: which version of it runs. Null when nothing does. */
export function setRunning(draft: Draft, component: string, version: number | null): void {
  const id = draft.table('components').get(component)?.definition;
  if (id) put(draft, id, version === null ? [] : [{ by: `component:${component}`, version }]);
}

/**
 * A component was declared, by another file than before perhaps: what runs of it belongs to the file that declares it.
 *
 * @param version what is alive counts as from now on; null = as before
 */
export function moveRunning(
  draft: Draft,
  component: string,
  { from, to }: { readonly from: string | null; readonly to: string | null },
  version: number | null,
): void {
  const by = `component:${component}`;
  const ran =
    from === null
      ? undefined
      : draft
          .table('definitions')
          .get(from)
          ?.running?.find((one) => one.by === by);
  if (from !== null && from !== to && ran) put(draft, from, []);
  if (to === null) return;
  const known = draft.table('definitions').get(to)?.running;
  if (version !== null) put(draft, to, [{ by, version }]);
  else if (ran && from !== to) put(draft, to, [ran]);
  else if (!known) put(draft, to, []);
}

function put(draft: Draft, id: string, running: Definition['running']): void {
  const definition = draft.table('definitions').get(id);
  if (definition && definition.state !== 'removed') draft.table('definitions').put(id, { ...definition, running });
}
