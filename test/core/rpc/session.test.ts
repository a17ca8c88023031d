import { describe, expect, it } from 'vitest';
import { canonical } from '../../../shared/canonical.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { logSpec } from '../../../shared/log.ts';
import { CREDIT_HIGH, FRAME_CHARS } from '../../../shared/rpc.ts';
import { snapshotOf } from '../../../shared/snapshot.ts';
import { startHost, type TestHost, VIEWER } from '../../helpers/workspace.ts';
import { connectClient, type TestClient } from './client.ts';

const FILES = Object.fromEntries(
  Array.from({ length: 400 }, (_, index) => [`agents/a${index}.yaml`, `name: a${index}\n`]),
);

const seqs = (client: TestClient) =>
  client.frames.flatMap((frame) =>
    frame.t === 'events' ? (frame.events as Envelope[]).map((event) => event.seq) : [],
  );
const caughtUp = (host: TestHost) => (client: TestClient) => client.state().seq === host.workbench.position().seq;
const same = async (host: TestHost, client: TestClient) =>
  expect(canonical(snapshotOf(client.state()))).toBe(canonical(await host.snapshot()));

/** Appends many events without touching files: notices that nobody can find are refused, and journaled. */
async function makeEvents(host: TestHost, count: number): Promise<void> {
  await Promise.all(
    Array.from({ length: Math.ceil(count / 2) }, () => host.call('notice.dismiss', { id: 'none' }).catch(() => {})),
  );
}

describe('a client over a port', () => {
  it('J14: gets a snapshot in parts, then every event in order, and has the same state as the core', async () => {
    const host = await startHost({ files: FILES });
    const client = connectClient(host);
    await client.until(caughtUp(host));
    expect(client.frames[0]).toMatchObject({ t: 'welcome', epoch: host.workbench.position().epoch });
    expect(client.frames[1]).toEqual({ t: 'resync', reason: 'first' });
    expect(client.frames.filter((frame) => frame.t === 'snap').length).toBeGreaterThan(2);
    expect(client.texts.every((text) => text.length <= FRAME_CHARS * 1.05)).toBe(true);
    host.write('agents/a1.yaml', 'name: a1\ndescription: new\n');
    await client.until(
      (one) =>
        seqs(one).length > 0 &&
        one.state().seq > 0 &&
        JSON.stringify(one.frames.at(-1)).includes('definition.reloaded'),
    );
    const got = seqs(client);
    expect(got).toEqual(got.map((_, index) => got[0]! + index));
    await same(host, client);
  });

  it('J14: resumes after a position with exactly what was missed, and takes a snapshot for another epoch', async () => {
    const host = await startHost({ files: FILES });
    const since = host.workbench.position();
    await makeEvents(host, 50);
    const client = connectClient(host, { since });
    await client.until(
      (one) =>
        seqs(one).length > 0 && one.frames.at(-1)?.t === 'events' && seqs(one).at(-1) === host.workbench.position().seq,
    );
    expect(client.frames.some((frame) => frame.t === 'resync')).toBe(false);
    expect(seqs(client)[0]).toBe(since.seq + 1);
    const stranger = connectClient(host, { since: { epoch: '00000000000000ff', seq: 1 } });
    await stranger.until(caughtUp(host));
    expect(stranger.frames[1]).toEqual({ t: 'resync', reason: 'epoch' });
    await same(host, stranger);
  });

  it('stops at its credit, goes on when frames are applied, and loses nothing', async () => {
    const host = await startHost({ files: FILES });
    const client = connectClient(host);
    await client.until(caughtUp(host));
    client.applies = false;
    client.frames.length = 0;
    client.texts.length = 0;
    await makeEvents(host, 2_000);
    await client.until((one) => one.texts.join('').length >= CREDIT_HIGH);
    const sent = client.texts.filter((text) => text.startsWith('{"t":"events"')).join('').length;
    expect(sent).toBeLessThan(CREDIT_HIGH + FRAME_CHARS * 1.1);
    client.applies = true;
    client.acknowledge();
    await client.until(caughtUp(host));
    const got = seqs(client);
    expect(got).toEqual(got.map((_, index) => got[0]! + index));
    await same(host, client);
  });

  it('answers a client that fell too far behind with a resync, never with a thinned stream', async () => {
    const host = await startHost({ files: { 'agents/a.yaml': 'name: a\n' } });
    const client = connectClient(host);
    await client.until(caughtUp(host));
    client.applies = false;
    for (let round = 0; round < 11; round += 1) await makeEvents(host, 2_000);
    client.applies = true;
    client.acknowledge();
    await client.until(caughtUp(host));
    expect(
      client.frames.filter((frame) => frame.t === 'resync').map((frame) => frame.t === 'resync' && frame.reason),
    ).toEqual(['first', 'behind']);
    await same(host, client);
  });

  it('calls rows of the table, tells errors in the travelling form, and can cancel', async () => {
    const host = await startHost({ files: { 'agents/a.yaml': 'name: a\n' } });
    const client = connectClient(host);
    client.send({ t: 'call', id: 1, name: 'kinds' });
    client.send({ t: 'call', id: 2, name: 'definition.read', input: { id: 'agents/none' } });
    await client.until((one) => one.frames.filter((frame) => frame.t === 'result' || frame.t === 'error').length === 2);
    expect(client.frames.find((frame) => frame.t === 'result' && frame.id === 1)).toBeDefined();
    expect(client.frames.find((frame) => frame.t === 'error' && frame.id === 2)).toMatchObject({
      error: { code: 'NOT_FOUND', hint: expect.any(String) },
    });
  });

  it('tells gauges only to those who look, and the product’s own log to those who follow it', async () => {
    const host = await startHost({ files: { 'agents/a.yaml': 'name: a\n' } });
    const client = connectClient(host, {}, VIEWER);
    client.send({ t: 'gauges', on: true });
    const spec = logSpec.parse({ streams: ['signalbox/own'] });
    client.send({ t: 'log', view: 'own', ask: { k: 'open', spec } });
    await client.until(
      (one) =>
        one.frames.some((frame) => frame.t === 'gauge') &&
        one.frames.some((frame) => frame.t === 'log' && frame.view === 'own' && frame.say.k === 'state'),
    );
  });

  it.each([
    ['no JSON', '{'],
    ['an unknown frame', '{"t":"format"}'],
    ['an unknown field', '{"t":"gauges","on":true,"x":1}'],
    ['a frame above 1 MiB', JSON.stringify({ t: 'call', id: 1, name: 'x', input: 'x'.repeat(1_100_000) })],
  ])('closes the port on %s', async (_what, frame) => {
    const host = await startHost({ files: { 'agents/a.yaml': 'name: a\n' } });
    const client = connectClient(host);
    await client.until(caughtUp(host));
    client.port.send(frame);
    await client.closed;
  });
});
