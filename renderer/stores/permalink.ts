import { uiStore, VIEWS, type View } from './ui-store.ts';

/** Where a link leads: a screen and what is selected on it. */
export interface LinkTarget {
  readonly view: View;
  readonly selection: string | null;
}

/** The fragment that leads to a screen and a thing on it: `#/reloads/e3f0…:1042`, `#/definitions/agents/coder`. */
export function fragmentOf({ view, selection }: LinkTarget): string {
  const rest = selection === null ? '' : `/${selection.split('/').map(encodeURIComponent).join('/')}`;
  return `#/${view}${rest}`;
}

/** Reads such a fragment; null for any other. */
export function readFragment(fragment: string): LinkTarget | null {
  const match = /^#\/([a-z]+)(?:\/(.+))?$/.exec(fragment);
  const view = VIEWS.find((each) => each === match?.[1]);
  if (!view) return null;
  try {
    return { view, selection: match?.[2] === undefined ? null : match[2].split('/').map(decodeURIComponent).join('/') };
  } catch {
    return null;
  }
}

/** The full address of a screen and a thing on it, without any token: who opens it needs their own. */
export function linkTo(target: LinkTarget): string {
  return `${location.origin}${location.pathname}${fragmentOf(target)}`;
}

/** Follows the address, and keeps the address in step with what is shown. Answers how to stop. */
export function startPermalinks(): () => void {
  const go = () => {
    const target = readFragment(location.hash);
    if (!target) return;
    uiStore.setState(({ selection }) => ({
      view: target.view,
      selection: { ...selection, [target.view]: target.selection },
    }));
  };
  go();
  window.addEventListener('hashchange', go);
  const stop = uiStore.subscribe(({ view, selection }) => {
    const fragment = fragmentOf({ view, selection: view === 'overview' ? null : selection[view] });
    if (fragment !== location.hash) window.history.replaceState(window.history.state, '', fragment);
  });
  return () => {
    stop();
    window.removeEventListener('hashchange', go);
  };
}
