import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { workerEntries } from './core/worker-url.ts';

/** Builds everything into `out/`: the page, the desktop's main process and preload, and the workers. */
export async function build(root: string): Promise<void> {
  const { build: bundle } = await import('vite');
  const out = path.join(root, 'out');
  for (const old of ['.stamp', 'chunks', 'workers']) rmSync(path.join(out, old), { recursive: true, force: true });
  await bundle({ configFile: path.join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
  const core = path.join(root, 'electron', 'core');
  const workers = Object.entries(workerEntries).map(([name, file]) => [`workers/${name}`, path.join(core, file)]);
  await bundle(
    nodeBundle(
      root,
      { main: path.join(root, 'electron', 'shell', 'main.ts'), ...Object.fromEntries(workers) },
      'es',
      'js',
    ),
  );
  await bundle(nodeBundle(root, { preload: path.join(root, 'electron', 'shell', 'preload.ts') }, 'cjs', 'cjs'));
  writeFileSync(path.join(out, '.stamp'), sourceStamp(root));
}

/** Builds unless what is in `out/` was built from the sources as they are. */
export async function buildIfStale(root: string): Promise<void> {
  const stamp = path.join(root, 'out', '.stamp');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sourceStamp(root)) return;
  console.error('Building…');
  await build(root);
}

function nodeBundle(root: string, input: Record<string, string>, format: 'es' | 'cjs', extension: string) {
  return {
    root,
    configFile: false as const,
    logLevel: 'warn' as const,
    publicDir: false as const,
    // Everything is bundled, so that the packaged app carries no packages.
    ssr: { noExternal: true as const, external: ['electron'] },
    build: {
      ssr: true,
      outDir: path.join(root, 'out'),
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rollupOptions: {
        input,
        output: { format, entryFileNames: `[name].${extension}`, chunkFileNames: `chunks/[name]-[hash].${extension}` },
      },
    },
  };
}

function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  for (const folder of ['shared', 'renderer', 'electron']) {
    for (const entry of readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile())
        hash
          .update(path.join(entry.parentPath, entry.name))
          .update(readFileSync(path.join(entry.parentPath, entry.name)));
    }
  }
  return hash.update(readFileSync(path.join(root, 'package-lock.json'))).digest('hex');
}
