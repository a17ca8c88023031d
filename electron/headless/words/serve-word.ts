import path from 'node:path';
import type { Word } from './word.ts';
import { homeFor, wholeNumber } from './word.ts';

/** `serve`: watches a workspace and serves it. */
export const serveWord: Word = {
  usage: 'serve [PATH] [--port N] [--no-open] [--json] [--home DIR] [--grant NAMES]',
  summary: 'Watch a workspace and serve it to the browser, to programs and to this command line.',
  details: [
    'Without PATH it opens the folder that AGENTLY_WORKSPACE or AGENTLY_ROOT names, else your copy of the sample',
    'workspace, which is made at the first time. A folder `.agently` inside PATH is the workspace, where there is one.',
    '--port N    the port to listen on, 127.0.0.1 only; without it, any that is free',
    '--no-open   do not ask the system to show the page (--browser: do, which is the default)',
    '--json      the first line of stdout is {"url", "token", "pid"}; the browser stays closed',
    '--grant N   capabilities that commands of tools ask for (acl_cap) and the token carries, by commas; * for all',
    '--home DIR  the folder for settings and journals instead of $SIGNALBOX_HOME or ~/.signalbox',
  ],
  options: {
    port: { type: 'string' },
    json: { type: 'boolean' },
    'no-open': { type: 'boolean' },
    browser: { type: 'boolean' },
    home: { type: 'string' },
    grant: { type: 'string' },
  },
  operands: [0, 1],
  async run(args, io) {
    const port = wholeNumber(args, 'port', 65_535) ?? 0;
    const folder = args.operands[0];
    // Loaded only here: the other words answer in a fraction of the time the engine takes to load.
    const { serve } = await import('../serve.ts');
    return serve(
      {
        folder: folder === undefined ? null : path.resolve(io.folder, folder),
        port,
        home: homeFor(args, io.env),
        json: args.has('json'),
        open: !args.has('no-open'),
        grants: grantsOf(args.text('grant')),
      },
      io,
    );
  },
};

function grantsOf(text: string | undefined): readonly string[] | 'all' {
  if (text?.trim() === '*') return 'all';
  return (text ?? '').split(',').flatMap((name) => name.trim() || []);
}
