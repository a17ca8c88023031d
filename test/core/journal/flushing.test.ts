import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp.ts';
import { openTestJournal, settle } from './open.ts';

/** A journal whose clock stands still but for us, and the sizes of what it publishes. */
async function openStill() {
  const time = { now: 1_000 };
  const clock = { now: () => 1_700_000_000_000 + time.now, mono: () => time.now };
  const { journal } = await openTestJournal(tempFolder(), { clock });
  journal.flush();
  time.now += 1_000;
  const sizes: number[] = [];
  journal.subscribe(({ events }) => sizes.push(events.length));
  return { journal, sizes, time };
}

it('J7: facts that follow a single save go out in the turn they are appended, not a frame after the first', async () => {
  const { journal, sizes, time } = await openStill();
  for (let fact = 0; fact < 3; fact += 1) {
    settle(journal, `agents/a${fact}.yaml`, `h${fact}`);
    await turn();
    await turn();
    time.now += 3;
  }
  expect(sizes).toEqual([1, 1, 1]);
  await journal.close('test');
});

it('J7: many facts go out at once, and what comes right after them waits for the next frame', async () => {
  const { journal, sizes } = await openStill();
  for (let fact = 0; fact < 100; fact += 1) settle(journal, `agents/a${fact}.yaml`, `h${fact}`);
  await turn();
  await turn();
  settle(journal, 'agents/b.yaml', 'h');
  await turn();
  await turn();
  expect(sizes).toEqual([100]);
  await journal.close('test');
  expect(sizes).toEqual([100, 2]);
});
