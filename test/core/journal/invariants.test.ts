import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../../shared/canonical.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { fold } from '../../../shared/fold.ts';
import { snapshotOf } from '../../../shared/snapshot.ts';
import { EMPTY_STATE } from '../../../shared/state.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { openTestJournal, settle } from './open.ts';

const all = async (journal: Awaited<ReturnType<typeof openTestJournal>>['journal']) => {
  journal.flush();
  return (await journal.store!.read({ limit: 100_000, newest: false })).map((text) => JSON.parse(text) as Envelope);
};

describe('the journal', () => {
  it('J2: numbers its events one by one without gaps, whatever the clock does', async () => {
    let now = 1_000_000;
    const { journal } = await openTestJournal(tempFolder(), {
      clock: { now: () => (now -= 5_000), mono: () => performance.now() },
    });
    for (let index = 0; index < 50; index += 1) settle(journal, `agents/a${index}.yaml`);
    const events = await all(journal);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(events[1]!.at).toBeLessThan(events[0]!.at);
    expect(events.every((event, index) => index === 0 || event.mono >= events[index - 1]!.mono)).toBe(true);
  });

  it('J3: opens a new epoch at every start and goes on counting', async () => {
    const dir = tempFolder();
    const first = await openTestJournal(dir);
    settle(first.journal, 'agents/a.yaml');
    await first.journal.close('test');
    const second = await openTestJournal(dir);
    expect(second.journal.epoch).toMatch(/^[0-9a-f]{16}$/);
    expect(second.journal.epoch).not.toBe(first.journal.epoch);
    const events = await all(second.journal);
    expect(events.map((event) => event.seq)).toEqual([1, 2, 3, 4]);
    expect(events.map((event) => event.type)).toEqual(['epoch.opened', 'file.settled', 'epoch.closed', 'epoch.opened']);
  });

  it('J4, J5: every event carries the whole envelope, and its cause points backwards', async () => {
    const { journal, began } = await openTestJournal(tempFolder());
    const cause = settle(journal, 'agents/a.yaml');
    const many = Array.from({ length: 20 }, (_, index) => settle(journal, `agents/b${index}.yaml`));
    journal.append({
      type: 'batch.discarded',
      subject: 'batch:x',
      cause: many.at(-1)!,
      also: many,
      body: { batchId: 'x', why: 'asked' },
    });
    const events = await all(journal);
    for (const event of events) {
      expect(Object.keys(event)).toEqual(
        expect.arrayContaining(['seq', 'epoch', 'host', 'at', 'mono', 'type', 'v', 'subject', 'cause', 'body']),
      );
      if (event.cause) expect(Number(event.cause.split(':')[1])).toBeLessThan(event.seq);
    }
    expect(cause).toBe(`${journal.epoch}:2`);
    expect(began).toBe(`${journal.epoch}:1`);
    const last = events.at(-1)!;
    expect([last.also?.length, last.alsoCount]).toEqual([16, 20]);
  });

  it('J7: publishes from memory at once, and persists in batches by its worker', async () => {
    const { journal } = await openTestJournal(tempFolder());
    const published: Envelope[] = [];
    const heard = new Promise<void>((resolve) => {
      journal.subscribe(({ events }) => {
        published.push(...events);
        if (published.some((event) => event.subject === 'file:agents/z.yaml')) resolve();
      });
    });
    settle(journal, 'agents/z.yaml');
    expect(journal.state().seq).toBe(2);
    await heard;
    expect((await journal.store!.read({ limit: 10, newest: true })).length).toBe(2);
  });

  it('J8: durable facts are on disk when the write is answered, in tables of their own', async () => {
    const dir = tempFolder();
    const first = await openTestJournal(dir);
    await first.journal.store!.put('pins', 'agents/a', '{"version":1}');
    await first.journal.store!.put('held', 'agents/b', 'hash');
    await first.journal.store!.put('held', 'agents/b', null);
    const second = await openTestJournal(dir);
    expect(await second.journal.store!.all('pins')).toEqual([['agents/a', '{"version":1}']]);
    expect(await second.journal.store!.all('held')).toEqual([]);
    for (const table of ['runs', 'jobs', 'sessions', 'overrides', 'idempotency', 'trust'] as const)
      expect(await second.journal.store!.all(table)).toEqual([]);
  });

  it('J9: nothing lives because it lived before', async () => {
    const dir = tempFolder();
    const first = await openTestJournal(dir);
    settle(first.journal, 'agents/a.yaml');
    expect(Object.keys(snapshotOf(first.journal.state()).definitions)).toEqual(['agents/a']);
    await first.journal.close('test');
    const second = await openTestJournal(dir);
    expect(snapshotOf(second.journal.state()).definitions).toEqual({});
  });

  it('J13: checkpoints the folded state, compacts below the oldest checkpoint, and says where history was cut', async () => {
    const dir = tempFolder();
    const { journal, facts } = await openTestJournal(dir, { bounds: { events: 5_000, bytes: 1e12, ms: 1e12 } });
    const compacted = new Promise<void>((resolve) => {
      const look = setInterval(() => {
        if (!facts.some((fact) => fact.op === 'compacted')) return;
        clearInterval(look);
        resolve();
      }, 20);
    });
    for (let index = 0; index < 12_000; index += 1) settle(journal, `agents/a${index % 100}.yaml`, `h${index}`);
    journal.flush();
    await compacted;
    const [event] = await journal.store!.read({ limit: 1, newest: false });
    expect((JSON.parse(event!) as Envelope).seq).toBeGreaterThan(1_000);
    const count = (await journal.store!.read({ limit: 100_000, newest: false })).length;
    expect(count).toBeLessThan(12_001);
  });

  it('J16: warns of an event whose body belongs into a blob, and keeps blobs for their owner alone', async () => {
    const dir = tempFolder();
    const { journal, logged } = await openTestJournal(dir);
    journal.append({
      type: 'notice.raised',
      subject: 'notice:x',
      cause: `${journal.epoch}:1`,
      body: { level: 'info', cause: 'x', text: 'x'.repeat(40_000) },
    });
    journal.flush();
    expect(logged.join()).toContain('belongs into a blob');
    await journal.store!.writeBlob({ hash: 'a'.repeat(64), bytes: Buffer.from('body') });
    expect(Buffer.from((await journal.store!.readBlob('a'.repeat(64)))!).toString()).toBe('body');
    expect(statSync(path.join(dir, 'blobs', 'aa', 'a'.repeat(64))).mode & 0o777).toBe(0o600);
    expect(await journal.store!.readBlob('b'.repeat(64))).toBeNull();
  });

  it('J19: sets a damaged database aside under a dated name and begins a new one', async () => {
    const dir = tempFolder();
    const first = await openTestJournal(dir);
    settle(first.journal, 'agents/a.yaml');
    await first.journal.close('test');
    writeFileSync(
      path.join(dir, 'journal.db'),
      'this is no database, and it is long enough to be read as one '.repeat(200),
    );
    const second = await openTestJournal(dir);
    expect(second.journal.store!.opened.damaged).toMatch(/^journal\.damaged-.*\.db$/);
    expect(readdirSync(dir)).toContain(second.journal.store!.opened.damaged);
    settle(second.journal, 'agents/b.yaml');
    expect((await all(second.journal)).map((event) => event.seq)).toEqual([1, 2]);
    expect(existsSync(path.join(dir, 'journal.db'))).toBe(true);
  });

  it('J1, J10: what the worker stored folds to exactly the state the writer has', async () => {
    const { journal } = await openTestJournal(tempFolder());
    for (let index = 0; index < 3_000; index += 1) settle(journal, `agents/a${index % 1_500}.yaml`, `h${index}`);
    const refolded = fold(EMPTY_STATE, await all(journal));
    expect(canonical(snapshotOf(refolded))).toBe(canonical(snapshotOf(journal.state())));
  });
});
