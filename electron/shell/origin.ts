/** The scheme of the page inside the desktop app. */
export const APP_SCHEME = 'app';
/** Host of the page; the scheme is a standard one, so that it has an origin like any site. */
export const APP_HOST = 'signalbox';
/** Address of the page. */
export const PAGE_URL = `${APP_SCHEME}://${APP_HOST}/`;

/**
 * Whether an address is one of ours. It is parsed and its parts compared: a prefix would also fit
 * `app://signalbox.example`. Node answers `null` as the origin of schemes it does not know, hence the parts.
 */
export function isOurs(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  return protocol === `${APP_SCHEME}:` && hostname === APP_HOST && port === '' && username === '' && password === '';
}

/** Whether a frame may be given a port to the core: our page, and the top of its window. */
export function mayConnect(frame: { readonly url: string; readonly parent: unknown } | null): boolean {
  return frame !== null && frame.parent === null && isOurs(frame.url);
}

/** Whether the page may ask for an address at all. Developer tools are there in a checkout only. */
export function mayRequest(address: string, packaged: boolean): boolean {
  if (isOurs(address)) return true;
  const scheme = URL.canParse(address) ? new URL(address).protocol : '';
  return scheme === 'data:' || (scheme === 'devtools:' && !packaged);
}
