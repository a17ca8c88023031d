import { useEffect } from 'react';
import { formatCount } from '../../lib/format.ts';
import { showFiltered } from '../../stores/ui-store.ts';
import rows from '../../ui/rows.module.css';
import type { Need } from '../../words/needs.ts';
import { BatchNeed } from './batch-need.tsx';
import { ComponentNeed, CrashNeed } from './component-needs.tsx';
import { ConflictNeed } from './conflict-need.tsx';
import { type NeedParts, type NeedProps, needElementId } from './need-props.ts';
import { OrphanNeed } from './orphan-need.tsx';
import css from './overview.module.css';
import { ConfigNeed, DegradedNeed, ProblemsNeed, RootNeed } from './plain-needs.tsx';
import { RefusedNeed } from './refused-need.tsx';

interface NeedListProps {
  readonly needs: readonly Need[];
  readonly selected: string | null;
  readonly parts: NeedParts;
}

/** More than these are not listed here: the list of definitions is made for many. */
const LISTED = 100;
/** Up to this many, each is shown in full; of more, only the selected one is. */
const IN_FULL = 8;

/** What needs somebody, worst first. */
export function NeedList({ needs, selected, parts }: NeedListProps) {
  useEffect(() => {
    const item = selected === null ? null : document.getElementById(needElementId(selected));
    item?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const rest = needs.length - LISTED;
  return (
    <div className={css['needs']}>
      {needs.slice(0, LISTED).map((need) => (
        <NeedItem
          key={need.id}
          need={need}
          parts={parts}
          isSelected={need.id === selected}
          isFull={needs.length <= IN_FULL || need.id === selected}
        />
      ))}
      {rest > 0 ? (
        <p className={css['rest']}>
          {formatCount(rest)} more.{' '}
          <button
            type="button"
            className={rows['link']}
            onClick={() => showFiltered('definitions', 'state:refused,conflicted')}
          >
            All of them in Definitions
          </button>
        </p>
      ) : null}
    </div>
  );
}

type NeedItemProps = Omit<NeedProps, 'id'> & { readonly need: Need; readonly parts: NeedParts };

function NeedItem({ need, parts, isSelected, isFull }: NeedItemProps) {
  const props = { id: need.id, isSelected, isFull };
  switch (need.sort) {
    case 'refused':
      return <RefusedNeed {...props} definitionId={need.definition} />;
    case 'conflicted':
      return <ConflictNeed {...props} definitionId={need.definition} />;
    case 'crash':
      return <CrashNeed {...props} name={need.component} CrashCard={parts.CrashCard} />;
    case 'component':
      return <ComponentNeed {...props} name={need.component} />;
    case 'orphan':
      return <OrphanNeed {...props} orphanId={need.orphan} OrphanActs={parts.OrphanActs} />;
    case 'batch':
      return <BatchNeed {...props} />;
    case 'root-lost':
      return <RootNeed {...props} />;
    case 'config':
      return <ConfigNeed {...props} />;
    case 'degraded':
      return <DegradedNeed {...props} path={need.path} />;
    case 'problems':
      return <ProblemsNeed {...props} />;
  }
}
