import { useState } from 'react';
import { ALIVE_STATES, type Component, type Run } from '../../../shared/component-state.ts';
import { diffFields } from '../../../shared/diff.ts';
import type { FieldChange } from '../../../shared/events/fields.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { plural } from '../../lib/format.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { DiffTable } from '../../ui/diff-table.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { Time } from '../../ui/time.tsx';
import { componentVersions } from './component-versions.ts';
import css from './inspector-parts.module.css';

interface DescriptorSectionProps {
  readonly component: Component;
  readonly run: Run | undefined;
}

/** The descriptor as it is on disk, loaded and running, with the fields that differ between neighbours. */
export function DescriptorSection({ component, run }: DescriptorSectionProps) {
  const definition = useWorkspace(selectDefinition(component.definition));
  const [isOpen, setIsOpen] = useState(false);
  const versions = componentVersions(component, definition, run);
  const isRefused = definition?.state === 'refused';
  const differs = versions.some((fact) => fact.differs);
  const when = {
    disk: definition?.disk ? <Time at={definition.disk.mtime} mode="clock" /> : 'no file',
    loaded: definition?.loaded ? <Time at={definition.loaded.at} mode="clock" /> : 'registered in code',
    running:
      run && run.endedAt === null
        ? `pid ${run.pid}`
        : ALIVE_STATES.has(component.state)
          ? 'no process now'
          : 'nothing runs',
  };
  return (
    <Section
      title="Descriptor"
      right={
        differs ? (
          <button type="button" className={rows['link']} aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
            {isOpen ? 'hide the fields' : 'which fields differ'}
          </button>
        ) : undefined
      }
    >
      <dl className={css['triple']}>
        {versions.map(({ place, text, differs: isOther }) => (
          <div key={place}>
            <dt>{place === 'disk' ? 'on disk' : place}</dt>
            <dd className={css['version']} data-differs={isOther || undefined}>
              {place === 'disk' && isRefused ? <Glyph name="refused" title="refused" /> : null}
              {text}
            </dd>
            <dd className={css['when']}>{when[place]}</dd>
          </div>
        ))}
      </dl>
      {isRefused && component.definition !== null ? (
        <p className={css['note']}>
          The file is refused, v{definition.loaded?.version ?? '?'}{' '}
          {run && run.endedAt === null ? 'keeps running' : 'is what would start'}.{' '}
          <button
            type="button"
            className={rows['link']}
            onClick={() => openDefinition(component.definition ?? '', 'text', definition.error?.at?.line ?? null)}
          >
            {definition.error?.at?.line === undefined ? 'Open it' : `Open at line ${definition.error.at.line}`}
          </button>
        </p>
      ) : null}
      {component.reverted ? (
        <p className={css['note']}>The newest descriptor did not start, so the one before it runs again.</p>
      ) : null}
      {isOpen && differs ? <Fields component={component} run={run} /> : null}
    </Section>
  );
}

function Fields({ component, run }: DescriptorSectionProps) {
  const disk = useWorkspace(selectDefinition(component.definition))?.disk?.hash ?? '';
  const { name, version } = component;
  const answer = useAnswer('descriptor', { name }, name, `${version} ${disk} ${run?.descriptorVersion ?? ''}`);
  if (answer.error) return <p className={css['note']}>{answer.error.message}</p>;
  if (!answer.value) return <p className={css['note']}>Comparing the fields.</p>;
  const { disk: onDisk, loaded, running } = answer.value;
  return (
    <>
      <Compare title="running → loaded" before={running} after={loaded} />
      <Compare title="loaded → on disk" before={loaded} after={onDisk} />
    </>
  );
}

function Compare({
  title,
  before,
  after,
}: {
  readonly title: string;
  readonly before: unknown;
  readonly after: unknown;
}) {
  // Where one side is not there, nothing can be compared field by field.
  if (before === null || after === null || before === undefined || after === undefined) return null;
  const changes: readonly FieldChange[] = diffFields(before, after);
  if (changes.length === 0) return null;
  return (
    <div className={css['compare']}>
      <p className={css['note']}>
        {title}, {plural(changes.length, 'field')}
      </p>
      <DiffTable changes={changes} />
    </div>
  );
}
