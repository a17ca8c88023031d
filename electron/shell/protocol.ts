import { protocol } from 'electron';
import { APP_SCHEME } from './origin.ts';
import { answerPage } from './page-files.ts';

/** Makes `app://` a scheme with an origin. It must be called before the app is ready. */
export function registerAppScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges }]);
}

/** Serves the built page from a folder (which may lie in an archive) under `app://`. */
export function servePage(folder: string): void {
  protocol.handle(APP_SCHEME, (request) => answerPage(folder, request));
}
