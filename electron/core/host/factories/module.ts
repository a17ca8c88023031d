import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AppError } from '../../../../shared/errors.ts';
import { workerUrl } from '../../worker-url.ts';
import type { Descriptor } from '../component.ts';
import type { Factory } from '../registry.ts';
import { bytesOf, memory, msOf, span } from '../units.ts';
import type { FactoryContext } from './factory-context.ts';
import { type ModuleChannel, openModuleChannel } from './module-channel.ts';
import { type LiveRun, runComponent } from './run-component.ts';
import { isHeapDeath } from './run-words.ts';
import { resolveSurroundings, surroundingFields } from './surroundings.ts';

const config = z.looseObject({
  file: z
    .string()
    .min(1)
    .meta({ example: 'services/scout.mjs', aliases: ['module', 'path'] }),
  /** Handed to `start` and `reload` as it is. */
  options: z.unknown().optional(),
  heap: memory.optional(),
  unresponsive: span.optional().meta({ example: '10s' }),
  ...surroundingFields,
});

export type ModuleConfig = z.output<typeof config>;

/** Time between two questions whether its thread answers, ms. */
const PING_EVERY_MS = 1_000;
const UNRESPONSIVE_MS = 10_000;
const HEAP_BYTES = 512 * 2 ** 20;

/**
 * An ES module of the user that exports `start({name, config})` and may export `stop`, `reload(config)` and
 * `callsInFlight()`. It runs in a Node of its own, so that it can be limited and killed, and cannot take the host along.
 */
export function moduleFactory(shared: FactoryContext): Factory<ModuleConfig> {
  return {
    type: 'module',
    title: 'An ES module',
    config,
    example: { file: 'services/my-service.mjs' },
    describe: (value) => `runs ${value.file} in a Node of its own`,
    build({ config: value, ...descriptor }) {
      return moduleComponent(shared, { ...descriptor, config: value }, value);
    },
  };
}

function moduleComponent(shared: FactoryContext, descriptor: Descriptor, value: ModuleConfig) {
  const { name } = descriptor;
  const heapMiB = Math.max(16, Math.round((bytesOf(value.heap) ?? HEAP_BYTES) / 2 ** 20));
  const patienceMs = msOf(value.unresponsive, UNRESPONSIVE_MS);
  let options = value.options;
  let channel: ModuleChannel | null = null;
  let stopWatch: () => void = () => {};

  const parts = runComponent(shared, {
    descriptor,
    success: [0],
    async wanted() {
      const { text, type } = runnerText();
      const node = [`--max-old-space-size=${heapMiB}`, `--input-type=${type}`, '-'];
      const file = path.resolve(shared.root, value.file);
      const surroundings = await resolveSurroundings(shared, value);
      return {
        ...surroundings,
        command: shared.node,
        args: [...node, file, JSON.stringify(options ?? null), name],
        extraPipes: 1,
        input: text,
      };
    },
    explain: (_end, stderr) => (isHeapDeath(stderr) ? `its heap of ${heapMiB} MiB was full` : null),
    async up(live, signal) {
      const [pipe] = live.run.extra;
      if (!pipe) throw new AppError('INTERNAL', 'The module has no pipe to its host.');
      const own = openModuleChannel(pipe);
      channel = own;
      stopWatch = watchThread(live, own);
      // When it ended before, its end is told first: that says more.
      const gone = own.closed.then(async () => {
        await live.told;
        throw new AppError('EXITED_EARLY', 'It ended before its start returned.');
      });
      await Promise.race([own.ready, gone, aborted(signal)]);
    },
    leave() {
      stopWatch();
      channel?.stop();
    },
    left() {
      const fault = channel?.stopFault() ?? null;
      channel = null;
      if (fault !== null) throw new Error(`its stop failed: ${fault}`);
    },
  });

  /** Asks again and again whether the thread answers; one that does not is killed. */
  function watchThread(live: LiveRun, own: ModuleChannel): () => void {
    let cancel: () => void = () => {};
    let over = false;
    const end = (): void => {
      over = true;
      cancel();
    };
    const ask = (): void => {
      if (over) return;
      cancel = shared.timers.after(patienceMs, () => {
        live.blame(`killed because its thread was blocked: it did not answer for ${patienceMs / 1_000} s`);
        live.run.killNow().catch(() => undefined);
      });
      void own.ping().then(() => {
        cancel();
        if (!over) cancel = shared.timers.after(PING_EVERY_MS, ask);
      });
    };
    ask();
    void live.run.ended.then(end);
    return end;
  }

  return {
    name,
    ...parts,
    callsInFlight: () => channel?.calls() ?? 0,
    async reload(next: unknown) {
      const { options: wanted, ...rest } = (next ?? {}) as ModuleConfig;
      const { options: _options, ...before } = value;
      // Only its own options can be handed over; another file or environment needs a new process.
      if (channel === null || JSON.stringify(rest) !== JSON.stringify(before)) return false;
      const taken = await channel.reload(wanted ?? null);
      if (taken) options = wanted;
      return taken;
    },
  };
}

/** The runner as text: a child that is no Electron cannot read inside the archive of a packaged app. */
function runnerText(): { text: string; type: string } {
  const url = workerUrl('module', import.meta.url);
  const isSource = url.pathname.endsWith('.ts');
  return { text: readFileSync(fileURLToPath(url), 'utf8'), type: isSource ? 'module-typescript' : 'module' };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
