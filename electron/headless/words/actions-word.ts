import { z } from 'zod';
import { type ActionName, actionRows, isActionName } from '../../../shared/actions/all.ts';
import { AppError } from '../../../shared/errors.ts';
import { columns } from '../terminal.ts';
import type { Word } from './word.ts';

/** `actions`: everything that can be done, and what each one takes. Needs no running app. */
export const actionsWord: Word = {
  usage: 'actions [NAME] [--json]',
  summary: 'List every act; with a name, what it takes.',
  details: ['The input is a JSON Schema. `signalbox act NAME` does one.'],
  options: { json: { type: 'boolean' } },
  operands: [0, 1],
  async run(args, io) {
    const name = args.operands[0];
    const json = args.has('json');
    if (name === undefined) {
      const names = Object.keys(actionRows).filter(isActionName);
      io.stdout.write(
        json ? `${JSON.stringify({ actions: names.map(describe) }, null, 2)}\n` : columns(names.map(row)),
      );
      return 0;
    }
    if (!isActionName(name)) {
      const close = Object.keys(actionRows).filter((known) => known.includes(name) || name.includes(known));
      const hint = close.length > 0 ? `Did you mean ${close.join(' or ')}?` : '`signalbox actions` lists them.';
      throw new AppError('NOT_FOUND', `There is no action "${name}".`, { hint });
    }
    const { title, input, output, ...traits } = describe(name);
    if (json) io.stdout.write(`${JSON.stringify({ title, input, output, ...traits }, null, 2)}\n`);
    else io.stdout.write(`${name}\n${title}\n${traitsOf(name)}\n\n${JSON.stringify(input, null, 2)}\n`);
    return 0;
  },
};

function describe(name: ActionName) {
  const { title, input, output, reads, destructive, needs } = actionRows[name];
  const schema = (type: z.ZodType, io: 'input' | 'output') => {
    const { $schema, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' });
    return rest;
  };
  return { name, title, reads, destructive, needs, input: schema(input, 'input'), output: schema(output, 'output') };
}

function row(name: ActionName): string[] {
  return [name, traitsOf(name), actionRows[name].title];
}

function traitsOf(name: ActionName): string {
  const { reads, destructive, needs } = actionRows[name];
  const sort = reads ? 'reads' : destructive ? 'destroys' : 'acts';
  return needs === 'write-files' ? `${sort}, files` : sort;
}
