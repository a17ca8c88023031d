import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { WatchState } from '../../../shared/state.ts';
import { openDefinition, openOn, select, selectSelection, showFiltered, useUi } from '../../stores/ui-store.ts';
import { type Connection, selectConnection, useWorkspace } from '../../stores/workspace-store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Key } from '../../ui/key.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { type Need, needsOf, selectedNeed } from '../../words/needs.ts';
import { Board } from './board.tsx';
import { EmptyWorkspace } from './empty-workspace.tsx';
import { NeedList } from './need-list.tsx';
import type { NeedParts } from './need-props.ts';
import css from './overview.module.css';
import { OverviewSide } from './overview-side.tsx';

/** What needs somebody now; when nothing does, what is loaded; when nothing is there, how to begin. */
export function OverviewScreen({ parts: needParts }: { readonly parts: NeedParts }) {
  const connection = useWorkspace(selectConnection);
  const parts = useWorkspace(
    useShallow(({ state: { watch, config, definitions, batch, problems, components, orphans } }) => ({
      watch,
      config,
      definitions,
      batch,
      problems,
      components,
      orphans,
    })),
  );
  const needs = useMemo(() => needsOf(parts), [parts]);
  const chosen = useUi(selectSelection('overview'));
  const selected = selectedNeed(needs, chosen)?.id ?? null;
  const ids = useMemo(() => needs.map((need) => need.id), [needs]);
  const unknown = unknownWords(connection.status, parts.watch.state);
  const isEmpty = parts.definitions.size === 0 && parts.components.size === 0 && needs.length === 0;

  useListKeys({
    ids,
    selected,
    onSelect: (id) => select('overview', id),
    onOpen: (id) => openNeed(needs.find((need) => need.id === id)),
  });

  return (
    <div className={css['overview']}>
      <Bar
        title={needs.length > 0 ? 'Needs you' : 'Overview'}
        count={needs.length > 0 ? needs.length : undefined}
        right={needs.length > 0 ? <Hints /> : undefined}
      />
      <div className={css['body']}>
        {needs.length > 0 ? (
          <NeedList needs={needs} selected={selected} parts={needParts} />
        ) : isEmpty ? (
          unknown === null ? (
            <EmptyWorkspace />
          ) : (
            <p className={css['waiting']}>{unknown}</p>
          )
        ) : (
          <Board definitions={parts.definitions} components={parts.components} />
        )}
      </div>
      <OverviewSide />
    </div>
  );
}

/** Why nothing can be said about an empty list; null when it is known to be empty. */
function unknownWords(status: Connection['status'], watch: WatchState['state']): string | null {
  if (status === 'connecting') return 'Connecting…';
  if (status !== 'connected') return 'Nothing is known: there is no connection.';
  return watch === 'starting' ? 'Looking at the workspace…' : null;
}

function Hints() {
  return (
    <span className={css['hints']}>
      <span>
        next <Key>j</Key>
      </span>
      <span>
        open <Key>Enter</Key>
      </span>
      <span>
        primary action <Key>Ctrl Enter</Key>
      </span>
    </span>
  );
}

function openNeed(need: Need | undefined): void {
  if (need?.sort === 'crash' || need?.sort === 'component') openOn('components', need.component);
  if (need?.sort === 'problems') showFiltered('problems', '');
  if (need && (need.sort === 'refused' || need.sort === 'conflicted')) openDefinition(need.definition);
}
