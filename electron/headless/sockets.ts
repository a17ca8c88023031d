import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { CLIENT_FRAME_CHARS } from '../../shared/rpc.ts';
import type { Workbench } from '../core/doors.ts';
import { type Limits, WAITING_SOCKETS } from './limits.ts';
import { socketPort } from './socket-port.ts';
import { type Bearer, bearerOf, type Tokens } from './tokens.ts';

/** How long a socket may wait before it shows its token, ms. */
const AUTH_MS = 2_000;
/** A socket that does not answer this often is gone, ms. */
const PING_MS = 30_000;
/** Close codes a client may see: the end of the app, a bad or late token, and too many connections. */
const CLOSE_GOING_AWAY = 1001;
const CLOSE_UNAUTHENTICATED = 4401;
const CLOSE_RATE_LIMITED = 4429;

/** The sockets of one server. */
export interface Sockets {
  /** Takes over a connection whose upgrade was found to be in order. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer, workspace: string | undefined): void;
  close(): void;
}

/** What sockets need from the server. */
export interface SocketOptions {
  readonly workbench: Workbench;
  /** Resolves when the workbench may be asked. */
  readonly ready: Promise<void>;
  readonly tokens: Tokens;
  readonly limits: Limits;
}

/** Opens the socket door: nothing is sent to a client before its first frame showed a token. */
export function openSockets({ workbench, ready, tokens, limits }: SocketOptions): Sockets {
  const server = new WebSocketServer({ noServer: true, maxPayload: CLIENT_FRAME_CHARS, perMessageDeflate: false });
  let waiting = 0;

  function welcome(socket: WebSocket, workspace: string | undefined): void {
    waiting += 1;
    const late = setTimeout(() => socket.close(CLOSE_UNAUTHENTICATED, 'no token within 2 s'), AUTH_MS);
    let settled = false;
    function settle(): void {
      if (settled) return;
      settled = true;
      waiting -= 1;
      clearTimeout(late);
    }
    socket.on('error', () => socket.terminate());
    socket.once('close', settle);
    socket.once('message', (data, isBinary) => {
      settle();
      const bearer = isBinary ? null : bearerOf(tokens, tokenIn(data.toString()));
      if (bearer === null) socket.close(CLOSE_UNAUTHENTICATED, 'this is not the token');
      else admit(socket, bearer, workspace);
    });
    keepAlive(socket);
  }

  function admit(socket: WebSocket, bearer: Bearer, workspace: string | undefined): void {
    const release = limits.connection(bearer.name);
    if (release === null) {
      socket.close(CLOSE_RATE_LIMITED, 'this token already holds 20 connections');
      return;
    }
    socket.once('close', release);
    // What it says meanwhile stays in the socket, except for what came with its first frame.
    const early: [data: RawData, isBinary: boolean][] = [];
    const keep = (data: RawData, isBinary: boolean) => early.push([data, isBinary]);
    socket.on('message', keep);
    socket.pause();
    ready.then(
      () => {
        socket.off('message', keep);
        connect(socket, bearer, workspace);
        for (const message of early) socket.emit('message', ...message);
      },
      () => {
        // Its goodbye has to be heard.
        socket.resume();
        socket.close(CLOSE_GOING_AWAY, 'Signalbox is closing');
      },
    );
  }

  function connect(socket: WebSocket, bearer: Bearer, workspace: string | undefined): void {
    if (socket.readyState !== socket.OPEN) return;
    const { name, capabilities, grants } = bearer;
    const caller = { door: 'ui', name, capabilities, grants } as const;
    workbench.connect(
      socketPort(socket, () => limits.act(bearer.name)),
      caller,
      workspace,
    );
    socket.resume();
  }

  return {
    accept(request, socket, head, workspace) {
      if (waiting >= WAITING_SOCKETS) socket.destroy();
      else server.handleUpgrade(request, socket, head, (opened) => welcome(opened, workspace));
    },
    close() {
      for (const socket of server.clients) {
        socket.close(CLOSE_GOING_AWAY, 'Signalbox is closing');
        setTimeout(() => socket.terminate(), 1_000).unref();
      }
      server.close();
    },
  };
}

/** The token in a first frame `{"auth": "…"}`; the empty string, which is never right, when it is anything else. */
function tokenIn(frame: string): string {
  try {
    const auth = (JSON.parse(frame) as { auth?: unknown } | null)?.auth;
    return typeof auth === 'string' ? auth : '';
  } catch {
    return '';
  }
}

/** Ends sockets whose other side vanished without a word, e.g. a laptop that was closed. */
function keepAlive(socket: WebSocket): void {
  let answered = true;
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    else if (socket.readyState === socket.OPEN) {
      answered = false;
      socket.ping();
    }
  }, PING_MS);
  timer.unref();
  socket.on('pong', () => {
    answered = true;
  });
  socket.once('close', () => clearInterval(timer));
}
