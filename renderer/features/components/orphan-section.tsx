import type { Orphan } from '../../../shared/component-state.ts';
import { tableEntries } from '../../../shared/table.ts';
import { selectOrphans, useWorkspace } from '../../stores/workspace-store.ts';
import { Section } from '../../ui/inspector.tsx';
import parts from '../../ui/inspector-parts.module.css';
import { Time } from '../../ui/time.tsx';
import css from './inspector-parts.module.css';
import { OrphanActs } from './orphan-acts.tsx';

/** Processes of this component that an earlier host left behind, and what can be done with each. */
export function OrphanSection({ name }: { readonly name: string }) {
  const orphans = useWorkspace(selectOrphans);
  const own = [...tableEntries(orphans)].filter(([, orphan]) => orphan.component === name);
  if (own.length === 0) return null;
  return (
    <Section title="Left behind by an earlier host">
      <ul>
        {own.map(([id, orphan]) => (
          <li key={id} className={css['orphan']}>
            <OrphanFacts orphan={orphan} />
            <div className={parts['ways']}>
              <OrphanActs orphan={orphan} />
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Which process it is. */
function OrphanFacts({ orphan }: { readonly orphan: Orphan }) {
  return (
    <>
      <p>
        pid {orphan.pid} <span className={css['faint']}>found </span>
        <Time at={orphan.foundAt} mode="clock" />
      </p>
      <p className={css['mono']}>{orphan.command}</p>
    </>
  );
}
