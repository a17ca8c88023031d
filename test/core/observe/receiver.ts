import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onEnd } from '../../helpers/temp.ts';

/** A request an OTLP receiver took. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  readonly requests: readonly Received[];
  /** Resolves with the first request that satisfies the predicate. */
  until(predicate: (request: Received) => boolean): Promise<Received>;
  /** Status and body of the next answers; 200 and an empty object when nothing is set. */
  answer(...answers: { status: number; body?: string; headers?: Record<string, string> }[]): void;
}

/** Starts a receiver of OTLP over HTTP with JSON bodies. It takes only what the format says. */
export async function startReceiver(): Promise<Receiver> {
  const requests: Received[] = [];
  const waiting = new Set<() => void>();
  const answers: { status: number; body?: string; headers?: Record<string, string> }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const isRight = request.method === 'POST' && request.headers['content-type'] === 'application/json';
      const { status, body = '{}', headers = {} } = isRight ? (answers.shift() ?? { status: 200 }) : { status: 400 };
      const received = JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
      requests.push({ path: request.url ?? '', headers: request.headers, body: received });
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      for (const look of [...waiting]) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onEnd(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (...given) => void answers.push(...given),
    until(predicate) {
      return new Promise((resolve) => {
        const look = (): void => {
          const found = requests.find(predicate);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** Spans of every request so far. */
export function spansOf(receiver: Receiver): any[] {
  return receiver.requests
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => body.resourceSpans.flatMap((one: any) => one.scopeSpans.flatMap((two: any) => two.spans)));
}

/** Metrics of every request so far, the newest last. */
export function metricsOf(receiver: Receiver): any[] {
  return receiver.requests
    .filter(({ path }) => path === '/v1/metrics')
    .flatMap(({ body }) =>
      body.resourceMetrics.flatMap((one: any) => one.scopeMetrics.flatMap((two: any) => two.metrics)),
    );
}
