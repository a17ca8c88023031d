import { runCli } from './cli.ts';

// `signalbox events | head` closes our output early; that is its right and no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
});
process.stderr.on('error', () => {});

const code = await runCli(process.argv.slice(2), process);
// What was written must have left before the process does; a pipe may still hold some of it.
process.stdout.write('', () => process.exit(code));
