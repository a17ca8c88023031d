import type { App, WebContents } from 'electron';
import { openExternal } from './open-external.ts';
import { isOurs } from './origin.ts';

type Log = (line: string) => void;

/**
 * Keeps every page where it is: no page of ours ever leads to another site, opens a window or embeds one. A link that
 * asks for a new window is shown by the system's browser when the list of sites allows it.
 */
export function lockNavigation(app: App, log: Log): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, log));
}

function lockContents(contents: WebContents, log: Log): void {
  const keep = (event: { readonly url: string; preventDefault(): void }): void => {
    if (isOurs(event.url)) return;
    event.preventDefault();
    log(`The page was kept from going to ${shown(event.url)}.`);
  };
  contents.on('will-navigate', keep);
  contents.on('will-frame-navigate', keep);
  contents.on('will-redirect', keep);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openExternal(url).then(
      (opened) => {
        if (!opened) log(`The page was kept from opening ${shown(url)}.`);
      },
      (error: unknown) => log(`The system did not open ${shown(url)}: ${String(error)}`),
    );
    return { action: 'deny' };
  });
}

/** An address as a log may hold it: without what follows the path, which may be secret, and not endless. */
function shown(address: string): string {
  return (URL.canParse(address) ? address.replace(/[?#].*$/su, '') : 'an unreadable address').slice(0, 200);
}
