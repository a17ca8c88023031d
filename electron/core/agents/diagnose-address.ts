import net from 'node:net';
import tls from 'node:tls';
import type { Handshake } from './handshake.ts';

/** The connection preface of HTTP/2 (RFC 9113, 3.4) with an empty SETTINGS frame: what gRPC says first. */
const PREFACE = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1'),
  Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]),
]);
const PATIENCE_MS = 1_500;
const TLS_ALERT = 0x15;
const SETTINGS_FRAME = 4;

type Address = Handshake['address'];

/** How an address is spoken of. */
export function addressWords(address: Address): string {
  return address.sort === 'unix' ? address.path : `${address.host}:${address.port}`;
}

/** Says what is wrong with an address that gRPC could not be spoken at, by looking closely once. */
export async function diagnoseAddress(address: Address): Promise<string> {
  const at = addressWords(address);
  const heard = await listenTo(address);
  switch (heard.what) {
    case 'refused':
      return `listens on nothing: ${at} refuses the connection (${heard.code})`;
    case 'silent':
      return `accepts connections at ${at} and never answers`;
    case 'closed':
      return (await speaksTls(address))
        ? `expects TLS at ${at}; this app speaks plain gRPC to agents`
        : `closes connections at ${at} without an answer`;
    case 'said': {
      const { bytes } = heard;
      if (bytes[0] === TLS_ALERT || (await speaksTls(address)))
        return `expects TLS at ${at}; this app speaks plain gRPC to agents`;
      if (bytes.toString('latin1', 0, 5) === 'HTTP/') return `answers in HTTP/1 at ${at}, which is not gRPC`;
      if (bytes[3] === SETTINGS_FRAME) return `speaks HTTP/2 at ${at}, and its channel does not become ready`;
      return `answers at ${at} in something that is not gRPC`;
    }
  }
}

type Heard =
  | { readonly what: 'refused'; readonly code: string }
  | { readonly what: 'silent' | 'closed' }
  | { readonly what: 'said'; readonly bytes: Buffer };

function listenTo(address: Address): Promise<Heard> {
  return new Promise((resolve) => {
    let isConnected = false;
    const socket = net.connect(optionsOf(address));
    const end = (heard: Heard) => {
      socket.destroy();
      resolve(heard);
    };
    socket.setTimeout(PATIENCE_MS, () => end({ what: 'silent' }));
    socket.on('connect', () => {
      isConnected = true;
      socket.write(PREFACE);
    });
    socket.on('data', (bytes: Buffer) => end({ what: 'said', bytes }));
    socket.on('close', () => end({ what: 'closed' }));
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(isConnected ? { what: 'closed' } : { what: 'refused', code: error.code ?? error.message }),
    );
  });
}

function speaksTls(address: Address): Promise<boolean> {
  return new Promise((resolve) => {
    // Only whether it speaks TLS is asked: nothing is sent or believed, so its certificate does not matter.
    const socket = tls.connect({ ...optionsOf(address), rejectUnauthorized: false });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(PATIENCE_MS, () => end(false));
    socket.on('secureConnect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
  });
}

function optionsOf(address: Address): net.NetConnectOpts {
  return address.sort === 'unix' ? { path: address.path } : { host: address.host, port: address.port };
}
