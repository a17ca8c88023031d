import { AppError } from '../../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { StopStep } from '../process/types.ts';
import type { AgentLook, LoadedAgent } from './loaded-agent.ts';
import type { Say } from './track.ts';

/** Ended connections that can still be looked at. */
const ENDED_KEPT = 20;

/** A connection that is being made. */
interface Load {
  readonly id: string;
  readonly key: string;
  cancel(reason: AppError): void;
  /** Resolves when it was made, or was not. */
  readonly over: Promise<unknown>;
}

/** Every connection by its id: several may have one key. */
export interface Connections {
  /** An id for one more connection of a key. */
  nextId(key: string): string;
  keep(look: AgentLook): void;
  look(id: string): AgentLook | null;
  /** A connection is being made from now on: closing its key calls that off. */
  loading(load: Load): void;
  /** Answers the connection as it is closed from now on: it leaves the table when it is gone. */
  register(connection: LoadedAgent): LoadedAgent;
  /** A connection that no component owns is over; the oldest of these are forgotten. */
  ended(id: string): void;
  active(): readonly LoadedAgent[];
  cleanup(key: string): Promise<string[]>;
  cleanupAll(options: { readonly deadlineMs: number }): Promise<unknown[]>;
}

/** Makes an empty table. */
export function createConnections({ clock, say }: { readonly clock: Clock; readonly say: Say }): Connections {
  const active = new Map<string, LoadedAgent>();
  const loads = new Set<Load>();
  const looks = new Map<string, AgentLook>();
  const ended: string[] = [];
  const counts = new Map<string, number>();

  function end(id: string): void {
    active.delete(id);
    if (ended.includes(id)) return;
    ended.push(id);
    const oldest = ended.length > ENDED_KEPT ? ended.shift() : undefined;
    if (oldest === undefined) return;
    const cause = looks.get(oldest)?.track.cause ?? null;
    looks.delete(oldest);
    say({ type: 'agent.forgotten', subject: `agent:${oldest}`, cause, body: {} });
  }

  /** Ends what was begun; why it failed its own phases say. */
  async function callOff({ id, cancel, over }: Load): Promise<void> {
    cancel(new AppError('CANCELLED', `${id} was closed before it was ready.`));
    await over.catch(() => undefined);
  }

  /** Tells the rungs of its stop: no component does. */
  function tellStep(id: string): (step: StopStep) => void {
    return ({ rung, pids, graceMs }) =>
      looks.get(id)?.track.say('agent.stepped', { rung, pids: pids.slice(0, 200), graceMs });
  }

  return {
    nextId(key) {
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return `${key}#${count}`;
    },
    keep: (look) => void looks.set(look.track.opened.id, look),
    look: (id) => looks.get(id) ?? null,
    loading(load) {
      loads.add(load);
      const leave = () => loads.delete(load);
      load.over.then(leave, leave);
    },
    register(connection) {
      const { id } = connection;
      let isTold = false;
      const own: LoadedAgent = {
        ...connection,
        async close(request, onStep) {
          const tell = isTold ? undefined : tellStep(id);
          isTold = true;
          const step = (one: StopStep): void => {
            tell?.(one);
            onStep?.(one);
          };
          await connection.close(request, step);
          end(id);
        },
      };
      active.set(id, own);
      // What is left of one that ended by itself is stopped as well.
      void connection.ended.then(() => own.close({ graceMs: 0 }).catch(() => undefined));
      return own;
    },
    ended: end,
    active: () => [...active.values()],
    async cleanup(key) {
      const isMeant = (one: { readonly key: string; readonly id: string }) => one.key === key || one.id === key;
      const meant = [...active.values()].filter(isMeant);
      const begun = [...loads].filter(isMeant);
      if (meant.length + begun.length === 0)
        throw new AppError('NOT_FOUND', `No agent ${key.slice(0, 200)} is loaded.`, {
          hint: 'What belongs to a component is undeployed.',
        });
      await Promise.all([...meant.map((one) => one.close()), ...begun.map(callOff)]);
      return [...meant, ...begun].map(({ id }) => id);
    },
    async cleanupAll({ deadlineMs }) {
      const deadlineAt = clock.mono() + deadlineMs;
      for (const load of loads) void callOff(load);
      const all = await Promise.allSettled([...active.values()].map((one) => one.close({ deadlineAt })));
      return all.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    },
  };
}
