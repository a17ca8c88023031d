import { rmSync } from 'node:fs';
import path from 'node:path';
import { beginBuild, isBuilt } from './built.ts';
import { workerEntries } from './core/worker-url.ts';

/** Builds everything into `out/`: the page, the desktop's main process and preload, the command line, and the workers. */
export async function build(root: string): Promise<void> {
  const { build: bundle } = await import('vite');
  const out = path.join(root, 'out');
  const done = beginBuild(root);
  for (const old of ['chunks', 'workers', 'headless']) rmSync(path.join(out, old), { recursive: true, force: true });
  await bundle({ configFile: path.join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
  const core = path.join(root, 'electron', 'core');
  const electron = path.join(root, 'electron');
  const workers = Object.fromEntries(
    Object.entries(workerEntries).map(([name, file]) => [`workers/${name}`, path.join(core, file)]),
  );
  await bundle(nodeBundle(out, { main: path.join(electron, 'shell', 'main.ts'), ...workers }, 'es', 'js'));
  // In a folder of its own: the packaged app has no use for it.
  const headless = path.join(out, 'headless');
  await bundle(nodeBundle(headless, { cli: path.join(electron, 'headless', 'cli.ts'), ...workers }, 'es', 'js'));
  await bundle(nodeBundle(out, { preload: path.join(electron, 'shell', 'preload.ts') }, 'cjs', 'cjs'));
  done();
}

/** Builds unless what is in `out/` was built from the sources as they are. */
export async function buildIfStale(root: string): Promise<void> {
  if (isBuilt(root)) return;
  console.error('Building…');
  await build(root);
}

function nodeBundle(outDir: string, input: Record<string, string>, format: 'es' | 'cjs', extension: string) {
  return {
    root: path.resolve(import.meta.dirname, '..'),
    configFile: false as const,
    logLevel: 'warn' as const,
    publicDir: false as const,
    // Everything is bundled, so that the packaged app carries no packages.
    ssr: { noExternal: true as const, external: ['electron'] },
    build: {
      ssr: true,
      outDir,
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
