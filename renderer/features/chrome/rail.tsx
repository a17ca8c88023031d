import { useMemo } from 'react';
import type { KindCounts } from '../../../shared/state.ts';
import { formatCount, plural } from '../../lib/format.ts';
import { useAttention } from '../../stores/attention.ts';
import { selectView, showFiltered, showView, useUi, type View } from '../../stores/ui-store.ts';
import { selectKindCounts, useWorkspace, type WorkspaceView } from '../../stores/workspace-store.ts';
import { Glyph, type GlyphName } from '../../ui/glyph.tsx';
import { Key } from '../../ui/key.tsx';
import { agentNeeds } from '../../words/agent-needs.ts';
import css from './rail.module.css';
import { RAIL_VIEWS, SETTINGS_VIEW, type ViewEntry, WATCHER_VIEW } from './views.ts';

const selectAgentNeeds = (view: WorkspaceView): number => agentNeeds(view.state);

/** The screens, and below them the kinds of definitions with what is wrong in each. */
export function Rail() {
  const { needs, problems, failing } = useAttention();
  const agents = useWorkspace(selectAgentNeeds);
  const counts: Partial<Record<View, number>> = { overview: needs, problems, components: failing, agents };
  return (
    <nav className={css['rail']} aria-label="Screens">
      {RAIL_VIEWS.map((entry) => (
        <ViewButton key={entry.view} entry={entry} count={counts[entry.view] ?? 0} />
      ))}
      <Kinds />
      <div className={css['foot']}>
        <ViewButton entry={WATCHER_VIEW} count={0} />
        <ViewButton entry={SETTINGS_VIEW} count={0} />
      </div>
    </nav>
  );
}

function ViewButton({ entry, count }: { readonly entry: ViewEntry; readonly count: number }) {
  const isShown = useUi(selectView) === entry.view;
  const Icon = entry.icon;
  return (
    <button
      type="button"
      className={css['view']}
      aria-current={isShown ? 'page' : undefined}
      title={entry.keys === null ? entry.word : `${entry.word} (${entry.keys})`}
      data-testid={`rail-${entry.view}`}
      onClick={() => showView(entry.view)}
    >
      <span className={css['key']}>
        {entry.keys === null || entry.keys.length > 1 ? null : <Key>{entry.keys}</Key>}
      </span>
      <Icon aria-hidden />
      <span className={css['word']}>{entry.word}</span>
      {count === 0 ? null : (
        <span className={css['count']} title={`${plural(count, 'thing')} to look at`}>
          {formatCount(count)}
        </span>
      )}
    </button>
  );
}

function Kinds() {
  const counts = useWorkspace(selectKindCounts);
  const kinds = useMemo(
    () =>
      Object.entries(counts)
        .filter(([, count]) => count.total > 0)
        .sort(([left], [right]) => left.localeCompare(right)),
    [counts],
  );
  if (kinds.length === 0) return null;
  const total = kinds.reduce((sum, [, count]) => sum + count.total, 0);
  return (
    <section className={css['kinds']} aria-label="Kinds of definitions">
      <h2 className={css['kindsTitle']}>
        Workspace <span className={css['count']}>{formatCount(total)}</span>
      </h2>
      {kinds.map(([kind, count]) => (
        <button
          key={kind}
          type="button"
          className={css['kind']}
          onClick={() => showFiltered('definitions', `kind:${kind}`)}
        >
          <span className={css['kindName']} title={kind}>
            {kind}
          </span>
          <KindSigns count={count} />
          <span className={css['kindCount']}>{formatCount(count.total)}</span>
        </button>
      ))}
    </section>
  );
}

const SIGNS: readonly { readonly of: keyof KindCounts; readonly glyph: GlyphName; readonly word: string }[] = [
  { of: 'faulty', glyph: 'refused', word: 'refused' },
  { of: 'conflicted', glyph: 'conflicted', word: 'conflicted' },
  { of: 'waiting', glyph: 'held', word: 'held' },
  { of: 'settling', glyph: 'settling', word: 'settling' },
];

function KindSigns({ count }: { readonly count: KindCounts }) {
  return SIGNS.filter(({ of }) => count[of] > 0).map(({ of, glyph, word }) => (
    <Glyph key={of} name={glyph} title={`${formatCount(count[of])} ${word}`} />
  ));
}
