import type { Definition } from '../../../shared/state.ts';
import { shortHash } from '../../lib/format.ts';
import { showDialog } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectBatch, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { followFile, loadFromDisk } from './acts.ts';
import { diskDiffers } from './definition-columns.ts';
import css from './inspector-parts.module.css';
import type { Opener } from './opener.ts';

interface FacetProps {
  readonly id: string;
  readonly definition: Definition;
  readonly open: Opener;
}

/** What stands beside the state: a change that waits, a version chosen by hand, a change that was discarded. */
export function FacetSections(props: FacetProps) {
  const { batch, pin, left } = props.definition;
  return (
    <>
      {batch !== null && <Waiting {...props} />}
      {pin !== null && <Pinned {...props} />}
      {left !== null && <Discarded {...props} />}
    </>
  );
}

function Waiting({ id, definition, open }: FacetProps) {
  const batch = useWorkspace(selectBatch);
  const count = batch?.items.length ?? 1;
  const others = count > 1 ? ` with ${count - 1} others` : '';
  return (
    <Section title="Waiting">
      <p className={css['text']}>
        The change of the file waits{others} to be applied; {loadedWords(definition)} serves until then.
      </p>
      <div className={parts['ways']}>
        <Button onClick={() => showDialog('batch')}>Open the plan</Button>
        <Button onClick={() => open.compare(id, definition.loaded?.version ?? null, null)}>See the change</Button>
      </div>
    </Section>
  );
}

function Pinned({ id, definition, open }: FacetProps) {
  const whyOff = useWhyOff('definition.unpin');
  const { pin, disk } = definition;
  if (!pin) return null;
  const isNewer = disk !== null && disk.hash !== pin.hash;
  return (
    <Section title="Pinned">
      <p className={css['text']}>
        Pinned to v{pin.version}
        {isNewer ? `, the file is newer (${shortHash(disk.hash)}).` : ', and the file says the same.'}
      </p>
      <div className={parts['ways']}>
        <Button disabledReason={whyOff} onClick={() => void followFile(id)} testId="definition-follow">
          Follow file
        </Button>
        {isNewer && <Button onClick={() => open.compare(id, pin.version, null)}>Compare with the file</Button>}
      </div>
    </Section>
  );
}

function Discarded({ id, definition, open }: FacetProps) {
  const whyOff = useWhyOff('definition.reload');
  return (
    <Section title="Discarded">
      <p className={css['text']}>
        The change was discarded; the file {diskDiffers(definition) ? 'differs from' : 'is again the same as'}{' '}
        {loadedWords(definition)}.
      </p>
      <div className={parts['ways']}>
        <Button disabledReason={whyOff} onClick={() => void loadFromDisk(id)} testId="definition-load">
          Load from disk
        </Button>
        <Button onClick={() => open.compare(id, definition.loaded?.version ?? null, null)}>See the change</Button>
      </div>
    </Section>
  );
}

function loadedWords({ loaded }: Definition): string {
  return loaded === null ? 'nothing' : `v${loaded.version}`;
}
