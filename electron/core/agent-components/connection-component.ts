import { AppError } from '../../../shared/errors.ts';
import type { AgentError } from '../agents/agent-error.ts';
import type { AgentSpawner } from '../agents/agent-process.ts';
import type { Component, Descriptor, StartContext } from '../host/component.ts';
import type { FactoryContext } from '../host/factories/factory-context.ts';
import { beginRun, endRun, type LiveRun, stopRequest } from '../host/factories/run-component.ts';
import type { RunEnd, StopRequest, StopStep } from '../process/types.ts';

/** What is held while a component is up, and how it is let go. */
export interface Held {
  close(request: StopRequest, onStep: (step: StopStep) => void): Promise<void>;
}

/** What a connection is made with. */
export interface ConnectTools {
  /** Starts the process of the connection as the run of the component. */
  readonly spawn: AgentSpawner;
  /** The connection is lost while its process lives: ends the run, which then counts as crashed. */
  readonly lose: (error: AgentError) => void;
}

interface ConnectionPlan<H extends Held> {
  readonly descriptor: Descriptor;
  connect(context: StartContext, tools: ConnectTools): Promise<H>;
  /** Better words for the end of the process; null for the usual ones. */
  explain(end: RunEnd): string | null;
  /** Asks the process to end; SIGTERM when missing. */
  readonly signal?: NodeJS.Signals;
}

/** Takes what a process says before its handshake is over. */
export type HandshakeLog = (component: string, run: string, chunk: Buffer) => void;

/** A component that is up while a connection to a process of its own is. */
export function connectionComponent<H extends Held>(
  shared: FactoryContext,
  handshakes: HandshakeLog,
  plan: ConnectionPlan<H>,
): Pick<Component, 'start' | 'stop' | 'killNow'> & { readonly held: H | null } {
  const { descriptor } = plan;
  const { name } = descriptor;
  let live: LiveRun | null = null;
  let held: H | null = null;
  let beginning: Promise<unknown> = Promise.resolve();
  let given = false;

  function spawnerFor(context: StartContext): AgentSpawner {
    return async ({ stdin, onStdout, onStderr, ...wanted }) => {
      const begun = await beginRun(
        shared,
        {
          descriptor,
          // What is connected to has no end that is a success.
          success: [],
          wanted: async () => wanted,
          explain: (end) => plan.explain(end),
          keepsStdin: stdin === true,
          onStderr,
          onStdout: (chunk, run) =>
            onStdout(chunk, (channel, piece) =>
              channel === 'handshake' ? handshakes(name, run, piece) : shared.output(run, channel, piece, name),
            ),
        },
        context,
      );
      live = begun;
      const { run, told } = begun;
      // Nobody waits for a start that was given up: its program must not stay.
      if (given) await run.killNow();
      return {
        runId: run.runId,
        pid: run.pid,
        stdin: run.stdin,
        // Its end is told first: that says more than that the connection failed.
        ended: told.then(() => run.ended),
        outputEnded: run.outputEnded,
        stop: run.stop,
        killNow: run.killNow,
        look: run.look,
      };
    };
  }

  function lose(error: AgentError): void {
    live?.blame(`killed because it ${error.diagnosis}`, error.code);
    live?.run.killNow().catch(() => undefined);
  }

  return {
    get held() {
      return held;
    },
    async start(context) {
      if (live !== null || held !== null) throw new AppError('RUNNING', `${name} was not confirmed to be down.`);
      given = false;
      const attempt = plan.connect(context, { spawn: spawnerFor(context), lose });
      beginning = attempt.catch(() => undefined);
      held = await attempt;
    },
    async stop(context) {
      await beginning;
      const own = live;
      if (held !== null) {
        const force = (): void => void own?.run.killNow().catch(() => undefined);
        context.signal.addEventListener('abort', force, { once: true });
        const request = stopRequest(descriptor, context.graceMs, plan.signal);
        await held
          .close(request, (step) => context.stepped(step))
          .finally(() => {
            context.signal.removeEventListener('abort', force);
          });
        await own?.told;
      } else if (own !== null) await endRun(own, descriptor, context, plan.signal);
      live = null;
      held = null;
    },
    killNow() {
      given = true;
      live?.run.killNow().catch(() => undefined);
    },
  };
}
