import { describe, expect, test } from 'vitest';
import { backoffMs } from '../../../renderer/client/backoff.ts';
import { messagePort, openDesktopPort, PORT_MESSAGE } from '../../../renderer/client/desktop-port.ts';
import { createInbox } from '../../../renderer/client/inbox.ts';
import { takeEntrance } from '../../../renderer/client/token.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { snapshotOf } from '../../../shared/snapshot.ts';
import { EMPTY_STATE } from '../../../shared/state.ts';

function event(seq: number): Envelope {
  return { seq, epoch: 'e', host: 'h', at: seq, mono: seq, type: 'x.y', v: 1, subject: 's', cause: null, body: {} };
}

describe('the inbox', () => {
  test('drops what waits when a snapshot is announced, and still counts its characters', () => {
    const inbox = createInbox(0);
    inbox.events([event(1)], 10);
    inbox.resync();
    inbox.snap(JSON.stringify(snapshotOf({ ...EMPTY_STATE, epoch: 'e', seq: 7 })), true, 20);
    expect(inbox.events([event(8)], 5)).toBe(true);
    const applied = inbox.apply(EMPTY_STATE);
    expect(applied).toMatchObject({ replaced: true, chars: 35 });
    expect(applied.state.seq).toBe(8);
  });

  test('skips events that are known and reports one that is missing', () => {
    const inbox = createInbox(4);
    expect(inbox.events([event(3), event(4), event(5)], 1)).toBe(true);
    expect(inbox.events([event(7)], 1)).toBe(false);
    expect(inbox.apply({ ...EMPTY_STATE, epoch: 'e', seq: 4 }).state.seq).toBe(5);
  });

  test('acknowledges the parts of a snapshot before the last has come, so that credit never runs out', () => {
    const inbox = createInbox(0);
    inbox.resync();
    inbox.snap('{', false, 70_000);
    const applied = inbox.apply(EMPTY_STATE);
    expect(applied).toMatchObject({ chars: 70_000, replaced: false });
    expect(applied.state).toBe(EMPTY_STATE);
  });
});

test('attempts are spaced from a quarter of a second to five seconds', () => {
  expect([0, 1, 2, 3, 4, 5, 50].map(backoffMs)).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
});

describe('the token', () => {
  test('leaves the address at once and is kept for the tab', () => {
    sessionStorage.clear();
    const addresses: string[] = [];
    const address = { hash: '#token=abc&workspace=w1', pathname: '/', search: '' };
    expect(takeEntrance(address, sessionStorage, (to) => addresses.push(to))).toEqual({
      token: 'abc',
      workspace: 'w1',
    });
    expect(addresses).toEqual(['/']);
    const later = { hash: '#/reloads', pathname: '/', search: '' };
    expect(takeEntrance(later, sessionStorage, (to) => addresses.push(to))).toEqual({ token: 'abc', workspace: 'w1' });
    expect(addresses).toHaveLength(1);
  });

  test('is null where none was ever given', () => {
    sessionStorage.clear();
    const address = { hash: '', pathname: '/', search: '' };
    expect(takeEntrance(address, sessionStorage, () => {})).toEqual({ token: null, workspace: null });
  });
});

describe('the desktop port', () => {
  test('is taken from the message the app posts, and carries text both ways', async () => {
    const channel = new MessageChannel();
    const opening = openDesktopPort({
      platform: 'linux',
      connect() {
        const message = new MessageEvent('message', { data: PORT_MESSAGE });
        Object.defineProperties(message, { source: { value: window }, ports: { value: [channel.port1] } });
        window.dispatchEvent(message);
      },
    });
    const port = await opening;
    const got = new Promise<string>((resolve) => port.onFrame(resolve));
    const heard = new Promise<unknown>((resolve) => {
      channel.port2.onmessage = ({ data }) => resolve(data);
    });
    channel.port2.postMessage('hello');
    port.send('hi');
    expect(await got).toBe('hello');
    expect(await heard).toBe('hi');
    port.close();
  });

  test('tells its closing once', () => {
    const channel = new MessageChannel();
    const port = messagePort(channel.port1);
    let count = 0;
    port.onClose(() => {
      count += 1;
    });
    port.close();
    port.close();
    expect(count).toBe(1);
  });
});
