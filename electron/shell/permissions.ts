import type { Session } from 'electron';
import { isOurs, mayRequest } from './origin.ts';

/** What the page uses; everything that is not here is refused, which is not what Electron does by itself. */
const ALLOWED: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications', 'fullscreen']);

/** Whether a page may have what it asks for. */
export function mayHave(permission: string, origin: string): boolean {
  return ALLOWED.has(permission) && isOurs(origin);
}

/** Locks a session: permissions by the table, no devices, no downloads, and no request to anything but the page's files. */
export function lockSession(session: Session, packaged: boolean): void {
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    callback(details.isMainFrame && mayHave(permission, details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: !mayRequest(url, packaged) }));
}
