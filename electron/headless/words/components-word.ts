import type { Snapshot } from '../../../shared/snapshot.ts';
import { columns, visible } from '../terminal.ts';
import { APP_OPTIONS, findApp, type Word } from './word.ts';

/** `components`: what is wanted, what runs, and why something does not. */
export const componentsWord: Word = {
  usage: 'components [--json] [--workspace PATH]',
  summary: 'List the components: their state, their process, what they wait for.',
  details: [
    '--json  components, runs and leftovers of earlier sessions as JSON',
    'Leftovers are decided on with: signalbox act orphan.adopt, signalbox act orphan.kill',
  ],
  options: APP_OPTIONS,
  operands: [0, 0],
  async run(args, io) {
    const app = await findApp(args, io);
    const parts = await app.get('snapshot?parts=components,runs,orphans');
    const { components, runs, orphans } = (await parts.json()) as Pick<Snapshot, 'components' | 'runs' | 'orphans'>;
    if (args.has('json')) {
      io.stdout.write(`${JSON.stringify({ components, runs, orphans }, null, 2)}\n`);
      return 0;
    }
    const sorted = Object.values(components).sort((one, other) => (one.name < other.name ? -1 : 1));
    if (sorted.length === 0) io.stdout.write('No components yet.\n');
    else {
      const head = ['component', 'type', 'state', 'wanted', 'pid', 'restarts', 'why'];
      const rows = sorted.map(({ name, type, state, desired, override, pid, restarts, waitingOn, error, reason }) => [
        visible(name),
        visible(type),
        state,
        override === null ? desired : `${desired} by hand`,
        pid === null ? '-' : String(pid),
        String(restarts),
        visible(waitingOn[0]?.why ?? error?.message ?? reason),
      ]);
      io.stdout.write(columns([head, ...rows]));
    }
    for (const { pid, startTime, command, component } of Object.values(orphans))
      io.stdout.write(`\nleftover ${pid} (${startTime}) of ${visible(component)}: ${visible(command)}\n`);
    return 0;
  },
};
