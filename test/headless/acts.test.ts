import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Envelope } from '../../shared/envelope.ts';
import { type Served, served } from './served.ts';

const RESCAN = '/api/v1/actions/workspace.rescan';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly value: Record<string, unknown>;
}

async function post(
  app: Served,
  address: string,
  body?: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await app.ask(address, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
  return {
    status: response.status,
    headers: response.headers,
    value: (await response.json()) as Record<string, unknown>,
  };
}

async function requested(app: Served): Promise<Envelope<string, { door: string; key?: string }>[]> {
  const response = await app.ask('/api/v1/events?types=action.requested');
  return ((await response.json()) as { events: Envelope<string, { door: string; key?: string }>[] }).events;
}

describe('acts over HTTP', () => {
  it('are done and told, under the door they came through', async () => {
    await using app = await served();
    expect(await post(app, RESCAN, '{}')).toMatchObject({
      status: 200,
      value: { outcome: 'done', result: { files: 1 } },
    });
    await post(app, RESCAN, '{}', { 'x-signalbox-door': 'cli', 'idempotency-key': 'k-1' });
    await post(app, RESCAN);
    const bodies = (await requested(app)).map(({ body }) => [body.door, body.key]);
    expect(bodies).toEqual([
      ['http', undefined],
      ['cli', 'k-1'],
      ['http', undefined],
    ]);
  });

  it('answer with the position at which a snapshot shows what they did', async () => {
    await using app = await served();
    const text = 'id: deep\nprovider: openai\nmodel: large\n';
    const { value } = await post(
      app,
      '/api/v1/actions/definition.create',
      JSON.stringify({ kind: 'models', name: 'deep', text }),
    );
    expect(value).toMatchObject({ outcome: 'done', result: { id: 'models/deep', path: 'models/deep.yaml' } });
    const snapshot = (await (await app.ask('/api/v1/snapshot')).json()) as { definitions: Record<string, unknown> };
    expect(snapshot.definitions['models/deep']).toMatchObject({ state: 'ok', loaded: { version: 1 } });
  });

  it('are done once for one key, and refused when the key comes with another input', async () => {
    await using app = await served();
    const key = { 'idempotency-key': 'once' };
    const first = await post(app, RESCAN, '{}', key);
    expect((await post(app, RESCAN, '{}', key)).value).toEqual(first.value);
    expect(await requested(app)).toHaveLength(1);
    const other = await post(app, '/api/v1/actions/notice.dismiss', '{"id":"x"}', key);
    expect(other).toMatchObject({ status: 409, value: { code: 'STALE' } });
  });

  it('answer 202 when their end is not waited for, and say later how they ended', async () => {
    await using app = await served();
    const { status, value } = await post(app, `${RESCAN}?wait=none`, '{}');
    expect([status, value['state']]).toEqual([202, 'pending']);
    const get = JSON.stringify({ actionId: value['actionId'] });
    await expect
      .poll(async () => (await post(app, '/api/v1/actions/action.get', get)).value['state'], { timeout: 30_000 })
      .toBe('ended');
    expect((await post(app, `${RESCAN}?wait=perhaps`, '{}')).value['code']).toBe('INVALID_INPUT');
  });

  it('are refused by name, by input, by capability and by what is on disk', async () => {
    await using app = await served();
    expect((await post(app, '/api/v1/actions/no.such', '{}')).value['code']).toBe('NOT_FOUND');
    expect((await post(app, '/api/v1/actions/toString', '{}')).value['code']).toBe('NOT_FOUND');
    expect((await post(app, RESCAN, '{"extra":1}')).value['code']).toBe('INVALID_INPUT');
    expect((await post(app, `${RESCAN}?workspace=nowhere`, '{}')).value['code']).toBe('NOT_FOUND');
    const save = JSON.stringify({ id: 'models/fast', text: 'id: fast\n', expectedHash: '0'.repeat(64) });
    expect(await post(app, '/api/v1/actions/definition.save', save)).toMatchObject({
      status: 409,
      value: { code: 'STALE' },
    });
    const view = (name: string, body: string) =>
      app.ask(`/api/v1/actions/${name}`, { method: 'POST', body, token: app.tokens.view });
    expect((await view('workspace.rescan', '{}')).status).toBe(403);
    expect((await view('definition.read', '{"id":"models/fast"}')).status).toBe(403);
    expect((await view('versions', '{"id":"models/fast"}')).status).toBe(200);
  });

  it('refuse bodies that are no JSON object', async () => {
    await using app = await served();
    for (const body of ['{', 'hello', Uint8Array.of(0x7b, 0xff, 0x7d)]) {
      expect((await post(app, RESCAN, body)).value['code']).toBe('BAD_REQUEST');
    }
    for (const body of ['[]', '1', 'null', '"x"'])
      expect((await post(app, RESCAN, body)).value['code']).toBe('INVALID_INPUT');
    expect((await post(app, RESCAN, '{}', { 'idempotency-key': 'two words' })).value['code']).toBe('INVALID_INPUT');
    expect(await requested(app)).toEqual([]);
  });

  it('refuse bodies above 1 MiB, announced or not', async () => {
    await using app = await served();
    const large = JSON.stringify({ text: 'x'.repeat(1_100_000) });
    expect(await post(app, RESCAN, large)).toMatchObject({ status: 413, value: { code: 'TOO_LARGE' } });
    const stream = new Blob([large]).stream();
    const unannounced = await app.ask(RESCAN, { method: 'POST', body: stream, duplex: 'half' } as RequestInit);
    expect(unannounced.status).toBe(413);
    const just = JSON.stringify({ extra: 'x'.repeat(1_000_000) });
    expect((await post(app, RESCAN, just)).status).toBe(422);
  });

  it('are at most 50 in a second for one token, and reading is not counted', async () => {
    let now = 0;
    await using app = await served({ mono: () => now });
    const many = () => Promise.all(Array.from({ length: 60 }, () => post(app, RESCAN, '{"extra":1}')));
    const limited = (await many()).filter(({ status }) => status !== 422);
    expect(limited).toHaveLength(10);
    expect(limited[0]).toMatchObject({ status: 429, value: { code: 'RATE_LIMITED', retryable: true } });
    expect(limited[0]?.headers.get('retry-after')).toBe('1');
    const reads = await Promise.all(Array.from({ length: 60 }, () => app.ask('/api/v1/snapshot')));
    expect(reads.filter(({ status }) => status !== 200)).toEqual([]);
    now = 1_000;
    expect((await many()).filter(({ status }) => status === 422)).toHaveLength(50);
  });

  it('that fail by a fault of our own say INTERNAL, and the log says where', async () => {
    await using app = await served();
    // A folder where the app keeps a file: nothing it expects.
    await mkdir(path.join(app.home, 'trust.json'));
    const { status, value } = await post(app, '/api/v1/actions/workspace.trust', '{"decision":"trust"}');
    expect([status, value['code']]).toEqual([500, 'INTERNAL']);
    expect(JSON.stringify(value)).not.toContain('.ts:');
    expect(app.logged.join('\n')).toMatch(/POST \/api\/v1\/actions\/workspace\.trust: .*\.ts:/s);
  });
});
