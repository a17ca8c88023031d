import { memo } from 'react';
import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { Glyph } from '../../ui/glyph.tsx';
import css from './stream-list.module.css';
import { type ItemWords, itemWord } from './text/row-text.ts';

interface StreamListProps {
  readonly streams: readonly LogStreamFacts[];
  /** None means all. */
  readonly items: readonly string[];
  readonly words: ItemWords;
  readonly onItems: (items: readonly string[]) => void;
}

/** What has written lines. A press shows one alone; the boxes merge several. The screen follows its lines; this need not. */
export const StreamList = memo(function StreamList({ streams, items, words, onItems }: StreamListProps) {
  const all = itemFacts(streams, words);
  function toggle(item: string): void {
    onItems(items.includes(item) ? items.filter((one) => one !== item) : [...items, item]);
  }
  return (
    <nav className={css['list']} aria-label="What wrote lines">
      <h1 className={css['title']}>Logs</h1>
      <div className={css['scroll']}>
        <div className={css['item']} data-on={items.length === 0 || undefined}>
          <span className={css['box']} />
          <button
            type="button"
            className={css['name']}
            aria-current={items.length === 0}
            data-testid="log-item-all"
            onClick={() => onItems([])}
          >
            <span className={css['word']}>Everything, merged</span>
            <span className={css['count']}>{formatCount(all.length)}</span>
          </button>
        </div>
        {all.map(({ item, isLive, lines, bytes }) => {
          const word = words(item);
          const isOn = items.includes(item);
          return (
            <div key={item} className={css['item']} data-on={isOn || undefined}>
              <input
                type="checkbox"
                className={css['box']}
                checked={isOn}
                aria-label={`Merge ${word}`}
                data-testid={`log-merge-${item}`}
                onChange={() => toggle(item)}
              />
              <button
                type="button"
                className={css['name']}
                aria-current={isOn}
                title={`${word}: ${formatBytes(bytes)} kept`}
                data-testid={`log-item-${item}`}
                onClick={() => onItems([item])}
              >
                <Glyph name={isLive ? 'running' : 'stopped'} title={isLive ? 'writes now' : 'ended'} />
                <span className={css['word']}>{word}</span>
                <span className={css['count']}>{formatCount(lines)}</span>
              </button>
            </div>
          );
        })}
      </div>
    </nav>
  );
});

/** The streams of one item taken together. */
export interface ItemFacts {
  readonly item: string;
  readonly isLive: boolean;
  readonly lines: number;
  readonly bytes: number;
  /** When the first line that is kept was written, epoch ms; 0 when none is. */
  readonly from: number;
}

/** Items with what their streams hold: components by name, then jobs, the newest first, Signalbox's own lines last. */
export function itemFacts(streams: readonly LogStreamFacts[], words: ItemWords = itemWord): readonly ItemFacts[] {
  const items = new Map<string, ItemFacts>();
  for (const { item, live, first, last, bytes, from } of streams) {
    const before = items.get(item) ?? { item, isLive: false, lines: 0, bytes: 0, from: 0 };
    const lines = last === 0 ? 0 : last - first + 1;
    items.set(item, {
      item,
      isLive: before.isLive || live,
      lines: before.lines + lines,
      bytes: before.bytes + bytes,
      from: Math.max(before.from, from ?? 0),
    });
  }
  return [...items.values()].sort(
    (left, right) =>
      groupOf(left) - groupOf(right) ||
      (groupOf(left) === JOBS ? right.from - left.from : 0) ||
      words(left.item).localeCompare(words(right.item)),
  );
}

const JOBS = 1;

function groupOf({ item }: ItemFacts): number {
  if (item === 'signalbox') return JOBS + 1;
  return item.startsWith('job:') ? JOBS : 0;
}
