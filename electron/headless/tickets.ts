import { randomBytes } from 'node:crypto';

/**
 * One-time words that let the browser we start fetch its link. The link itself holds the token, and a program's
 * arguments can be read by every user of the machine; a ticket that was used, or is old, opens nothing.
 */
export interface Tickets {
  issue(): string;
  /** Whether this ticket was good; it is not any more. */
  redeem(ticket: string): boolean;
}

const LIFE_MS = 60_000;

/** An empty drawer of tickets. `mono` is a clock in ms that never goes back. */
export function createTickets(mono: () => number): Tickets {
  const until = new Map<string, number>();
  return {
    issue() {
      const ticket = randomBytes(16).toString('hex');
      until.set(ticket, mono() + LIFE_MS);
      return ticket;
    },
    redeem(ticket) {
      const end = until.get(ticket);
      until.delete(ticket);
      return end !== undefined && mono() < end;
    },
  };
}
