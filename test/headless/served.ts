import { mkdir, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { WebSocket } from 'ws';
import type { Workbench } from '../../electron/core/doors.ts';
import { openWorkbench } from '../../electron/core/workbench.ts';
import { type RunningServer, startServer } from '../../electron/headless/server.ts';
import { createTokens, type Tokens } from '../../electron/headless/tokens.ts';
import { tempFolder } from './temp-folder.ts';

/** A server on a free port, gone when the test ends. */
export interface Served extends AsyncDisposable {
  readonly server: RunningServer;
  readonly workbench: Workbench;
  readonly tokens: Tokens;
  /** Lines the server logged. */
  readonly logged: string[];
  /** Folder of the built page. */
  readonly pages: string;
  /** Folder that is watched, with one model in it. */
  readonly root: string;
  /** Folder for what the app keeps. */
  readonly home: string;
  /** Asks with the full token, or with what is given. */
  ask(address: string, init?: RequestInit & { token?: string | null }): Promise<Response>;
  /** Opens a socket; `first` is sent at once. */
  socket(first?: unknown, headers?: Record<string, string>): WebSocket;
}

/** Starts a server over a small workspace and a built page. `mono` is the clock of its limits, ms. */
export async function served({ mono }: { mono?: () => number } = {}): Promise<Served> {
  const folder = await tempFolder();
  const pages = path.join(folder.path, 'renderer');
  await mkdir(path.join(pages, 'assets'), { recursive: true });
  await writeFile(path.join(pages, 'index.html'), '<!doctype html><title>Signalbox</title>');
  await writeFile(path.join(pages, 'assets', 'index-Ab3dEf9h.js'), 'export {};');
  await writeFile(path.join(pages, '.hidden'), 'secret');
  await writeFile(path.join(folder.path, 'outside.txt'), 'secret');
  const root = path.join(folder.path, 'workspace');
  const home = path.join(folder.path, 'home');
  await mkdir(path.join(root, 'models'), { recursive: true });
  await writeFile(path.join(root, 'models', 'fast.yaml'), 'id: fast\nprovider: openai\nmodel: small\n');
  const tokens = createTokens();
  const logged: string[] = [];
  const log = (line: string) => void logged.push(line);
  const workbench = await openWorkbench({ home, env: {}, build: '0.1.0', log, folder: root });
  await workbench.ready;
  const options = {
    workbench,
    port: 0,
    tokens,
    rendererDir: pages,
    build: '0.1.0',
    log,
    ...(mono ? { mono } : {}),
  };
  const server = await startServer(options);
  const sockets: WebSocket[] = [];
  return {
    server,
    workbench,
    tokens,
    logged,
    pages,
    root,
    home,
    ask(address, { token = tokens.full, ...init } = {}) {
      const headers = new Headers(init.headers);
      if (token !== null) headers.set('authorization', `Bearer ${token}`);
      return fetch(server.url + address, { redirect: 'manual', ...init, headers });
    },
    socket(first, headers = {}) {
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`, { headers });
      sockets.push(socket);
      if (first !== undefined) socket.on('open', () => socket.send(JSON.stringify(first)));
      return socket;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate();
      await server.close();
      await workbench.close();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** One request whose headers and path `fetch` would not let through as they are; answers status, headers and body. */
export function rawRequest(
  url: string,
  options: { path?: string; method?: string; headers?: http.OutgoingHttpHeaders },
): Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, agent: false, ...options }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** Sends bytes as they are and answers everything that comes back until the connection ends. */
export function rawText(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.end(text, 'latin1'));
    let answer = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(answer));
  });
}

/** Waits until a socket is closed; answers code and reason. */
export function closed(socket: WebSocket): Promise<{ code: number; reason: string }> {
  return new Promise((resolve) => {
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    socket.on('error', () => {});
  });
}
