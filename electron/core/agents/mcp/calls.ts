import { randomBytes } from 'node:crypto';
import { type AppError, toWireError } from '../../../../shared/errors.ts';
import type { Clock } from '../../clock.ts';
import type { Say } from '../track.ts';

/** Calls in flight of one connection; each begins and ends with an event. */
export interface Calls {
  readonly inFlight: number;
  /** Does the work of one call; what it throws is made into why it failed. */
  run<T>(
    what: { readonly tool?: string; readonly method?: string },
    cause: string,
    work: () => Promise<T>,
    blame: (thrown: unknown) => { readonly error: AppError; readonly outcome: 'failed' | 'cancelled' | 'timed-out' },
  ): Promise<{ readonly value: T; readonly ms: number }>;
}

/** Counts the calls of the connection with this id. */
export function createCalls(id: string, say: Say, clock: Clock): Calls {
  const subject = `agent:${id}`;
  let inFlight = 0;
  return {
    get inFlight() {
      return inFlight;
    },
    async run(what, cause, work, blame) {
      const call = randomBytes(6).toString('hex');
      const began = clock.mono();
      const ms = () => Math.round((clock.mono() - began) * 10) / 10;
      inFlight += 1;
      const started = say({ type: 'call.started', subject, cause, body: { call, ...what } });
      try {
        const value = await work();
        const took = ms();
        say({ type: 'call.ended', subject, cause: started, body: { call, outcome: 'ok', ms: took } });
        return { value, ms: took };
      } catch (thrown) {
        const { error, outcome } = blame(thrown);
        say({
          type: 'call.ended',
          subject,
          cause: started,
          body: { call, outcome, ms: ms(), error: toWireError(error) },
        });
        throw error;
      } finally {
        inFlight -= 1;
      }
    },
  };
}
