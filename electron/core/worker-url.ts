import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Source files of the worker threads, and of the runner of user modules, relative to this folder. In a bundle each becomes `workers/<name>.js`. */
export const workerEntries = {
  watch: 'watch/worker.ts',
  journal: 'journal/worker.ts',
  documents: 'documents/worker.ts',
  logs: 'logs/writer-worker.ts',
  reader: 'logs/reader-worker.ts',
  process: 'process/scan-worker.ts',
  module: 'host/factories/module-runner.ts',
} as const;

/** Name of a worker thread. */
export type WorkerName = keyof typeof workerEntries;

/**
 * Where the file of a worker lies. From source (plain Node strips the types) it is the TypeScript file below this
 * folder, or the built one in the folder that SIGNALBOX_WORKERS names, which starts sooner; in a bundle it lies in `workers/` beside the bundle that asks, whose parts lie in `chunks/`.
 *
 * @param base `import.meta.url` of the module that starts the worker
 */
export function workerUrl(name: WorkerName, base: string): URL {
  if (new URL(base).pathname.endsWith('.ts')) {
    const built = process.env['SIGNALBOX_WORKERS'];
    return built ? pathToFileURL(path.join(built, `${name}.js`)) : new URL(`./${workerEntries[name]}`, import.meta.url);
  }
  return new URL(`${/\/chunks\/[^/]*$/.test(new URL(base).pathname) ? '..' : '.'}/workers/${name}.js`, base);
}
