import type { ReactNode } from 'react';
import type { Definition } from '../../shared/state.ts';
import { shortHash } from '../lib/format.ts';
import { isSameOnDisk } from './definition-look.ts';
import { Glyph } from './glyph.tsx';
import css from './three-facts.module.css';

/** What is on disk, what is loaded, what runs on it: three facts, always in that order. */
export function ThreeFacts({ definition }: { readonly definition: Definition }) {
  return (
    <dl className={css['facts']}>
      <Fact name="disk">
        <Disk definition={definition} />
      </Fact>
      <Fact name="loaded">
        {definition.loaded === null ? <span className={css['faint']}>nothing</span> : `v${definition.loaded.version}`}
        {definition.pin === null ? null : <span className={css['faint']}>pinned</span>}
      </Fact>
      <Fact name="running">
        <Running definition={definition} />
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className={css['fact']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Disk({ definition }: { readonly definition: Definition }) {
  const { disk, loaded, state } = definition;
  if (disk === null) return <span className={css['faint']}>no file</span>;
  if (state === 'refused') {
    return (
      <>
        <Glyph name="refused" />
        <span>
          <span className={css['hash']}>{shortHash(disk.hash)}</span> refused
        </span>
      </>
    );
  }
  if (isSameOnDisk(definition) && loaded !== null) return `v${loaded.version}`;
  return (
    <>
      <Glyph name={state === 'settling' ? 'settling' : 'differs'} />
      <span className={css['hash']}>{shortHash(disk.hash)}</span>
    </>
  );
}

function Running({ definition }: { readonly definition: Definition }) {
  const { running, loaded } = definition;
  if (running === null) return <span className={css['faint']}>not applicable</span>;
  if (running.length === 0) return <span className={css['faint']}>nothing runs on it</span>;
  return running.map(({ by, version }) => (
    <span key={by} className={loaded?.version === version ? undefined : css['differs']}>
      v{version} by {by}
    </span>
  ));
}
