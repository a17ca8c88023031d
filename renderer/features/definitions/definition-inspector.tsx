import { Ellipsis } from 'lucide-react';
import { copyText } from '../../lib/copy-text.ts';
import { formatBytes, formatPlace } from '../../lib/format.ts';
import { linkTo } from '../../stores/permalink.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, selectIsStale, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { definitionLook } from '../../ui/definition-look.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Inspector, Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { Menu, type MenuEntry } from '../../ui/menu.tsx';
import { ThreeFacts } from '../../ui/three-facts.tsx';
import { Time } from '../../ui/time.tsx';
import { loadFromDisk } from './acts.ts';
import { FacetSections } from './facet-sections.tsx';
import { FaultSection } from './fault-section.tsx';
import { HistorySection } from './history-section.tsx';
import css from './inspector-parts.module.css';
import type { Opener } from './opener.ts';
import { ReferencesSection } from './references-section.tsx';
import { useExternal } from './use-external.ts';
import { VersionsSection } from './versions-section.tsx';
import { WarningsSection } from './warnings-section.tsx';

interface DefinitionInspectorProps {
  readonly id: string;
  readonly open: Opener;
  readonly onClose: () => void;
}

/** Everything known about one definition, and what can be done with it. */
export function DefinitionInspector({ id, open, onClose }: DefinitionInspectorProps) {
  const definition = useWorkspace(selectDefinition(id));
  const isStale = useWorkspace(selectIsStale);
  const whyNotRead = useWhyOff('definition.read');
  const entries = useMenu(id, open);
  if (!definition) {
    return (
      <Inspector title={id} onClose={onClose}>
        <EmptyState title="There is no such definition now.">What became of it is in Reloads.</EmptyState>
      </Inspector>
    );
  }
  const { glyph, word } = definitionLook(definition);
  const line = definition.state === 'refused' ? (definition.error?.at?.line ?? null) : null;
  return (
    <Inspector
      title={id}
      glyph={glyph}
      onClose={onClose}
      subtitle={
        <>
          {isStale ? `last known: ${word}` : word}
          <span className={parts['gap']}>{definition.path}</span>
          {definition.disk && <span className={parts['gap']}>{formatBytes(definition.disk.size)}</span>}
        </>
      }
      actions={
        <>
          <Button
            kind={definition.state === 'refused' ? 'primary' : 'secondary'}
            disabledReason={definition.disk ? whyNotRead : 'there is no file'}
            onClick={() => open.text(id, line, definition.error?.at?.column)}
            testId="definition-open-text"
          >
            {line === null ? 'Open text' : `Open at line ${line}`}
          </Button>
          <Button
            disabledReason={definition.disk ? undefined : 'there is no file'}
            onClick={() => open.compare(id, definition.loaded?.version ?? null, null)}
          >
            Compare
          </Button>
          <Menu
            align="end"
            testId="definition-menu"
            trigger={
              <button type="button" className={parts['more']} aria-label={`More acts on ${id}`} title="More acts">
                <Ellipsis />
              </button>
            }
            entries={entries}
          />
        </>
      }
    >
      <Section title="Facts">
        <ThreeFacts definition={definition} />
        {definition.loaded && (
          <p className={css['note']}>
            Loaded <Time at={definition.loaded.at} mode="full" />
            {definition.disk && (
              <>
                , file changed <Time at={definition.disk.mtime} mode="full" />
              </>
            )}
          </p>
        )}
      </Section>
      <FaultSection id={id} definition={definition} open={open} />
      <FacetSections id={id} definition={definition} open={open} />
      {definition.warnings > 0 && <WarningsSection id={id} definition={definition} open={open} />}
      <ReferencesSection id={id} open={open} />
      <VersionsSection id={id} definition={definition} open={open} />
      <HistorySection id={id} fresh={definition.changed} />
    </Inspector>
  );
}

function useMenu(id: string, open: Opener): readonly MenuEntry[] {
  const definition = useWorkspace(selectDefinition(id));
  const whyNotReload = useWhyOff('definition.reload');
  const whyNotCreate = useWhyOff('definition.create');
  const whyNotRename = useWhyOff('definition.rename');
  const whyNotDelete = useWhyOff('definition.delete');
  const external = useExternal(id);
  const noFile = definition?.disk ? undefined : 'there is no file';
  const place = formatPlace(definition?.error?.at ?? { path: definition?.path ?? id });
  return [
    {
      id: 'reload',
      label: 'Load from disk again',
      disabledReason: whyNotReload ?? noFile,
      onSelect: () => void loadFromDisk(id),
    },
    'separator',
    {
      id: 'rename',
      label: 'Rename…',
      disabledReason: whyNotRename ?? noFile,
      onSelect: () => open.dialog({ sort: 'rename', id }),
    },
    {
      id: 'duplicate',
      label: 'Duplicate…',
      disabledReason: whyNotCreate ?? noFile,
      onSelect: () => open.dialog({ sort: 'duplicate', id }),
    },
    ...(external.opens
      ? [
          {
            id: 'open-external',
            label: external.label,
            disabledReason: external.whyOff,
            onSelect: () => external.run(definition?.error?.at?.line ?? null, definition?.error?.at?.column ?? null),
          },
        ]
      : []),
    { id: 'copy-place', label: 'Copy path:line', note: place, onSelect: () => void copyText(place, place) },
    {
      id: 'copy-link',
      label: 'Copy link',
      onSelect: () => void copyText(linkTo({ view: 'definitions', selection: id }), `link to ${id}`),
    },
    'separator',
    {
      id: 'delete',
      label: 'Delete…',
      danger: true,
      disabledReason: whyNotDelete ?? noFile,
      onSelect: () => open.dialog({ sort: 'delete', id }),
    },
  ];
}
