import { Dialog as Base } from '@base-ui/react/dialog';
import { Search } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useEffect, useId, useState } from 'react';
import { plural } from '../../lib/format.ts';
import { Key } from '../../ui/key.tsx';
import { copyCommandLine, doPaletteItem } from './do-palette.ts';
import css from './palette.module.css';
import type { PaletteItem } from './palette-item.ts';
import { PaletteLine } from './palette-line.tsx';
import { usePaletteItems } from './use-palette-items.ts';

/** A box and a list: everything that can be done or gone to, what cannot be done now with its reason. */
export function PaletteDialog({ onClose }: { readonly onClose: () => void }) {
  const listId = useId();
  const [text, setText] = useState('');
  const items = usePaletteItems(useDeferredValue(text));
  const [wanted, setWanted] = useState<string | null>(null);
  const at = Math.max(
    0,
    items.findIndex((item) => item.id === wanted),
  );
  const current = items[at];

  useEffect(() => {
    if (current) document.getElementById(`${listId}-${current.id}`)?.scrollIntoView({ block: 'nearest' });
  }, [current, listId]);

  function choose(item: PaletteItem | undefined): void {
    if (item && item.off === undefined) doPaletteItem(item);
  }

  function move(by: number): void {
    if (items.length > 0) setWanted(items[(at + by + items.length) % items.length]?.id ?? null);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && isMod && current) copyCommandLine(current);
    else if (event.key === 'Enter') choose(current);
    else return;
    event.preventDefault();
  }

  return (
    <Base.Root open onOpenChange={(open) => open || onClose()}>
      <Base.Portal>
        <Base.Backdrop className={css['backdrop']} />
        <Base.Popup className={css['palette']} data-testid="palette">
          <Base.Title className={css['name']}>Go to or run</Base.Title>
          <div className={css['query']}>
            <Search aria-hidden />
            <input
              type="text"
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={current ? `${listId}-${current.id}` : undefined}
              aria-label="Go to or run"
              className={css['input']}
              value={text}
              placeholder="Go to or run…"
              autoComplete="off"
              spellCheck={false}
              data-testid="palette-input"
              onChange={(event) => {
                setText(event.currentTarget.value);
                setWanted(null);
              }}
              onKeyDown={onKeyDown}
            />
            <span className={css['count']}>{plural(items.length, 'match', 'matches')}</span>
          </div>
          <div role="listbox" id={listId} className={css['list']} aria-label="Matches" tabIndex={-1}>
            {items.map((item, index) => (
              <PaletteLine
                key={item.id}
                elementId={`${listId}-${item.id}`}
                item={item}
                text={text}
                isCurrent={item === current}
                group={items[index - 1]?.group === item.group ? null : item.group}
                onPoint={() => setWanted(item.id)}
                onChoose={() => choose(item)}
              />
            ))}
          </div>
          {items.length === 0 ? <p className={css['none']}>Nothing matches “{text}”.</p> : null}
          <footer className={css['foot']}>
            <span>
              <Key>Enter</Key> run
            </span>
            <span>
              <Key>Ctrl Enter</Key> copy as command line
            </span>
            <span className={css['prefixes']}>
              <b>&gt;</b> acts <b>@</b> definitions <b>:</b> seq or time
            </span>
          </footer>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
