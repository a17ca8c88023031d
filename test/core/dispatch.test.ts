import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../electron/core/clock.ts';
import { createDispatcher, type Dispatcher } from '../../electron/core/dispatch.ts';
import { action, query } from '../../shared/actions/row.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { tempFolder } from '../helpers/temp.ts';
import { OWNER, VIEWER } from '../helpers/workspace.ts';
import { openTestJournal } from './journal/open.ts';

const rows = {
  'thing.run': action('Run a thing', z.strictObject({ text: z.string().optional() }), z.object({}), { runs: true }),
  'thing.note': action('Note a thing', z.strictObject({}), z.object({}), { owns: false }),
  'thing.wait': action('Wait for a thing', z.strictObject({}), z.object({}), { owns: false }),
  things: query('Things', z.strictObject({}), z.object({})),
};

async function dispatcher(facts: { trusted?: boolean; holder?: string | null } = {}) {
  const { journal } = await openTestJournal(tempFolder());
  const ran: string[] = [];
  const logged: string[] = [];
  const handlers = {
    'thing.run': () => {
      ran.push('run');
      return {};
    },
    'thing.note': () => {
      throw new Error('a fault of ours');
    },
    'thing.wait': (_input: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true })),
    things: () => ({}),
  };
  const made: Dispatcher = createDispatcher({
    journal,
    rows,
    handlers,
    clock: systemClock,
    trusted: () => facts.trusted ?? true,
    readOnly: () => facts.holder ?? null,
    remembered: new Map(),
    log: (line) => logged.push(line),
  });
  const events = async () => {
    journal.flush();
    return (await journal.store!.read({ limit: 100, newest: false })).map(
      (text) => JSON.parse(text) as Envelope<string, any>,
    );
  };
  return { made, ran, logged, events };
}

describe('the dispatcher', () => {
  it('refuses what would run something in a workspace that is only looked at, and journals the refusal', async () => {
    const { made, ran, events } = await dispatcher({ trusted: false });
    await expect(made.call('thing.run', {}, { caller: OWNER })).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
    expect(ran).toEqual([]);
    expect((await events()).at(-1)).toMatchObject({
      type: 'action.ended',
      body: { outcome: 'refused', error: { code: 'NOT_TRUSTED' } },
    });
  });

  it('refuses what the holder decides when another host holds the workspace', async () => {
    const { made, ran } = await dispatcher({ holder: 'process 7 on vm' });
    await expect(made.call('thing.run', {}, { caller: OWNER })).rejects.toMatchObject({
      code: 'READ_ONLY',
      message: expect.stringContaining('process 7 on vm'),
    });
    expect(ran).toEqual([]);
  });

  it('journals an act with its door and never the text of a file, and a question not at all', async () => {
    const { made, events } = await dispatcher();
    await made.call('things', {}, { caller: VIEWER });
    await made.call('thing.run', { text: 'body of a file' }, { caller: OWNER });
    const all = await events();
    expect(all.map((event) => event.type)).toEqual(['epoch.opened', 'action.requested', 'action.ended']);
    expect(JSON.stringify(all)).not.toContain('body of a file');
    expect(all[1]).toMatchObject({
      cause: null,
      actor: { door: 'ui' },
      body: { door: 'ui', input: { text: '‹14 characters›' } },
    });
    expect(all[2]?.cause).toBe(`${all[1]?.epoch}:${all[1]?.seq}`);
  });

  it('answers a fault of its own as INTERNAL, logs it, and goes on', async () => {
    const { made, logged } = await dispatcher();
    await expect(made.call('thing.note', {}, { caller: OWNER })).rejects.toThrow('a fault of ours');
    expect(logged.join()).toContain('a fault of ours');
    await expect(made.call('thing.run', {}, { caller: OWNER })).resolves.toMatchObject({ outcome: 'done' });
  });

  it('answers at once when nobody waits, tells what became of the act, and can cancel it', async () => {
    const { made } = await dispatcher();
    const { actionId } = (await made.call('thing.wait', {}, { caller: OWNER, wait: 'none' })) as { actionId: string };
    expect(made.outcome(actionId)).toMatchObject({ state: 'pending' });
    expect(made.cancel(actionId)).toBe(true);
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(made.outcome(actionId)).toMatchObject({ state: 'ended', error: { code: 'CANCELLED' } });
    expect(made.cancel(actionId)).toBe(false);
    expect(() => made.outcome('none')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
  });
});
