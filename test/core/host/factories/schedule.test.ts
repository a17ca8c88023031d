import { describe, expect, it } from 'vitest';
import { nextDue } from '../../../../electron/core/host/factories/due.ts';
import { openComponents } from './stand.ts';

describe('when a schedule is due', () => {
  it('counts an interval from the last time, and leaves out what was slept through', () => {
    const every = { sort: 'every', everyMs: 1_000 } as const;
    expect(nextDue(every, 5_000, 5_000)).toBe(6_000);
    expect(nextDue(every, 5_000, 5_400)).toBe(6_000);
    expect(nextDue(every, 5_000, 65_400)).toBe(66_000);
  });

  it('reads cron expressions in their time zone, over a change of the clocks', () => {
    const cron = { sort: 'cron', cron: '30 2 * * *', timezone: 'Europe/Berlin' } as const;
    const winter = Date.parse('2026-01-10T00:00:00Z');
    expect(new Date(nextDue(cron, winter, winter)).toISOString()).toBe('2026-01-10T01:30:00.000Z');
    const summer = Date.parse('2026-07-10T00:00:00Z');
    expect(new Date(nextDue(cron, summer, summer)).toISOString()).toBe('2026-07-10T00:30:00.000Z');
    // 02:30 does not exist in the night of 29 March: the next one is soon after it, not never.
    const missing = Date.parse('2026-03-29T00:00:00Z');
    expect(nextDue(cron, missing, missing) - missing).toBeLessThanOrEqual(24 * 3_600_000);
  });
});

describe('a component that is a schedule', () => {
  it('runs its command again and again, each run caused by its firing, and stays up whatever the runs do', async () => {
    const stand = await openComponents();
    const one = stand.declare({
      type: 'schedule',
      config: { every: '100ms', command: ['sh', '-c', 'echo tick; exit 3'] },
    });
    await stand.said((event) => event.type === 'run.ended' && stand.bodies('run.ended').length === 3);
    expect(one.state).toBe('running');
    const { events } = stand;
    const started = events.find(({ type }) => type === 'run.started')!;
    const cause = events.find(({ seq }) => `e:${seq}` === started.cause)!;
    expect(cause.type).toBe('schedule.fired');
    expect(cause.cause).toBeNull();
    expect(stand.bodies('run.ended')[0]).toMatchObject({ code: 3, asked: false });
    expect(await stand.host.supervisor.takeDown(one, 'asked', one.cause)).toBeNull();
  });

  it('never runs twice at once, and says what it left out', async () => {
    const stand = await openComponents();
    const one = stand.declare({ type: 'schedule', config: { every: '100ms', command: ['sleep', '1000'] } });
    const skipped = await stand.said(({ type }) => type === 'schedule.skipped');
    expect(skipped.body).toMatchObject({ why: 'overlap' });
    await stand.said(({ type }) => type === 'run.started');
    expect(stand.bodies('run.started')).toHaveLength(1);
    expect(one.active?.component.callsInFlight?.()).toBe(1);
    expect(await stand.host.supervisor.takeDown(one, 'asked', one.cause)).toBeNull();
    expect(stand.bodies('run.ended')).toEqual([expect.objectContaining({ signal: 'SIGTERM', asked: true })]);
  });

  it('kills a run that takes too long, and tells a command that cannot be started', async () => {
    const stand = await openComponents();
    stand.declare({
      type: 'schedule',
      name: 'slow',
      config: { every: '100ms', timeout: '200ms', command: ['sleep', '1000'] },
    });
    stand.declare({ type: 'schedule', name: 'lost', config: { every: '100ms', command: ['no-such-program-here'] } });
    const ended = await stand.said(({ type }) => type === 'run.ended');
    expect((ended.body as { words: string }).words).toBe('killed because it ran longer than 200ms');
    const failed = await stand.said(({ body }) => (body as { why?: string }).why === 'failed');
    expect(failed.body).toMatchObject({ error: { code: 'COMMAND_NOT_FOUND' } });
  });
});
