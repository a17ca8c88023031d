import { EventEmitter } from 'node:events';

/** The far end of a port that was handed to a page. */
export interface RemoteEnd {
  deliver(data: unknown): void;
  close(): void;
}

/** One end of a channel. Messages wait until it is started, as Electron's do. */
export class StandInPort {
  readonly #emitter = new EventEmitter();
  #other: StandInPort | null = null;
  #remote: RemoteEnd | null = null;
  #waiting: unknown[] | null = [];
  #open = true;

  /** Joins two ends. */
  static pair(): [StandInPort, StandInPort] {
    const [left, right] = [new StandInPort(), new StandInPort()];
    left.#other = right;
    right.#other = left;
    return [left, right];
  }

  on(event: 'message' | 'close', listener: (...args: never[]) => void): this {
    this.#emitter.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  start(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const data of waiting) this.#emitter.emit('message', { data, ports: [] });
  }

  postMessage(data: unknown): void {
    if (this.#open) this.#other?.take(data);
  }

  close(): void {
    this.#other?.ended();
    this.ended();
  }

  /** This end now lives in a page: what is sent to it goes there. */
  moveTo(remote: RemoteEnd): void {
    this.#remote = remote;
    for (const data of this.#waiting ?? []) remote.deliver(data);
    this.#waiting = null;
  }

  take(data: unknown): void {
    if (!this.#open) return;
    if (this.#remote) this.#remote.deliver(data);
    else if (this.#waiting) this.#waiting.push(data);
    else this.#emitter.emit('message', { data, ports: [] });
  }

  ended(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#remote?.close();
    queueMicrotask(() => this.#emitter.emit('close'));
  }
}

/** Electron's `MessageChannelMain`. */
export class MessageChannelMain {
  readonly port1: StandInPort;
  readonly port2: StandInPort;

  constructor() {
    [this.port1, this.port2] = StandInPort.pair();
  }
}
