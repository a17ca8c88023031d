import { describe, expect, it } from 'vitest';
import { createRemoteIntake } from '../../../electron/core/journal/remote-intake.ts';
import { canonical } from '../../../shared/canonical.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { type Snapshot, snapshotOf, stateOf } from '../../../shared/snapshot.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { openTestJournal, settle } from './open.ts';

/** What another host wrote in its own journal. */
async function elsewhere(): Promise<Envelope[]> {
  const { journal } = await openTestJournal(tempFolder());
  settle(journal, 'agents/there.yaml');
  journal.flush();
  return (await journal.store!.read({ limit: 100, newest: false })).map((text) => ({
    ...(JSON.parse(text) as Envelope),
    host: 'other',
  }));
}

describe('several hosts', () => {
  it('J18: an event of another host is appended once per host, epoch and seq, and folded into that host’s part by the same rules', async () => {
    const dir = tempFolder();
    const { journal } = await openTestJournal(dir);
    const intake = await createRemoteIntake(journal);
    const events = await elsewhere();
    expect(events.map((event) => intake.receive(event)).every((position) => position !== null)).toBe(true);
    expect(events.map((event) => intake.receive(event))).toEqual(events.map(() => null));
    expect(intake.receive({ ...events[0]!, host: 'test' })).toBeNull();
    const { hosts, definitions } = snapshotOf(journal.state());
    expect(Object.keys(hosts['other']!.view.definitions)).toEqual(['agents/there']);
    expect(definitions).toEqual({});
    const [, remote] = (await read(journal)).filter((event) => event.type === 'remote');
    expect(remote).toMatchObject({
      host: 'test',
      body: { host: 'other', epoch: events[1]!.epoch, seq: events[1]!.seq },
    });
    expect(remote?.cause).toContain('other/');

    const travelled = snapshotOf(stateOf(JSON.parse(JSON.stringify(snapshotOf(journal.state()))) as Snapshot));
    expect(canonical(travelled)).toBe(canonical(snapshotOf(journal.state())));
    const again = await createRemoteIntake(journal);
    expect(again.receive(events.at(-1)!)).toBeNull();
  });

  it('J18: a host that is unheard is lost, and another epoch of it begins anew even when it counts from lower', async () => {
    const { journal, began } = await openTestJournal(tempFolder());
    const intake = await createRemoteIntake(journal);
    for (const event of await elsewhere()) intake.receive({ ...event, seq: event.seq + 1_000 });
    journal.append({ type: 'host.lost', subject: 'host:other', cause: began, body: { lastSeen: 5 } });
    expect(snapshotOf(journal.state()).hosts['other']).toMatchObject({ status: 'lost', lastSeen: 5 });
    for (const event of await elsewhere()) intake.receive({ ...event, epoch: '00000000000000aa' });
    expect(snapshotOf(journal.state()).hosts['other']!.view.position).toEqual({ epoch: '00000000000000aa', seq: 2 });
  });
});

async function read(journal: Awaited<ReturnType<typeof openTestJournal>>['journal']): Promise<Envelope[]> {
  journal.flush();
  return (await journal.store!.read({ limit: 1_000, newest: false })).map((text) => JSON.parse(text) as Envelope);
}
