import { describe, expect, it } from 'vitest';
import { createHost } from '../../../electron/core/host/host.ts';
import { env, recorder } from './actors.ts';
import { virtualTime } from './virtual-time.ts';

describe('a host of components registered in code', () => {
  it('starts them in the order of registration and stops them in the reverse', async () => {
    const lines: string[] = [];
    const host = createHost({ env });
    for (const name of ['a', 'b', 'c']) host.register(recorder(name, lines));
    await host.start();
    expect(host.components()).toEqual(['a', 'b', 'c']);
    await host.stop();
    expect(lines).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a']);
  });

  it('takes down what is up when one does not start, the failing one too, and may be started again', async () => {
    const lines: string[] = [];
    const faults: { start?: string } = { start: 'no room' };
    const host = createHost({ env });
    host.register(recorder('a', lines));
    host.register(recorder('b', lines, faults));
    host.register(recorder('c', lines));
    await expect(host.start()).rejects.toThrow('start b: no room');
    expect(lines).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    expect(host.started).toBe(false);
    delete faults.start;
    await host.start();
    expect(lines.slice(4)).toEqual(['start a', 'start b', 'start c']);
    await host.stop();
  });

  it('names both causes when the unwinding fails as well', async () => {
    const lines: string[] = [];
    const host = createHost({ env });
    host.register(recorder('a', lines, { stop: 'stuck' }));
    host.register(recorder('b', lines, { start: 'no room' }));
    const error = await host.start().then(
      () => null,
      (thrown: unknown) => thrown as AggregateError,
    );
    expect(error?.errors.map((one: Error) => one.message).join('; ')).toMatch(/no room.*stuck/);
  });

  it('refuses a name twice, a registration after the start, and a second start', async () => {
    const host = createHost({ env });
    host.register(recorder('a', []));
    expect(() => host.register(recorder('a', []))).toThrow('"a"');
    await host.start();
    expect(() => host.register(recorder('b', []))).toThrow(expect.objectContaining({ code: 'RUNNING' }));
    await expect(host.start()).rejects.toMatchObject({ code: 'RUNNING' });
    await host.stop();
    await host.stop();
  });

  it('goes on after a stop that fails, and tells every error', async () => {
    const lines: string[] = [];
    const host = createHost({ env });
    host.register(recorder('a', lines, { stop: 'first' }));
    host.register(recorder('b', lines, { stop: 'second' }));
    await host.start();
    await expect(host.stop()).rejects.toThrow(/second.*first/);
    expect(lines).toEqual(['start a', 'start b', 'stop b', 'stop a']);
    expect(host.started).toBe(false);
    await host.start();
    await host.stop().catch(() => {});
  });

  it('deploys and undeploys while it runs; what does not start is not kept', async () => {
    const lines: string[] = [];
    const host = createHost({ env });
    host.register(recorder('a', lines));
    await host.start();
    await host.deploy(recorder('b', lines));
    await expect(host.deploy(recorder('c', lines, { start: 'no' }))).rejects.toThrow('no');
    expect(host.components()).toEqual(['a', 'b']);
    await host.undeploy('a');
    await expect(host.undeploy('a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(host.components()).toEqual(['b']);
    await host.stop();
    expect(lines).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop a', 'stop b']);
  });

  it('forgets what it undeploys even when its stop failed, and tells the error', async () => {
    const host = createHost({ env });
    await host.start();
    await host.deploy(recorder('a', [], { stop: 'stuck' }));
    await expect(host.undeploy('a')).rejects.toThrow('stuck');
    expect(host.components()).toEqual([]);
    await host.stop();
  });

  it('runs until it is told to stop', async () => {
    const lines: string[] = [];
    const host = createHost({ env });
    host.register(recorder('a', lines));
    const controller = new AbortController();
    const running = host.run(controller.signal);
    await expect.poll(() => lines).toEqual(['start a']);
    controller.abort();
    await running;
    expect(lines).toEqual(['start a', 'stop a']);
  });

  it('leaves a start that ignores its deadline behind, names it, and goes on', async () => {
    const time = virtualTime();
    const lines: string[] = [];
    const host = createHost({ env, ...time });
    host.register({ ...recorder('slow', lines), start: () => new Promise(() => {}) });
    const started = host.start();
    const failure = expect(started).rejects.toThrow(/slow was not ready within 30 s.*did not return/);
    await time.pass(60_000);
    await failure;
    expect(lines).toEqual(['stop slow']);
  });

  it('answers a call to the host from inside a start, and refuses one that would wait for itself', async () => {
    const lines: string[] = [];
    const host = createHost({ env });
    const codes: unknown[] = [];
    host.register({
      ...recorder('outer', lines),
      async start() {
        await host.deploy(recorder('inner', lines));
        await host.undeploy('outer').catch((error: { code: string }) => codes.push(error.code));
        lines.push('start outer');
      },
    });
    await host.start();
    expect(codes).toEqual(['REENTRANT']);
    expect(lines).toEqual(['start inner', 'start outer']);
    await host.stop();
  });

  it('refuses the call that would close a ring of starts that wait for each other', async () => {
    const host = createHost({ env });
    const codes: unknown[] = [];
    await host.start();
    const note = (error: { code: string }) => void codes.push(error.code);
    let bothStarted: () => void = () => {};
    const both = new Promise<void>((resolve) => {
      bothStarted = resolve;
    });
    const one = host.deploy({
      ...recorder('one', []),
      start: () => both.then(() => host.undeploy('two').catch(note)),
    });
    const two = host.deploy({
      ...recorder('two', []),
      async start() {
        bothStarted();
        await Promise.resolve();
        await host.undeploy('one').catch(note);
      },
    });
    await Promise.allSettled([one, two]);
    expect(codes).toEqual(['REENTRANT']);
    await host.stop();
  });
});
