/** Source files of the worker threads, and of the runner of user modules, relative to this folder. In a bundle each becomes `workers/<name>.js`. */
export const workerEntries = {
  watch: 'watch/worker.ts',
  journal: 'journal/worker.ts',
  documents: 'documents/worker.ts',
  process: 'process/scan-worker.ts',
  module: 'host/factories/module-runner.ts',
} as const;

/** Name of a worker thread. */
export type WorkerName = keyof typeof workerEntries;

/**
 * Where the file of a worker lies. From source (plain Node strips the types) it is the TypeScript file below this
 * folder; in a bundle it lies in `workers/` beside the bundle that asks.
 *
 * @param base `import.meta.url` of the module that starts the worker
 */
export function workerUrl(name: WorkerName, base: string): URL {
  if (new URL(base).pathname.endsWith('.ts')) return new URL(`./${workerEntries[name]}`, import.meta.url);
  return new URL(`./workers/${name}.js`, base);
}
