import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { HostAnswers, HostOptions, HostQuestions, HostReply } from './host-protocol.ts';

/** The measured host, seen from the process that measures. */
export interface BenchHost extends AsyncDisposable {
  /** Address of the page, with its token; empty when nothing is served. */
  readonly pageUrl: string;
  readonly pid: number;
  /** From opening the workspace to the end of its first scan, with every definition loaded, ms. */
  readonly openedMs: number;
  ask<K extends keyof HostQuestions>(
    ...question: HostQuestions[K] extends null ? [name: K] : [name: K, input: HostQuestions[K]]
  ): Promise<HostAnswers[K]>;
}

/** Starts a host in a process of its own and waits for its first scan. Throws when it ends before that. */
export async function startBenchHost(options: HostOptions): Promise<BenchHost> {
  const child = fork(path.join(import.meta.dirname, 'host-child.ts'), [JSON.stringify(options)], {
    execArgv: [...(options.execArgv ?? [])],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const pending = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  const ready = Promise.withResolvers<Extract<HostReply, { ready: unknown }>['ready']>();
  let nextId = 1;
  let ended = false;
  child.on('message', (reply: HostReply) => {
    if ('ready' in reply) return ready.resolve(reply.ready);
    const waiting = pending.get(reply.id);
    pending.delete(reply.id);
    if ('error' in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.value);
  });
  child.once('exit', (code, signal) => {
    ended = true;
    const error = new Error(`The measured host ended (${code ?? signal}).`);
    ready.reject(error);
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  });
  const { url, token, openedMs } = await ready.promise;

  function ask(name: string, input: unknown = null): Promise<unknown> {
    if (ended) return Promise.reject(new Error('The measured host has ended.'));
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const id = nextId++;
    pending.set(id, { resolve, reject });
    child.send({ id, name, input });
    return promise;
  }

  return {
    pageUrl: url === null ? '' : `${url}/#token=${token}`,
    pid: child.pid ?? 0,
    openedMs,
    ask: ask as BenchHost['ask'],
    async [Symbol.asyncDispose]() {
      if (ended) return;
      const gone = once(child, 'exit');
      await ask('close');
      await gone;
    },
  };
}
