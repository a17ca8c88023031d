import { describe, expect, it } from 'vitest';
import type { JobHistory } from '../../../electron/core/exec/job-history.ts';
import { createJobQueue, type QueuedJob } from '../../../electron/core/exec/job-queue.ts';
import { createJobs, type JobsDeps } from '../../../electron/core/exec/jobs.ts';
import type { CommandSpec } from '../../../electron/core/exec/types.ts';
import { type ToolManifest, toolKind } from '../../../electron/core/hotswap/kinds/tools.ts';
import { compileTool } from '../../../electron/core/tools/compile.ts';
import { AppError } from '../../../shared/errors.ts';

/** A command as it is after its manifest was checked. */
function command(name = 'say', more: object = {}): CommandSpec {
  const commands = [{ name, exec_parts: ['/bin/true'], ...more }];
  return compileTool('tools/box', toolKind.schema.parse({ name: 'box', version: '1', commands }) as ToolManifest)
    .commands[0]!;
}

/** A queue whose jobs run until the test ends them. */
function queueWith(limits: { concurrency: number; most: number }) {
  const ends: (() => void)[] = [];
  const queue = createJobQueue({
    concurrency: () => limits.concurrency,
    most: () => limits.most,
    start({ id }) {
      const { promise, resolve } = Promise.withResolvers<void>();
      ends.push(resolve);
      return { id, stop: () => {}, done: promise };
    },
  });
  let last = 0;
  const job = (spec: CommandSpec, chars = 0) => {
    last += 1;
    return { id: `${last}`, command: spec, prepared: { line: { args: ['x'.repeat(chars)] } } } as unknown as QueuedJob;
  };
  return { queue, job, ends };
}

describe('the places of the queue', () => {
  it('are counted for jobs that are still being accepted', () => {
    const { queue } = queueWith({ concurrency: 1, most: 1 });
    const [runs, waits] = [queue.reserve(command()), queue.reserve(command())];
    expect(() => queue.reserve(command())).toThrow('1 run and 1 wait already');
    waits();
    queue.reserve(command())();
    runs();
    expect(queue.reserve(command())).toBeTypeOf('function');
  });

  it('are not more because some are free that a job cannot have', () => {
    const { queue, job } = queueWith({ concurrency: 8, most: 1 });
    const one = command('one', { concurrency: 1 });
    expect([queue.add(job(one)), queue.add(job(one))]).toEqual([null, 0]);
    expect(() => queue.reserve(one)).toThrow('1 run and 1 wait already');
    expect(queue.reserve(command('other'))).toBeTypeOf('function');
  });

  it('are refused by size in words of their own, and given again when that has gone', async () => {
    const { queue, job, ends } = queueWith({ concurrency: 1, most: 1_000 });
    queue.add(job(command()));
    queue.add(job(command(), 65 * 1024 * 1024));
    expect(() => queue.reserve(command())).toThrow(
      expect.objectContaining({ code: 'RATE_LIMITED', message: expect.stringContaining('64 MiB') }),
    );
    ends[0]?.();
    await expect.poll(() => ends.length).toBe(2);
    expect(queue.reserve(command())).toBeTypeOf('function');
  });
});

describe('a job that may not run any more once it was accepted', () => {
  /** Jobs of a workspace in which something comes about while a job is being stored. */
  function jobsWith(meanwhile: () => void, objection: () => AppError | null) {
    const history = {
      body: async () => null,
      async write() {
        meanwhile();
      },
    } as unknown as JobHistory;
    const tell = { accepted: () => {}, ended: () => {} };
    const limits = { concurrency: 1, queue: 1, historyJobs: 1, historyBytes: 1, keepMs: 1_000, jobs: 10, bytes: 1_000 };
    return createJobs({
      history,
      tell,
      limits: () => limits,
      objection,
      now: () => 0,
      after: () => () => {},
      maskRecord: (value: unknown) => value,
      hide: () => {},
      root: '/',
    } as unknown as JobsDeps);
  }

  it('says that it was cancelled when trust was taken back, and that Signalbox was ended when it was', async () => {
    let objection: AppError | null = null;
    const distrusted = jobsWith(
      () => {
        objection = new AppError('NOT_TRUSTED', 'This workspace is only looked at; nothing in it runs.');
      },
      () => objection,
    );
    const request = { command: command(), args: {}, by: 'ui:test', cause: '' };
    const { id } = await distrusted.run(request);
    expect((await distrusted.ended(id)).error?.message).toBe('It was cancelled before it ran.');

    const closing = jobsWith(
      () => void closing.close(),
      () => null,
    );
    const last = await closing.run(request);
    expect((await closing.ended(last.id)).error?.message).toBe('Signalbox was ended before it could run.');
  });
});
