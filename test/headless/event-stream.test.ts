import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readEvents, type StreamMessage } from '../../electron/headless/event-reader.ts';
import { streamEvents } from '../../electron/headless/event-stream.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { formatPosition } from '../../shared/position.ts';
import { type Served, served } from './served.ts';

interface Stream {
  next(): Promise<StreamMessage>;
  stop(): void;
}

function streamOf(response: Response, abort: AbortController): Stream {
  if (!response.body) throw new Error('the stream is empty');
  const messages = readEvents(response.body);
  return {
    async next() {
      const { value, done } = await messages.next();
      if (done) throw new Error('the stream ended');
      return value;
    },
    stop: () => abort.abort(),
  };
}

async function follow(app: Served, query = '', headers: Record<string, string> = {}): Promise<Stream> {
  const abort = new AbortController();
  const response = await app.ask(`/api/v1/events?follow=1${query}`, { headers, signal: abort.signal });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  return streamOf(response, abort);
}

/** One act, which adds a few events to the journal. */
async function rescan(app: Served): Promise<void> {
  await app.ask('/api/v1/actions/workspace.rescan', { method: 'POST' });
}

describe('the stream of events', () => {
  it('carries what happens from now on, in order, each with its position', async () => {
    await using app = await served();
    const { epoch, seq } = app.workbench.position();
    const stream = await follow(app);
    await rescan(app);
    for (let step = 1; step <= 3; step += 1) {
      const message = await stream.next();
      expect([message.event, message.id]).toEqual(['message', `${epoch}:${seq + step}`]);
      expect(JSON.parse(message.data)).toMatchObject({ epoch, seq: seq + step });
    }
    stream.stop();
  });

  it('is also given to who accepts nothing else', async () => {
    await using app = await served();
    const response = await app.ask('/api/v1/events', { headers: { accept: 'text/event-stream' } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    await response.body?.cancel();
  });

  it('goes on where a reader left off, by address or by header', async () => {
    await using app = await served();
    const { epoch } = app.workbench.position();
    const byAddress = await follow(app, `&since=${epoch}:2`);
    expect((await byAddress.next()).id).toBe(`${epoch}:3`);
    const byHeader = await follow(app, `&since=${epoch}:1`, { 'last-event-id': `${epoch}:3` });
    expect((await byHeader.next()).id).toBe(`${epoch}:4`);
    byAddress.stop();
    byHeader.stop();
  });

  it('holds only the types and the subject asked for', async () => {
    await using app = await served();
    const typed = await follow(app, '&types=action.ended,definition.refused');
    const other = await follow(app, '&subject=definition:agents/none');
    await rescan(app);
    expect(JSON.parse((await typed.next()).data).type).toBe('action.ended');
    await app.server.close();
    await expect(other.next()).rejects.toThrow(/ended/);
  });

  it('begins with a resync and the snapshot when a position means nothing here', async () => {
    await using app = await served();
    const { epoch, seq } = app.workbench.position();
    const stream = await follow(app, '&since=ffffffffffffffff:900');
    const resync = await stream.next();
    expect([resync.event, JSON.parse(resync.data)]).toEqual(['resync', { reason: 'epoch' }]);
    const snapshot = await stream.next();
    expect([snapshot.event, snapshot.id]).toEqual(['snapshot', `${epoch}:${seq}`]);
    expect(JSON.parse(snapshot.data).definitions).toHaveProperty(['models/fast']);
    await rescan(app);
    expect((await stream.next()).id).toBe(`${epoch}:${seq + 1}`);
    stream.stop();
  });

  it('may be read with the token for looking', async () => {
    await using app = await served();
    const response = await app.ask('/api/v1/events?follow=1', { token: app.tokens.view });
    expect(response.status).toBe(200);
    await response.body?.cancel();
  });

  it('ends when the app does', async () => {
    await using app = await served();
    const stream = await follow(app);
    await app.server.close();
    await expect(stream.next()).rejects.toThrow(/ended/);
  });

  it('ends with its workspace, after the last of its events', async () => {
    await using app = await served();
    const other = path.join(app.home, '..', 'other');
    await mkdir(other);
    const act = async (name: string, input: object, query = '') => {
      const init = { method: 'POST', body: JSON.stringify(input) };
      return (await (await app.ask(`/api/v1/actions/${name}${query}`, init)).json()) as { result: { id: string } };
    };
    const { id } = (await act('workspace.open', { path: other })).result;
    const watch = async () =>
      ((await (await app.ask(`/api/v1/snapshot?workspace=${id}`)).json()) as { watch: { state: string } }).watch.state;
    await expect.poll(watch, { timeout: 30_000 }).toBe('watching');
    const stream = await follow(app, `&workspace=${id}&types=epoch.closed`);
    await act('workspace.close', {}, `?workspace=${id}`);
    expect(JSON.parse((await stream.next()).data).type).toBe('epoch.closed');
    await expect(stream.next()).rejects.toThrow(/ended/);
    expect((await app.ask(`/api/v1/events?workspace=${id}`)).status).toBe(404);
  });

  it('gives a reader that falls far behind a snapshot instead of a gap', async () => {
    const epoch = '00000000000000aa';
    let seq = 0;
    let publish: (events: readonly Envelope[]) => void = () => {};
    const make = (count: number): Envelope[] =>
      Array.from({ length: count }, () => {
        seq += 1;
        return {
          seq,
          epoch,
          host: 'h',
          at: 0,
          mono: 0,
          type: 'file.settled',
          v: 1,
          subject: 's',
          cause: null,
          body: {},
        };
      });
    const closing = new AbortController();
    const server = createServer((_request, response) => {
      const source = {
        follow(onEvents: typeof publish) {
          publish = onEvents;
          return () => {};
        },
        snapshot: () => Promise.resolve({ position: { epoch, seq } }),
        wants: () => true,
      };
      streamEvents(response, source, closing.signal, () => {});
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const abort = new AbortController();
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const stream = streamOf(await fetch(url, { signal: abort.signal }), abort);
    // Far more than the pipe and the bound hold together, before the reader reads a single one.
    for (let round = 0; round < 80; round += 1) publish(make(2_000));
    let seen = 0;
    for (;;) {
      const message = await stream.next();
      if (message.event === 'resync') expect(JSON.parse(message.data)).toEqual({ reason: 'behind' });
      else if (message.event === 'snapshot') {
        expect(message.id).toBe(`${epoch}:${seq}`);
        break;
      } else {
        seen += 1;
        expect(message.id).toBe(formatPosition({ epoch, seq: seen }));
      }
    }
    expect(seen).toBeLessThan(seq);
    publish(make(1));
    expect((await stream.next()).id).toBe(`${epoch}:${seq}`);
    closing.abort();
    await expect(stream.next()).rejects.toThrow(/ended/);
    server.close();
  });
});
