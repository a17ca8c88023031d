import { setTheme, type Theme, uiStore } from './ui-store.ts';

const KEY = 'signalbox.theme';
const THEMES: readonly Theme[] = ['light', 'dark', 'system'];

/** The theme after this one, for a button that goes round. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
}

/** Applies the remembered theme and keeps the page and the memory in step with the choice. Answers how to stop. */
export function startTheme(root: HTMLElement, memory: Pick<Storage, 'getItem' | 'setItem'>): () => void {
  const remembered = memory.getItem(KEY);
  setTheme(THEMES.find((theme) => theme === remembered) ?? 'system');
  const apply = (theme: Theme) => {
    if (theme === 'system') delete root.dataset['theme'];
    else root.dataset['theme'] = theme;
  };
  apply(uiStore.getState().theme);
  return uiStore.subscribe((ui, before) => {
    if (ui.theme === before.theme) return;
    apply(ui.theme);
    memory.setItem(KEY, ui.theme);
  });
}
