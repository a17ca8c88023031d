import { renameSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { startHost } from '../../helpers/workspace.ts';
import { openBench } from './support.ts';

const COUNT = 600;
const FILES = Array.from({ length: COUNT }, (_, n) => `agents/team/g${n % 13}/a${n}.yaml`);

test('every file of a renamed folder leaves and comes in one and the same message', async () => {
  await using bench = await openBench(Object.fromEntries(FILES.map((file) => [file, `name: ${file}`])));
  bench.inbox.clear();
  renameSync(bench.at('agents/team'), bench.at('agents/crew'));
  const moved = (file: string) => file.replace('agents/team', 'agents/crew');
  await bench.inbox.until(() => bench.inbox.settled().length === 2 * COUNT);
  for (const message of bench.inbox.messages) {
    if (message.type !== 'settled') continue;
    const gone = message.files.filter(({ change }) => change === 'remove').map((file) => moved(file.path));
    const come = message.files.filter(({ change }) => change === 'add').map((file) => file.path);
    expect(come.sort()).toEqual(gone.sort());
  }
});

test('with nothing held, the definitions of a renamed folder keep their versions under their new names', async () => {
  const text = (file: string, word: string) => `name: ${path.basename(file, '.yaml')}\ndescription: ${word}\n`;
  const files = Object.fromEntries(FILES.map((file) => [file, text(file, 'first')]));
  const host = await startHost({ files: { ...files, 'signalbox.yaml': 'hold:\n  threshold: 0\n' } });
  for (const file of FILES) host.write(file, text(file, 'second'));
  const versions = (prefix: string, version: number) => (snapshot: { definitions: Record<string, any> }) =>
    Object.entries(snapshot.definitions).filter(
      ([id, one]) => id.startsWith(prefix) && one.state === 'ok' && one.loaded?.version === version,
    ).length === COUNT;
  await host.until(versions('agents/team/', 2), 'a second version of everything');
  renameSync(path.join(host.root, 'agents/team'), path.join(host.root, 'agents/crew'));
  const { definitions } = await host.until(versions('agents/crew/', 2), 'the same versions under new names');
  expect(Object.keys(definitions)).toHaveLength(COUNT);
  expect(await host.events('definition.renamed')).toHaveLength(COUNT);
  expect(await host.events('definition.removed')).toHaveLength(0);
});
