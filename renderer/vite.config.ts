import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

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
  },
});
