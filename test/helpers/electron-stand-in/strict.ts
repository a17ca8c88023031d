import { EventEmitter } from 'node:events';

/** One thing the app asked of Electron. */
export interface Noted {
  readonly call: string;
  readonly args: readonly unknown[];
}

/** Everything the app asked of Electron, in order: what it called and with what that can be told as JSON. */
export const record: Noted[] = [];
const watchers = new Set<() => void>();

/** Notes a call. */
export function note(call: string, ...args: readonly unknown[]): void {
  record.push({ call, args: args.map(plain) });
  for (const watcher of watchers) watcher();
}

/** Resolves when a call that was, or will be, noted is the one that is meant. */
export function noted(isMeant: (one: Noted) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (!record.some(isMeant)) return;
      watchers.delete(look);
      resolve();
    };
    watchers.add(look);
    look();
  });
}

/** An object that throws when asked for anything it does not have: nothing of Electron is missing without notice. */
export function strict<T extends object>(name: string, object: T): T {
  return new Proxy(object, {
    get(target, key, receiver) {
      if (typeof key === 'symbol' || key in target || key === 'then') return Reflect.get(target, key, receiver);
      throw new Error(`The stand-in for Electron has no ${name}.${key}.`);
    },
  });
}

/** Events of one object of Electron; only those that exist there can be listened to. */
export class Events<N extends string> {
  readonly #emitter = new EventEmitter();
  readonly #name: string;
  readonly #known: ReadonlySet<string>;

  constructor(name: string, known: readonly N[]) {
    this.#name = name;
    this.#known = new Set<string>(known);
  }

  on(event: N, listener: (...args: never[]) => void): this {
    this.#check(event);
    this.#emitter.on(event, listener as (...args: unknown[]) => void);
    return this;
  }

  once(event: N, listener: (...args: never[]) => void): this {
    this.#check(event);
    this.#emitter.once(event, listener as (...args: unknown[]) => void);
    return this;
  }

  /** For the stand-in and its tests: says that something happened. */
  emit(event: N, ...args: readonly unknown[]): void {
    this.#check(event);
    this.#emitter.emit(event, ...args);
  }

  #check(event: string): void {
    if (!this.#known.has(event)) throw new Error(`The stand-in for Electron never emits ${this.#name} "${event}".`);
  }
}

/** An event whose default action a listener can prevent. */
export interface Preventable {
  readonly prevented: boolean;
  preventDefault(): void;
}

/** Makes such an event, with the facts it carries. */
export function preventable<T extends object>(facts: T): T & Preventable {
  let prevented = false;
  const methods = {
    preventDefault: () => {
      prevented = true;
    },
  };
  return Object.defineProperty({ ...facts, ...methods }, 'prevented', { get: () => prevented }) as T & Preventable;
}

function plain(value: unknown): unknown {
  try {
    return JSON.parse(
      JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'function' ? 'function' : inner)) ?? 'null',
    );
  } catch {
    return String(value);
  }
}
