import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { columns } from '../terminal.ts';
import { APP_OPTIONS, findApp, type Word } from './word.ts';

/** `explain`: why a save was, or was not, noticed. */
export const explainWord: Word = {
  usage: 'explain PATH [--json] [--workspace PATH]',
  summary: 'Say why a file was, or was not, reloaded.',
  details: ['PATH is meant from the current folder or, when there is no such file, from the root of the workspace.'],
  options: APP_OPTIONS,
  operands: [1, 1],
  async run(args, io) {
    const app = await findApp(args, io);
    const given = args.operands[0] ?? '';
    const answer = (await app.call('explain', {
      path: await pathFor(given, io.folder, app.workspace.root),
    })) as object;
    io.stdout.write(args.has('json') ? `${JSON.stringify(answer, null, 2)}\n` : columns(rowsOf(answer)));
    return 0;
  },
};

/** The path as the app should read it. The folder is resolved, not the file: a link is explained as a link. */
async function pathFor(given: string, cwd: string, root: string): Promise<string> {
  const absolute = path.resolve(cwd, given);
  const folder = await realpath(path.dirname(absolute)).catch(() => path.dirname(absolute));
  const real = path.join(folder, path.basename(absolute));
  const isInside = real === root || real.startsWith(root + path.sep);
  return path.isAbsolute(given) || (isInside && existsSync(real)) ? real : given;
}

/** Each fact a row; what lies below is written in one line. */
function rowsOf(answer: object): string[][] {
  return Object.entries(answer).flatMap(([name, value]) => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return value.map((item, index) => [index === 0 ? name : '', lineOf(item)]);
    return [[name, lineOf(value)]];
  });
}

function lineOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return Object.entries(value)
    .filter(([, item]) => item !== null && item !== undefined)
    .map(([name, item]) => `${name} ${typeof item === 'object' ? JSON.stringify(item) : String(item)}`)
    .join(', ');
}
