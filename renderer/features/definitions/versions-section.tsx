import { useState } from 'react';
import type { ActionOutput } from '../../../shared/actions/all.ts';
import type { Definition } from '../../../shared/state.ts';
import { useAnswer } from '../../client/use-answer.ts';
import { formatBytes, plural } from '../../lib/format.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import { Time } from '../../ui/time.tsx';
import css from './inspector-parts.module.css';
import type { Opener } from './opener.ts';

type Version = ActionOutput<'versions'>['versions'][number];

interface VersionsSectionProps {
  readonly id: string;
  readonly definition: Definition;
  readonly open: Opener;
}

/** Versions shown before somebody asks for all. */
const SHOWN = 8;

/** The stored versions, newest first: compare with any, roll back to any. */
export function VersionsSection({ id, definition, open }: VersionsSectionProps) {
  const [isAll, setIsAll] = useState(false);
  const answer = useAnswer('versions', { id }, id, definition.loaded?.version ?? 0);
  const versions = answer.value?.versions ?? [];
  const shown = isAll ? versions : versions.slice(0, SHOWN);
  return (
    <Section title="Versions" right={versions.length > 0 ? plural(versions.length, 'stored', 'stored') : undefined}>
      {answer.error && <p className={css['text']}>{answer.error.message}</p>}
      {!answer.waits && !answer.error && versions.length === 0 && (
        <p className={css['text']}>Nothing has loaded yet.</p>
      )}
      <ul data-testid="definition-versions">
        {shown.map((version) => (
          <VersionRow key={version.version} id={id} definition={definition} version={version} open={open} />
        ))}
      </ul>
      {versions.length > SHOWN && (
        <Button kind="quiet" onClick={() => setIsAll(!isAll)}>
          {isAll ? 'Show fewer' : `Show all ${versions.length}`}
        </Button>
      )}
    </Section>
  );
}

function VersionRow({ id, definition, version, open }: VersionsSectionProps & { readonly version: Version }) {
  const whyOff = useWhyOff('definition.rollback');
  const loaded = definition.loaded?.version ?? null;
  const isLoaded = version.version === loaded;
  const note = [
    isLoaded ? 'loaded' : '',
    version.of === null ? '' : `brings back v${version.of}`,
    definition.pin?.version === version.version ? 'pinned' : '',
  ].filter((part) => part !== '');
  return (
    <li className={css['version']}>
      <span className={isLoaded ? css['strong'] : undefined}>v{version.version}</span>
      <span className={css['when']}>
        <Time at={version.at} mode="full" />
      </span>
      <span className={css['faint']}>{note.length > 0 ? note.join(', ') : formatBytes(version.size)}</span>
      <span className={css['acts']}>
        <button
          type="button"
          className={rows['link']}
          onClick={() => open.compare(id, version.version, isLoaded ? null : loaded)}
          aria-label={`diff of v${version.version} and ${isLoaded ? 'the file' : `v${loaded}`}`}
        >
          diff
        </button>
        {!isLoaded && (
          <button
            type="button"
            className={rows['link']}
            disabled={whyOff !== undefined}
            title={whyOff}
            onClick={() => open.dialog({ sort: 'rollback', id, version: version.version, how: 'pin' })}
            aria-label={`Roll back to v${version.version}`}
          >
            roll back
          </button>
        )}
      </span>
    </li>
  );
}
