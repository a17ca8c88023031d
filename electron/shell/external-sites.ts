/** Sites that a link in the app may lead to; addresses of a mail program are allowed whole. */
const SITES: ReadonlySet<string> = new Set(['github.com', 'docs.github.com', 'www.electronjs.org', 'nodejs.org']);

/** Whether an address may be handed to the system's browser or mail program. */
export function mayOpenExternal(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password, port } = new URL(address);
  if (protocol === 'mailto:') return true;
  return protocol === 'https:' && username === '' && password === '' && port === '' && SITES.has(hostname);
}
