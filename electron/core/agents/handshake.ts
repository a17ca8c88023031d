import type { AgentCode } from './agent-error.ts';

/** Where an agent listens, by the protocol it announced. */
export interface Handshake {
  readonly protocol: 1 | 2;
  /** Address for gRPC: `dns:///127.0.0.1:PORT` or `unix:/path`. */
  readonly target: string;
  readonly address:
    | { readonly sort: 'tcp'; readonly host: string; readonly port: number }
    | { readonly sort: 'unix'; readonly path: string };
}

/** Why a first line is no handshake. */
export interface HandshakeFault {
  readonly code: Extract<AgentCode, 'HANDSHAKE_MALFORMED' | 'VERSION_MISMATCH'>;
  readonly diagnosis: string;
}

export type HandshakeResult =
  | { readonly status: 'waiting' }
  | { readonly status: 'done'; readonly handshake: Handshake; readonly line: string; readonly rest: Buffer }
  | ({ readonly status: 'failed'; readonly line: string | null } & HandshakeFault);

/** Longest handshake line, bytes. */
export const LONGEST_HANDSHAKE = 64 * 1024;
/** First bytes of stdout that are kept for a look, bytes. */
export const RAW_KEPT = 4 * 1024;
/** Longest path of a socket on the systems we run on (sun_path, with its closing zero). */
const LONGEST_SOCKET_PATH = 107;
const QUOTED = 120;

/** Looks for the first complete line in what came so far; lines end in LF or CRLF. */
export function readHandshake(bytes: Buffer): HandshakeResult {
  const end = bytes.indexOf(0x0a);
  if (end < 0 && bytes.length <= LONGEST_HANDSHAKE) return { status: 'waiting' };
  if (end < 0 || end > LONGEST_HANDSHAKE)
    return {
      status: 'failed',
      line: null,
      code: 'HANDSHAKE_MALFORMED',
      diagnosis: `printed more than ${LONGEST_HANDSHAKE / 1024} KiB to stdout without ending its first line: ${quote(bytes.toString('utf8', 0, QUOTED * 2))}`,
    };
  const line = bytes.toString('utf8', 0, end).trim();
  const read = readLine(line);
  if ('code' in read) return { status: 'failed', line, ...read };
  return { status: 'done', handshake: read, line, rest: bytes.subarray(end + 1) };
}

/** Reads the first line of an agent: `1|PORT`, `2|dns:///127.0.0.1:PORT` or `2|unix:/path`. */
export function readLine(line: string): Handshake | HandshakeFault {
  const bar = line.indexOf('|');
  if (bar < 0)
    return malformed(
      line === ''
        ? 'printed an empty line before the handshake'
        : `printed to stdout before the handshake: ${quote(line)}`,
    );
  const plugin = goPlugin(line);
  if (plugin !== null) return malformed(plugin);
  const [version, rest] = [line.slice(0, bar), line.slice(bar + 1)];
  if (!/^\d{1,9}$/.test(version)) {
    const diagnosis = `printed ${quote(line)}, which begins with no protocol version`;
    return { code: 'VERSION_MISMATCH', diagnosis };
  }
  const protocol = Number(version);
  if (protocol === 1) return readPort(rest);
  if (protocol === 2) return readEndpoint(rest);
  return { code: 'VERSION_MISMATCH', diagnosis: `speaks protocol ${protocol}, this app speaks 1 and 2` };
}

function readPort(text: string): Handshake | HandshakeFault {
  const port = portOf(text);
  if (port === null) return malformed(`names the port ${quote(text)}; a port is a number from 1 to 65535`);
  return { protocol: 1, target: `dns:///127.0.0.1:${port}`, address: { sort: 'tcp', host: '127.0.0.1', port } };
}

function readEndpoint(text: string): Handshake | HandshakeFault {
  if (text.startsWith('unix:')) {
    const path = text.slice('unix:'.length).replace(/^\/{2,}/, '/');
    if (!path.startsWith('/')) return malformed(`names a socket by a path that is not absolute: ${quote(text)}`);
    if (Buffer.byteLength(path) > LONGEST_SOCKET_PATH)
      return malformed(`names a socket by a path of more than ${LONGEST_SOCKET_PATH} bytes: ${quote(text)}`);
    return { protocol: 2, target: `unix:${path}`, address: { sort: 'unix', path } };
  }
  const [, host, written = ''] = /^dns:\/\/\/(.+):([^:]*)$/.exec(text) ?? [];
  if (host === undefined)
    return malformed(`names the endpoint ${quote(text)}, which is neither dns:///127.0.0.1:PORT nor unix:/PATH`);
  if (host !== '127.0.0.1' && host !== '[::1]')
    return malformed(`names an endpoint that is not on this machine: ${quote(text)}`);
  const port = portOf(written);
  if (port === null) return malformed(`names the port ${quote(written)}; a port is a number from 1 to 65535`);
  return {
    protocol: 2,
    target: `dns:///${host}:${port}`,
    address: { sort: 'tcp', host: host.replace(/[[\]]/g, ''), port },
  };
}

function portOf(text: string): number | null {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : null;
}

/** The line of HashiCorp's go-plugin: `CORE|APP|NETWORK|ADDR|PROTOCOL|CERT`. */
function goPlugin(line: string): string | null {
  const [core = '', app = '', network = '', address = '', protocol = 'netrpc'] = line.split('|');
  if (!/^\d+$/.test(core) || !/^\d+$/.test(app) || !/^(?:tcp|unix)$/.test(network)) return null;
  return `speaks the handshake of HashiCorp go-plugin (version ${app}, ${protocol} at ${network} ${address}), which this app does not speak`;
}

function malformed(diagnosis: string): HandshakeFault {
  return { code: 'HANDSHAKE_MALFORMED', diagnosis };
}

/** A piece of output, short and on one line. */
export function quote(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f\ufffd]+/g, ' ').trim();
  return `«${clean.length > QUOTED ? `${clean.slice(0, QUOTED)}…` : clean}»`;
}
