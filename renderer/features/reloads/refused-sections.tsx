import { useState } from 'react';
import { idOfSubject } from '../../../shared/definition-id.ts';
import type { KnownEvent } from '../../../shared/envelope.ts';
import { formatDuration } from '../../lib/format.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { definitionLook } from '../../ui/definition-look.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import { Waterfall } from '../../ui/waterfall.tsx';
import { totalMs } from '../../words/reload-row.ts';
import { RollbackDialog } from '../definitions/rollback-dialog.tsx';
import css from './inspector-parts.module.css';

type Refused = KnownEvent<'definition.refused'>;

/** Why a file did not load, what went on serving, and the ways out while it still does not. */
export function RefusedSections({ event }: { readonly event: Refused }) {
  const { error, keeps, timings, phase } = event.body;
  const took = totalMs(timings);
  return (
    <>
      <Section title={`Refused at ${phase}`} right={keeps === null ? 'nothing serves' : `kept v${keeps}`}>
        <ErrorNote error={error} />
        <Ways event={event} />
      </Section>
      {took !== null && (
        <Section title="Where the time went" right={formatDuration(took)}>
          <Waterfall timings={timings} />
        </Section>
      )}
    </>
  );
}

function Ways({ event }: { readonly event: Refused }) {
  const id = idOfSubject(event.subject, 'definition') ?? event.subject;
  const definition = useWorkspace(selectDefinition(id));
  const [isOpen, setIsOpen] = useState(false);
  const whyNotRead = useWhyOff('definition.read');
  const whyNotWrite = useWhyOff('definition.save');
  if (!definition) return <p className={css['now']}>It is not there any more.</p>;
  if (definition.state !== 'refused') {
    const version = definition.loaded ? `, v${definition.loaded.version} serves` : '';
    return (
      <p className={css['now']}>
        Now {definitionLook(definition).word}
        {version}.
      </p>
    );
  }
  const { loaded, disk } = definition;
  const line = event.body.error.at?.line ?? null;
  const noHash = disk?.hash ? undefined : 'the file cannot be read';
  return (
    <div className={css['ways']}>
      <Button
        kind="primary"
        disabledReason={whyNotRead}
        onClick={() => openDefinition(id, 'text', line)}
        testId="reload-open-line"
      >
        {line === null ? 'Open text' : `Open at line ${line}`}
      </Button>
      {loaded && (
        <>
          <Button disabledReason={whyNotRead ?? noHash} onClick={() => openDefinition(id, 'diff')}>
            Compare with v{loaded.version}
          </Button>
          <Button disabledReason={whyNotWrite ?? noHash} onClick={() => setIsOpen(true)} testId="reload-restore">
            Restore v{loaded.version} to disk…
          </Button>
          {isOpen && <RollbackDialog id={id} version={loaded.version} how="write" onClose={() => setIsOpen(false)} />}
        </>
      )}
    </div>
  );
}
