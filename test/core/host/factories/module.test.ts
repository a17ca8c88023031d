import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../process/support.ts';
import { fixture, openComponents, type Written } from './stand.ts';

const module = (options: unknown, more: Written = {}, config: Written = {}): Written => ({
  type: 'module',
  config: { file: fixture('well.mjs'), options, ...config },
  restart: 'no',
  start: { deadline: '50s' },
  ...more,
});

describe('a component that is a module of the user', () => {
  it('is started with its options, and stopped by its own stop', async () => {
    const stand = await openComponents();
    const file = path.join(stand.root, 'trace');
    const one = stand.declare(module({ file }));
    await stand.reaches(one, 'running');
    await until(() => stand.tail.tail(one.run!.id).stdout.includes(`one starts {"file":"${file}"}`));
    expect(await stand.host.supervisor.takeDown(one, 'asked', one.cause)).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe('stopped well');
    expect(stand.bodies('run.ended')).toEqual([expect.objectContaining({ code: 0, asked: true, leftovers: 0 })]);
  });

  it('takes new options without a restart, and nothing else', async () => {
    const stand = await openComponents();
    const before = module({ calls: 1 });
    const one = stand.declare(before);
    await stand.reaches(one, 'running');
    const { component } = one.active!;
    const config = before['config'] as Written;
    expect(await component.reload!({ ...config, options: { calls: 5 } })).toBe(true);
    await until(() => stand.tail.tail(one.run!.id).stdout.includes('reloaded {"calls":5}'));
    expect(await component.reload!({ ...config, file: 'other.mjs' })).toBe(false);
    await until(() => component.callsInFlight!() === 5);
  });

  it('fails with the words of the start that threw, or that the file is not there', async () => {
    const stand = await openComponents();
    const thrown = stand.declare(module({ fail: true }, { name: 'thrown' }));
    const missing = stand.declare(module({}, { name: 'missing' }, { file: 'nowhere.mjs' }));
    await stand.reaches(thrown, 'failed');
    await stand.reaches(missing, 'failed');
    expect(thrown.error?.message).toContain('no room at the inn');
    expect(missing.error?.message).toContain('nowhere.mjs');
  });

  it('is given up at the deadline of a start that never returns', async () => {
    const stand = await openComponents();
    const one = stand.declare(module({ never: true }, { start: { deadline: '3s' } }));
    await stand.reaches(one, 'failed');
    expect(one.error?.code).toBe('START_DEADLINE');
    expect(stand.bodies('run.ended')).toHaveLength(1);
  });

  it('is stopped all the same when its stop throws, and says so', async () => {
    const stand = await openComponents();
    const one = stand.declare(module({ badStop: true }));
    await stand.reaches(one, 'running');
    const error = await stand.host.supervisor.takeDown(one, 'asked', one.cause);
    expect(error?.message).toContain('cannot let go');
    expect(stand.bodies('run.ended')).toHaveLength(1);
  });

  it('is killed when it blocks its thread', async () => {
    const stand = await openComponents();
    const one = stand.declare(module({ block: true }, {}, { unresponsive: '3s' }));
    await stand.reaches(one, 'crashed');
    expect(one.error?.message).toContain('its thread was blocked: it did not answer for 3 s');
  });

  it('dies alone when it eats its heap, and that is said in words', async () => {
    const stand = await openComponents();
    const one = stand.declare(module({ eat: true }, {}, { heap: '32MiB' }));
    await stand.reaches(one, 'crashed');
    expect(one.error?.message).toContain('its heap of 32 MiB was full');
  });

  it('says when there is no Node to run it', async () => {
    const stand = await openComponents({ node: 'no-node-on-this-path' });
    const one = stand.declare(module({}));
    await stand.reaches(one, 'failed');
    expect(one.error?.code).toBe('COMMAND_NOT_FOUND');
  });
});
