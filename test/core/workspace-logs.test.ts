import path from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../electron/core/clock.ts';
import { maskKey } from '../../electron/core/home/places.ts';
import { createMasker } from '../../electron/core/journal/masker.ts';
import { createWorkspaceLogs } from '../../electron/core/workspace-logs.ts';
import { onEnd, tempFolder } from '../helpers/temp.ts';
import { faultsOf, onDisk } from './logs/store/stored.ts';

it('stores what Signalbox says of itself from its first line on, and hides what becomes known to be secret', async () => {
  const dir = tempFolder('workspace');
  const masker = createMasker(maskKey(dir));
  masker.learn(['known-from-the-start']);
  const printed: string[] = [];
  const logs = createWorkspaceLogs({ dir, clock: systemClock, masker, print: (line) => printed.push(line) });
  onEnd(logs.close);
  logs.own.write('warn', 'settings', 'before there is a store\nwith a second line');
  const store = logs.open(() => 42);
  logs.own.write('info', 'host', 'after it, with known-from-the-start');
  masker.learn(['learned-later', 'tiny']);
  void store.write('component:api', 'stdout', null, Buffer.from('known-from-the-start and learned-later, tiny\n'));
  await store.flush();
  const own = onDisk(path.join(dir, 'logs'), 'signalbox/own');
  const first = masker.stamp('known-from-the-start');
  expect(own.bytes.toString()).toBe(
    `WARN settings: before there is a store\n  with a second line\nINFO host: after it, with ${first}\n`,
  );
  expect(printed).toHaveLength(2);
  const out = onDisk(path.join(dir, 'logs'), 'component:api/stdout');
  expect(out.bytes.toString()).toBe(`${first} and ${masker.stamp('learned-later')}, tiny\n`);
  expect(out.entries.map(({ seq }) => seq)).toEqual([42]);
  expect([...faultsOf(own), ...faultsOf(out)]).toEqual([]);
});
