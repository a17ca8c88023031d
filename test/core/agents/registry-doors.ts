import http from 'node:http';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { onEnd } from '../../helpers/temp.ts';
import type { Registry } from './registry.ts';

/** Bytes that pass a slow door at once, and the pause after each such piece, ms. */
const PIECE = 16_384;
const PAUSE_MS = 60;

/** A door to a registry through which everything comes, slowly. Answers its host. */
export async function openSlowly({ host }: Registry): Promise<string> {
  const [name = '', port = ''] = host.split(':');
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const registry = net.connect(Number(port), name);
    for (const socket of [client, registry]) sockets.add(socket.on('error', () => undefined));
    client.pipe(registry);
    void (async () => {
      for await (const chunk of registry as AsyncIterable<Buffer>)
        for (let at = 0; at < chunk.length; at += PIECE) {
          client.write(chunk.subarray(at, at + PIECE));
          await pause(PAUSE_MS);
        }
      client.end();
    })().catch(() => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as net.AddressInfo).port}`;
}

/** What a lying door says; null is the truth. */
interface Liar {
  readonly host: string;
  says: number | null;
  /** Whether answers name their length. */
  namesLength: boolean;
}

/** A door to a registry that tells the truth but for the size of the first layer, once it is told which one to say. */
export async function openLiar({ host }: Registry): Promise<Liar> {
  const server = http.createServer(async (request, response) => {
    const accept = request.headers.accept ?? '*/*';
    const answer = await fetch(`http://${host}${request.url}`, {
      method: request.method ?? 'GET',
      headers: { accept },
    });
    const body = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    const lies = liar.says !== null && /manifest/.test(type);
    const manifest = lies ? JSON.parse(body.toString()) : null;
    if (manifest !== null) manifest.layers[0].size = liar.says;
    const said = manifest === null ? body : Buffer.from(JSON.stringify(manifest));
    response.writeHead(answer.status, {
      'content-type': type,
      ...(liar.namesLength ? { 'content-length': said.length } : {}),
    });
    response.end(said);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as net.AddressInfo;
  const liar: Liar = { host: `127.0.0.1:${port}`, says: null, namesLength: true };
  return liar;
}
