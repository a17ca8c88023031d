import { Plus } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { formatCount } from '../../lib/format.ts';
import { select, selectFilter, selectSelection, setFilter, useUi } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Filter } from '../../ui/filter.tsx';
import { type GridHandle, VirtualGrid } from '../../ui/virtual-grid.tsx';
import { ComparePane } from './compare-pane.tsx';
import { CreateDialog } from './create-dialog.tsx';
import { DefinitionInspector } from './definition-inspector.tsx';
import { DEFINITION_ROW_PREFIX, DefinitionHead, DefinitionLine } from './definition-line.tsx';
import css from './definitions-screen.module.css';
import { DeleteDialog } from './delete-dialog.tsx';
import { NameDialog } from './name-dialog.tsx';
import { dockFor, type OpenDialog, type Opener } from './opener.ts';
import { RollbackDialog } from './rollback-dialog.tsx';
import { StateChips } from './state-chips.tsx';
import { TextPane } from './text-pane.tsx';
import { useDefinitionList } from './use-definition-list.ts';
import { useOpener } from './use-opener.ts';

const KIND = 'kind:';

/** Every definition of the workspace by kind, with its three facts; what is selected stands open on the right. */
export function DefinitionsScreen() {
  const grid = useRef<GridHandle>(null);
  const selected = useUi(selectSelection('definitions'));
  const filter = useUi(selectFilter('definitions'));
  const { items, total, found, filterError, toggleKind } = useDefinitionList();
  const { dock: asked, setDock, dialog, open } = useOpener();
  const whyNotCreate = useWhyOff('definition.create');
  const isKind = selected?.startsWith(KIND) === true && items.some((item) => item.id === selected);
  const shownId = isKind ? null : selected;
  const dock = dockFor(asked, shownId);

  const onSelect = useCallback((id: string) => select('definitions', id), []);
  const onPress = useCallback(
    (id: string) => {
      select('definitions', id);
      if (id.startsWith(KIND)) toggleKind(id.slice(KIND.length));
    },
    [toggleKind],
  );
  const closeDock = (): void => setDock(null);

  return (
    <div className={css['screen']} data-inspector={shownId !== null || undefined}>
      <div className={css['main']} data-dock={dock !== null || undefined}>
        <Bar
          title="Definitions"
          right={
            <Button
              icon={<Plus />}
              disabledReason={whyNotCreate}
              onClick={() => open.dialog({ sort: 'create', kind: null })}
              testId="definition-new"
            >
              New
            </Button>
          }
        >
          <Filter
            id="definitions-filter"
            value={filter}
            onChange={(text) => setFilter('definitions', text)}
            placeholder="Filter definitions"
            error={filterError}
            onLeave={() => grid.current?.focus()}
          />
          <StateChips filter={filter} />
          <span className={css['count']} role="status">
            {found === total ? formatCount(total) : `${formatCount(found)} of ${formatCount(total)}`}
          </span>
        </Bar>
        <div className={css['list']}>
          {items.length === 0 ? (
            <Nothing total={total} open={open} whyNotCreate={whyNotCreate} />
          ) : (
            <VirtualGrid
              ref={grid}
              label="Definitions"
              idPrefix={DEFINITION_ROW_PREFIX}
              items={items}
              head={<DefinitionHead />}
              selected={selected}
              onSelect={onSelect}
              onOpen={(id) => (id.startsWith(KIND) ? toggleKind(id.slice(KIND.length)) : open.text(id))}
              onClose={() => onClose(dock !== null, closeDock)}
              render={(item) => <DefinitionLine item={item} selected={item.id === selected} onSelect={onPress} />}
            />
          )}
        </div>
        {dock?.sort === 'text' && <TextPane key={dock.id} id={dock.id} goTo={dock.goTo} onClose={closeDock} />}
        {dock?.sort === 'compare' && (
          <ComparePane
            id={dock.id}
            sides={dock}
            onSides={(sides) => setDock({ ...dock, ...sides })}
            onClose={closeDock}
          />
        )}
      </div>
      {shownId !== null && (
        <DefinitionInspector key={shownId} id={shownId} open={open} onClose={() => select('definitions', null)} />
      )}
      <Dialogs dialog={dialog} onClose={() => open.dialog(null)} />
    </div>
  );
}

/** Esc closes one thing at a time: first what stands below the list, then what stands beside it. */
function onClose(hasDock: boolean, closeDock: () => void): void {
  if (hasDock) closeDock();
  else select('definitions', null);
}

interface NothingProps {
  readonly total: number;
  readonly open: Opener;
  readonly whyNotCreate: string | undefined;
}

function Nothing({ total, open, whyNotCreate }: NothingProps) {
  if (total > 0) {
    return (
      <EmptyState
        title="No definition matches the filter."
        action={<Button onClick={() => setFilter('definitions', '')}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="This workspace has no definitions yet."
      action={
        <Button
          kind="primary"
          disabledReason={whyNotCreate}
          onClick={() => open.dialog({ sort: 'create', kind: null })}
        >
          Create one
        </Button>
      }
    >
      A definition is a YAML or JSON file in one of the folders that are watched.
    </EmptyState>
  );
}

function Dialogs({ dialog, onClose }: { readonly dialog: OpenDialog; readonly onClose: () => void }) {
  switch (dialog?.sort) {
    case 'create':
      return <CreateDialog kind={dialog.kind} onClose={onClose} />;
    case 'rename':
    case 'duplicate':
      return <NameDialog id={dialog.id} sort={dialog.sort} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog id={dialog.id} onClose={onClose} />;
    case 'rollback':
      return <RollbackDialog id={dialog.id} version={dialog.version} how={dialog.how} onClose={onClose} />;
    case undefined:
      return null;
  }
}
