import { describe, expect, it } from 'vitest';
import { ACTS_PER_SECOND, CONNECTIONS_PER_TOKEN, createLimits } from '../../electron/headless/limits.ts';
import { createTickets } from '../../electron/headless/tickets.ts';

describe('limits of a token', () => {
  it('allow 50 acts in any second, whenever that second began', () => {
    let now = 0;
    const limits = createLimits(() => now);
    for (let count = 0; count < ACTS_PER_SECOND; count += 1) {
      now = count * 10;
      expect(limits.act('full')).toBe(true);
    }
    now = 999;
    expect(limits.act('full')).toBe(false);
    now = 1_000;
    expect(limits.act('full')).toBe(true);
    expect(limits.act('full')).toBe(false);
  });

  it('count each token for itself', () => {
    const limits = createLimits(() => 0);
    for (let count = 0; count < ACTS_PER_SECOND; count += 1) limits.act('full');
    expect(limits.act('full')).toBe(false);
    expect(limits.act('view')).toBe(true);
  });

  it('give a place back once, however often it is released', () => {
    const limits = createLimits(() => 0);
    const releases = Array.from({ length: CONNECTIONS_PER_TOKEN }, () => limits.connection('full'));
    expect(releases).not.toContain(null);
    expect(limits.connection('full')).toBeNull();
    releases[0]?.();
    releases[0]?.();
    expect(limits.connection('full')).not.toBeNull();
    expect(limits.connection('full')).toBeNull();
  });
});

describe('tickets', () => {
  it('open once, within a minute', () => {
    let now = 0;
    const tickets = createTickets(() => now);
    const used = tickets.issue();
    const old = tickets.issue();
    expect(tickets.redeem(used)).toBe(true);
    expect(tickets.redeem(used)).toBe(false);
    expect(tickets.redeem('guess')).toBe(false);
    now = 60_000;
    expect(tickets.redeem(old)).toBe(false);
  });
});
