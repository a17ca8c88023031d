import type { Route } from 'playwright-core';
import { beforeReady } from './app.ts';
import { note, strict } from './strict.ts';

type Handler = (request: Request) => Response | Promise<Response>;
type Guard = (details: { readonly url: string }, callback: (answer: { readonly cancel?: boolean }) => void) => void;

// A plain Chromium gives schemes like app:// no origin. Such an address therefore travels as an https address of a
// name that cannot exist, and is turned back before anything of the app sees it.
const SUFFIX = '.scheme.invalid';
const privileged = new Set<string>();
const handlers = new Map<string, Handler>();
let guard: Guard | null = null;

/** The address as Chromium is told. */
export function toBrowser(address: string): string {
  const scheme = schemeOf(address);
  if (!privileged.has(scheme)) return address;
  const { hostname, pathname, search, hash } = new URL(address);
  return `https://${hostname}.${scheme}${SUFFIX}${pathname}${search}${hash}`;
}

/** The address as the app knows it. */
export function fromBrowser(address: string): string {
  if (!URL.canParse(address)) return address;
  const { hostname, pathname, search, hash } = new URL(address);
  if (!hostname.endsWith(SUFFIX)) return address;
  const labels = hostname.slice(0, -SUFFIX.length).split('.');
  const scheme = labels.pop() ?? '';
  return `${scheme}://${labels.join('.')}${pathname}${search}${hash}`;
}

/** Answers one request of the browser through the guard and the handler the app registered; there is no network. */
export async function answer(route: Route): Promise<void> {
  const request = route.request();
  const url = fromBrowser(request.url());
  const handler = handlers.get(schemeOf(url));
  if ((await isCancelled(url)) || !handler) {
    note('request refused', url);
    await route.abort('blockedbyclient');
    return;
  }
  const response = await handler(new Request(url, { method: request.method() }));
  const body = Buffer.from(await response.arrayBuffer());
  await route.fulfill({ status: response.status, headers: Object.fromEntries(response.headers), body });
}

/** Electron's `protocol`. */
export const protocol = strict('protocol', {
  registerSchemesAsPrivileged(
    schemes: readonly { scheme: string; privileges: { standard?: boolean; secure?: boolean } }[],
  ): void {
    beforeReady('protocol.registerSchemesAsPrivileged');
    note('protocol.registerSchemesAsPrivileged', schemes);
    for (const { scheme, privileges } of schemes) if (privileges.standard && privileges.secure) privileged.add(scheme);
  },
  handle(scheme: string, handler: Handler): void {
    note('protocol.handle', scheme);
    handlers.set(scheme, handler);
  },
});

/** Electron's `session`: what locks it is noted, and the guard of requests is asked. */
export const session = strict('session', {
  defaultSession: strict('session.defaultSession', {
    setPermissionRequestHandler: (handler: unknown) => note('session.setPermissionRequestHandler', handler),
    setPermissionCheckHandler: (handler: unknown) => note('session.setPermissionCheckHandler', handler),
    setDevicePermissionHandler: (handler: unknown) => note('session.setDevicePermissionHandler', handler),
    on: (event: string) => note('session.on', event),
    webRequest: strict('webRequest', {
      onBeforeRequest(next: Guard): void {
        note('session.webRequest.onBeforeRequest');
        guard = next;
      },
    }),
  }),
});

function isCancelled(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (guard) guard({ url }, ({ cancel = false }) => resolve(cancel));
    else resolve(false);
  });
}

function schemeOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol.slice(0, -1) : '';
}
