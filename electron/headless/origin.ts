import { AppError } from '../../shared/errors.ts';

/** What a request says about where it came from. */
export interface RequestOrigin {
  readonly host: string | undefined;
  readonly origin: string | undefined;
}

/** The names under which this machine reaches our port. Any other is a page elsewhere that made its name point here. */
export function ownHosts(port: number): readonly string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`];
}

/**
 * Lets a request pass only when it was sent to our own address and, where a browser says which page sent it, by our
 * own page.
 *
 * @throws AppError FORBIDDEN
 */
export function checkOrigin(request: RequestOrigin, port: number): void {
  const hosts = ownHosts(port);
  if (!hosts.includes(request.host?.toLowerCase() ?? '')) {
    throw new AppError('FORBIDDEN', 'This request was sent to another host name than ours.', {
      hint: `Use http://${hosts[0]}; through a tunnel, keep the same port on both sides.`,
    });
  }
  if (request.origin !== undefined && !hosts.some((host) => request.origin === `http://${host}`)) {
    throw new AppError('FORBIDDEN', 'This request was sent by a page that is not ours.', {
      hint: 'Web pages of other origins may not talk to Signalbox; call it from a program instead.',
    });
  }
}

/**
 * Refuses a token in an address: addresses end up in logs, histories and lists of processes.
 *
 * @throws AppError UNAUTHENTICATED
 */
export function refuseTokenInQuery(query: URLSearchParams): void {
  for (const name of query.keys()) {
    if (!/^(?:access_?)?token$/i.test(name)) continue;
    throw new AppError('UNAUTHENTICATED', 'A token in the address is not accepted.', {
      hint: 'Send it as a header: `Authorization: Bearer <token>`. In the browser it belongs behind #token=.',
    });
  }
}
