import { AppError } from '../../../shared/errors.ts';
import type { CliIo } from '../terminal.ts';
import { APP_OPTIONS, findApp, type Word } from './word.ts';

/** `act`: does one of the acts, or asks one of the questions. */
export const actWord: Word = {
  usage: 'act NAME [JSON | -] [--key K] [--no-wait] [--workspace PATH]',
  summary: 'Do one act; its input is JSON, given here or on stdin (-).',
  details: [
    'The answer is printed as JSON. `signalbox actions` lists every act, `signalbox actions NAME` what it takes.',
    '--key K    the same key and input within 24 hours do it once and give the first answer',
    '--no-wait  answer as soon as it is accepted; `signalbox act action.get` tells how it went',
  ],
  options: { ...APP_OPTIONS, key: { type: 'string' }, 'no-wait': { type: 'boolean' } },
  operands: [1, 2],
  async run(args, io) {
    const [name = '', text] = args.operands;
    const input = inputOf(text === '-' ? await readAll(io) : (text ?? '{}'));
    const app = await findApp(args, io);
    const key = args.text('key');
    const options = { ...(key === undefined ? {} : { key }), ...(args.has('no-wait') ? { wait: 'none' } : {}) };
    io.stdout.write(`${JSON.stringify(await app.call(name, input, options), null, 2)}\n`);
    return 0;
  },
};

/** All that stdin holds, as text. */
export async function readAll(io: CliIo): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString('utf8');
}

function inputOf(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '{}' : text);
  } catch (error) {
    throw new AppError('BAD_REQUEST', 'The input is not JSON.', {
      hint: `Quote it for the shell, e.g. '{"id": "agents/scout"}', or send it on stdin: act NAME -.`,
      cause: error,
    });
  }
}
