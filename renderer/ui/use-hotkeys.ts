import { useEffect, useEffectEvent } from 'react';

/** What a key does. Answer `false` to leave the key to others. */
// biome-ignore lint/suspicious/noConfusingVoidType: a handler that answers nothing has handled its key
export type HotkeyHandler = (event: KeyboardEvent) => void | false;

/**
 * Binds keys for as long as the component is shown: `j`, `Enter`, `ArrowDown`, `?`, `shift+N`, `mod+k` (Ctrl, or Cmd on
 * a Mac). Keys without `mod` do nothing while somebody types in a field, or while a dialog or menu is open; a key that
 * another place handled is left alone. Inner components come before outer ones.
 */
export function useHotkeys(bindings: Readonly<Record<string, HotkeyHandler>>, active = true): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const name = keyName(event);
    const handler = Object.hasOwn(bindings, name) ? bindings[name] : undefined;
    if (!handler || (!name.startsWith('mod+') && !takesBareKeys(event.target, name))) return;
    if (handler(event) !== false) event.preventDefault();
  });
  useEffect(() => {
    if (!active) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, [active]);
}

/** The name of a key press, as bindings write it. Shift is named for letters only: `?` is `?` on every keyboard. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  const alt = event.altKey ? 'alt+' : '';
  const letter = /^[a-z]$/i.test(event.key);
  const shift = event.shiftKey && (letter || event.key.length > 1) ? 'shift+' : '';
  const key = letter ? (event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase()) : event.key;
  return `${mod}${alt}${shift}${key}`;
}

function takesBareKeys(target: EventTarget | null, name: string): boolean {
  if (document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]')) return false;
  if (!(target instanceof HTMLElement)) return true;
  if (
    target.isContentEditable ||
    target.closest('textarea, select, input:not([type="checkbox"]):not([type="radio"])')
  ) {
    return false;
  }
  const pressesItself = name === 'Enter' && target.closest('button, a, [role="button"], summary');
  return !pressesItself;
}
