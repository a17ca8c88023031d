import type { Definition } from '../../../shared/state.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { isSameOnDisk, servingWords } from '../../ui/definition-look.ts';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import css from './inspector-parts.module.css';
import type { Opener } from './opener.ts';

interface FaultSectionProps {
  readonly id: string;
  readonly definition: Definition;
  readonly open: Opener;
}

/** Why the file does not load, or which files claim the name; what keeps serving; the ways out. */
export function FaultSection({ id, definition, open }: FaultSectionProps) {
  if (definition.state === 'conflicted') return <Conflict definition={definition} />;
  if (definition.error === null) return null;
  return (
    <Section title="Refused" right={servingWords(definition)}>
      <ErrorNote error={definition.error} />
      <Ways id={id} definition={definition} open={open} />
    </Section>
  );
}

function Ways({ id, definition, open }: FaultSectionProps) {
  const whyNotRead = useWhyOff('definition.read');
  const whyNotWrite = useWhyOff('definition.save');
  const { loaded, disk } = definition;
  // What is refused although it loads cannot be compared with, or replaced by, itself.
  if (!loaded || isSameOnDisk(definition)) return null;
  const noHash = disk?.hash ? undefined : 'the file cannot be read';
  return (
    <div className={parts['ways']}>
      <Button disabledReason={whyNotRead ?? noHash} onClick={() => open.compare(id, loaded.version, null)}>
        Compare with v{loaded.version}
      </Button>
      <Button
        disabledReason={whyNotWrite ?? noHash}
        onClick={() => open.dialog({ sort: 'rollback', id, version: loaded.version, how: 'write' })}
        testId="definition-restore"
      >
        Restore v{loaded.version} to disk…
      </Button>
    </div>
  );
}

function Conflict({ definition }: { readonly definition: Definition }) {
  const { claims, path, error, loaded } = definition;
  return (
    <Section title="Conflict" right={servingWords(definition)}>
      <p className={css['text']}>{claims.length} files claim this name. Rename or delete all but one.</p>
      <ul className={css['list']}>
        {claims.map((claim) => (
          <li key={claim} className={css['claim']}>
            <code>{claim}</code>
            <span className={css['faint']}>{claim === path && loaded ? 'serves' : 'does not serve'}</span>
          </li>
        ))}
      </ul>
      {error && error.code !== 'CONFLICT' && <ErrorNote error={error} />}
    </Section>
  );
}
