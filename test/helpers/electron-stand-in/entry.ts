// Runs the built app on plain Node with the stand-in in the place of Electron: `node entry.ts APP-FOLDER WORDS…`.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

// Electron's own arguments begin with the program and the folder of the app.
process.argv.splice(1, 1);
const folder = process.argv[1] ?? '.';
const { main } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { readonly main: string };

registerHooks({
  resolve(specifier, context, nextResolve) {
    if (specifier !== 'electron') return nextResolve(specifier, context);
    return { url: new URL('./electron.ts', import.meta.url).href, shortCircuit: true };
  },
});

const { becomeReady } = await import('./app.ts');
const { takeOrders } = await import('./control.ts');
await import(pathToFileURL(path.resolve(folder, main)).href);
takeOrders();
becomeReady();
