import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The modules that some begin with, and all that these import as they are loaded. */
function loadedWith(begin: readonly string[], infoOf: (id: string) => ModuleInfo | null): Set<string> {
  const found = new Set(begin);
  for (const id of found) for (const imported of infoOf(id)?.importedIds ?? []) found.add(imported);
  return found;
}

interface ModuleInfo {
  readonly importedIds: readonly string[];
  readonly dynamicallyImportedIds: readonly string[];
}

let page: Set<string> | null = null;
let screens: Set<string> | null = null;

/**
 * One file for what the page begins with, and one for the screens that it fetches when it has time: every file more is
 * a request more that the first paint waits for.
 */
function partOf(id: string, graph: { getModuleInfo(id: string): ModuleInfo | null }): string | null {
  const infoOf = (one: string) => graph.getModuleInfo(one);
  page ??= loadedWith([`${import.meta.dirname}/main.tsx`], infoOf);
  const later = infoOf(`${import.meta.dirname}/screens.tsx`)?.dynamicallyImportedIds ?? [];
  screens ??= loadedWith(later, infoOf);
  return page.has(id) ? 'page' : screens.has(id) ? 'screens' : null;
}

// The page is served by the core's own server and by the desktop app's own protocol, both with a policy that allows no
// inline scripts: everything is a file of its own, at addresses relative to the page.
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  publicDir: false,
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_500,
    rollupOptions: { output: { codeSplitting: { groups: [{ name: partOf, debugName: 'parts' }] } } },
  },
});
