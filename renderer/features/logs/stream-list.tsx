import type { LogStreamFacts } from '../../../shared/actions/log.ts';
import { formatBytes, formatCount } from '../../lib/format.ts';
import { Glyph } from '../../ui/glyph.tsx';
import css from './stream-list.module.css';
import { itemWord } from './text/row-text.ts';

interface StreamListProps {
  readonly streams: readonly LogStreamFacts[];
  /** None means all. */
  readonly items: readonly string[];
  readonly onItems: (items: readonly string[]) => void;
}

/** What has written lines. A press shows one alone; the boxes merge several. */
export function StreamList({ streams, items, onItems }: StreamListProps) {
  const all = itemFacts(streams);
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
          const word = itemWord(item);
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
                title={`${formatBytes(bytes)} kept`}
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
}

/** The streams of one item taken together. */
export interface ItemFacts {
  readonly item: string;
  readonly isLive: boolean;
  readonly lines: number;
  readonly bytes: number;
}

/** Items with what their streams hold, by name; Signalbox's own lines last. */
export function itemFacts(streams: readonly LogStreamFacts[]): readonly ItemFacts[] {
  const items = new Map<string, ItemFacts>();
  for (const { item, live, first, last, bytes } of streams) {
    const before = items.get(item) ?? { item, isLive: false, lines: 0, bytes: 0 };
    const lines = last === 0 ? 0 : last - first + 1;
    items.set(item, {
      item,
      isLive: before.isLive || live,
      lines: before.lines + lines,
      bytes: before.bytes + bytes,
    });
  }
  const isOwn = ({ item }: ItemFacts): number => (item === 'signalbox' ? 1 : 0);
  return [...items.values()].sort(
    (left, right) => isOwn(left) - isOwn(right) || itemWord(left.item).localeCompare(itemWord(right.item)),
  );
}
