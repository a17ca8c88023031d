import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtCli, looksBuilt } from '../built.ts';

// What is built from these very sources starts in a third of the time.
const root = path.resolve(import.meta.dirname, '../..');
const module = looksBuilt(root) ? pathToFileURL(builtCli(root)).href : './cli.ts';
const { runCli } = (await import(module)) as typeof import('./cli.ts');

// `signalbox events | head` closes our output early; that is its right and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});
process.stderr.on('error', () => {});

const code = await runCli(process.argv.slice(2), process);
// What was written must have left before the process does; a pipe may still hold some of it.
process.stdout.write('', () => process.exit(code));
