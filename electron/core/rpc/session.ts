import { AppError, toWireError } from '../../../shared/errors.ts';
import type { Capability, ClientFrame, Port, ServerFrame } from '../../../shared/rpc.ts';
import type { Caller, CallOptions } from '../doors.ts';
import type { Journal } from '../journal/journal.ts';
import type { LogPlane } from '../logs/log-plane.ts';
import { parseClientFrame } from './frames.ts';
import type { GaugePlane } from './gauges.ts';
import { createLogFrames, type LogFrames } from './log-frames.ts';
import { createJournalStream, type JournalStream } from './stream.ts';

/** What a session reaches: one workspace. */
export interface Served {
  readonly id: string;
  readonly journal: Journal;
  readonly gauges: GaugePlane;
  readonly logs: LogPlane;
  call(name: string, input: unknown, options: CallOptions): Promise<unknown>;
}

/** One client being served. */
export interface Session {
  /** Id of the workspace it looks at; null before it said hello. */
  serves(): string | null;
  end(): void;
}

const CALLS_AT_ONCE = 64;

/** Serves one client until its port closes: planes, calls, credit. `serve` finds the workspace a client asks for. */
export function startSession(
  port: Port,
  caller: Caller,
  build: string,
  serve: (workspace: string | undefined) => Served | undefined,
): Session {
  let served: Served | null = null;
  let stream: JournalStream | null = null;
  let stopGauges: (() => void) | null = null;
  let hidden = false;
  let open = true;
  const calls = new Map<number, AbortController>();
  let logs: LogFrames | null = null;

  function send(frame: ServerFrame): number {
    const text = JSON.stringify(frame);
    if (open) port.send(text);
    return text.length;
  }

  function end(): void {
    if (!open) return;
    open = false;
    leave();
    for (const controller of calls.values()) controller.abort(new AppError('CANCELLED', 'The client went away.'));
    port.close();
  }

  function leave(): void {
    stream?.stop();
    stream = null;
    stopGauges?.();
    stopGauges = null;
    logs?.end();
    logs = null;
  }

  function hello(frame: Extract<ClientFrame, { t: 'hello' }>): void {
    const found = serve(frame.workspace);
    if (!found) return end();
    leave();
    served = found;
    hidden = frame.hidden ?? false;
    const capabilities: Capability[] = [...caller.capabilities];
    send({
      t: 'welcome',
      epoch: found.journal.epoch,
      host: found.journal.host,
      build,
      workspace: found.id,
      capabilities,
    });
    const frames = createLogFrames(found.logs, {
      send: (view, say) => stream?.spend(send({ t: 'log', view, say })),
      waits: () => hidden || (stream?.isBehind() ?? false),
    });
    logs = frames;
    stream = createJournalStream(
      found.journal,
      (text) => {
        if (open) port.send(text);
      },
      frames.resume,
    );
    stream.hidden(hidden);
    stream.start(frame.since);
  }

  async function call(frame: Extract<ClientFrame, { t: 'call' }>): Promise<void> {
    const { id, name, input, key } = frame;
    const target = served;
    if (!target) return end();
    if (calls.size >= CALLS_AT_ONCE || calls.has(id)) {
      send({
        t: 'error',
        id,
        error: new AppError('RATE_LIMITED', `${CALLS_AT_ONCE} calls are under way already.`).toWire(),
      });
      return;
    }
    const controller = new AbortController();
    calls.set(id, controller);
    try {
      const value = await target.call(name, input, {
        caller,
        signal: controller.signal,
        ...(key === undefined ? {} : { key }),
      });
      send({ t: 'result', id, value });
    } catch (error) {
      send({ t: 'error', id, error: toWireError(error) });
    } finally {
      calls.delete(id);
    }
  }

  function gauges({ on, want = [] }: Extract<ClientFrame, { t: 'gauges' }>): void {
    stopGauges?.();
    stopGauges = null;
    const plane = served?.gauges;
    if (!on || !plane) return;
    const stop = plane.subscribe((values) => send({ t: 'gauge', values }));
    const wants = [...new Set(want)].map((topic) => plane.want(topic));
    stopGauges = () => {
      stop();
      for (const leave of wants) leave();
    };
  }

  port.onClose(end);
  port.onFrame((text) => {
    const frame = open ? parseClientFrame(text) : null;
    if (!frame) return end();
    switch (frame.t) {
      case 'hello':
        return hello(frame);
      case 'call':
        return void call(frame);
      case 'cancel':
        return calls.get(frame.id)?.abort(new AppError('CANCELLED', 'The client cancelled the call.'));
      case 'ack':
        return stream?.ack(frame.chars);
      case 'hidden':
        hidden = frame.hidden;
        stream?.hidden(frame.hidden);
        return logs?.resume();
      case 'gauges':
        return gauges(frame);
      case 'log':
        return logs?.ask(frame.view, frame.ask);
    }
  });
  return { end, serves: () => served?.id ?? null };
}
