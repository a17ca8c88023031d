import { useState } from 'react';
import { idOfSubject } from '../../../shared/definition-id.ts';
import type { KnownEvent } from '../../../shared/envelope.ts';
import type { FieldChange } from '../../../shared/events/fields.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatDuration, plural } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { DiffTable } from '../../ui/diff-table.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { Waterfall } from '../../ui/waterfall.tsx';
import { totalMs } from '../../words/reload-row.ts';
import { openComparison } from '../definitions/comparison-request.ts';
import { RollbackDialog } from '../definitions/rollback-dialog.tsx';
import css from './inspector-parts.module.css';
import { TouchedSection } from './touched-section.tsx';

type Reloaded = KnownEvent<'definition.reloaded'>;

/** What a reload changed, where its time went, and what came with it. */
export function ReloadedSections({ event }: { readonly event: Reloaded }) {
  const { timings, warnings, beside = [] } = event.body;
  const took = totalMs(timings);
  return (
    <>
      <Changes event={event} />
      <Section title="Where the time went" right={took === null ? undefined : formatDuration(took)}>
        <Waterfall timings={timings} />
      </Section>
      {beside.length > 0 && (
        <Section title="Files beside it" right={plural(beside.length, 'file')}>
          <ul className={css['list']}>
            {beside.map((path) => (
              <li key={path} className={css['path']}>
                {path}
              </li>
            ))}
          </ul>
        </Section>
      )}
      <TouchedSection body={event.body} />
      {warnings.length > 0 && (
        <Section title="Warnings">
          <ul className={css['list']}>
            {warnings.map((warning) => (
              <li key={`${warning.code}:${warning.line}:${warning.message}`} className={css['warning']}>
                <Glyph name="warning" title="Warning" />
                <span>
                  {warning.message}
                  {warning.line !== undefined && <span className={css['faint']}> line {warning.line}</span>}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Changes({ event }: { readonly event: Reloaded }) {
  const id = idOfSubject(event.subject, 'definition') ?? event.subject;
  const { from, of, version, diff, fields, diffBlob } = event.body;
  const [isAll, setIsAll] = useState(false);
  const blob = useAnswer('blob', isAll && diffBlob ? { hash: diffBlob } : null, diffBlob ?? '');
  const whyNotBlob = useWhyOff('blob');
  const changes = blob.value ? readChanges(blob.value.text) : diff;
  if (from === undefined) {
    return (
      <Section title="What changed">
        <p className={css['text']}>The first version that loaded, v{version}.</p>
      </Section>
    );
  }
  return (
    <Section
      title="What changed"
      right={
        <>
          {plural(fields, 'field')}
          <button type="button" className={rows['link']} onClick={() => openComparison(id, from, version)}>
            text diff
          </button>
          {from === version || from === of ? null : <RollBack id={id} version={from} />}
        </>
      }
    >
      {changes.length > 0 ? (
        <DiffTable changes={changes} />
      ) : (
        <p className={css['text']}>No field differs; only the text or the files beside it did.</p>
      )}
      {blob.error && <p className={css['text']}>{blob.error.message}</p>}
      {fields > changes.length && diffBlob !== undefined && (
        <Button kind="quiet" disabledReason={whyNotBlob} onClick={() => setIsAll(true)}>
          Show all {fields} fields
        </Button>
      )}
    </Section>
  );
}

function RollBack({ id, version }: { readonly id: string; readonly version: number }) {
  const [isOpen, setIsOpen] = useState(false);
  const whyOff = useWhyOff('definition.rollback');
  const definition = useWorkspace(selectDefinition(id));
  const gone = !definition || definition.state === 'removed' ? 'it is removed' : undefined;
  const serves = definition?.loaded?.version === version ? `v${version} serves already` : undefined;
  return (
    <>
      <Button disabledReason={whyOff ?? gone ?? serves} onClick={() => setIsOpen(true)} testId="reload-rollback">
        Roll back to v{version}
      </Button>
      {isOpen && <RollbackDialog id={id} version={version} how="pin" onClose={() => setIsOpen(false)} />}
    </>
  );
}

function readChanges(text: string): readonly FieldChange[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? (value as FieldChange[]) : [];
}
