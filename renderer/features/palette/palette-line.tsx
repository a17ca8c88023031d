import { ArrowRight, Ban, Bot, Boxes, FileText, History, Play } from 'lucide-react';
import { markWords } from '../../lib/mark-words.ts';
import css from './palette.module.css';
import type { PaletteItem } from './palette-item.ts';
import { readQuery } from './palette-items.ts';

const ICONS = {
  'On the selection': Play,
  Run: Play,
  'Go to': ArrowRight,
  Components: Boxes,
  Agents: Bot,
  Definitions: FileText,
  'Recent reloads': History,
  'Not now': Ban,
} as const;

interface PaletteLineProps {
  readonly elementId: string;
  readonly item: PaletteItem;
  readonly text: string;
  readonly isCurrent: boolean;
  /** The heading above it, where a group begins. */
  readonly group: PaletteItem['group'] | null;
  readonly onPoint: () => void;
  readonly onChoose: () => void;
}

/** One line: what it is, what it will do, its key; unavailable ones say why. */
export function PaletteLine({ elementId, item, text, isCurrent, group, onPoint, onChoose }: PaletteLineProps) {
  const Icon = ICONS[item.group];
  return (
    <>
      {group === null ? null : (
        <div className={css['group']} role="presentation">
          {group}
        </div>
      )}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box above has the keys, as the combobox pattern says */}
      <div
        id={elementId}
        role="option"
        tabIndex={-1}
        aria-selected={isCurrent}
        aria-disabled={item.off !== undefined || undefined}
        className={css['line']}
        data-testid={`palette-${item.id}`}
        onPointerMove={onPoint}
        onClick={onChoose}
      >
        <Icon aria-hidden />
        <span className={css['label']}>
          {markWords(item.label, readQuery(text).words).map(({ text: part, isMarked }, index) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: parts of one fixed text
            isMarked ? <mark key={index}>{part}</mark> : <span key={index}>{part}</span>,
          )}
        </span>
        <span className={css['note']}>{item.off ?? item.note}</span>
        <kbd className={css['keys']}>{item.keys}</kbd>
      </div>
    </>
  );
}
