import { describe, expect, it } from 'vitest';
import { hostWithTools, manifest, runToEnd, script } from './support.ts';

const WHO = [{ name: 'who', type: 'string', required: true, pattern: 'identifier' }];
const SAY = script('say', 'echo "hello $1"', { args: WHO });

/** A component of a program that stays up. */
function sleeper(more: object = {}): string {
  return JSON.stringify({ type: 'process', enabled: true, config: { command: ['sleep', '600'], ...more } });
}

describe('a schedule', () => {
  it('runs a tool as a job, caused by its coming due', async () => {
    const config = { every: '200ms', tool: 'box/say', arguments: { who: 'world' } };
    const host = await hostWithTools(
      { box: [SAY] },
      { files: { 'components/nightly.json': JSON.stringify({ type: 'schedule', enabled: true, config }) } },
    );
    const done = await host.untilEvent(({ type }) => type === 'job.ended');
    const { job, stdout } = await host.call('job', { jobId: done.subject.slice('job:'.length) });
    expect([job.by, job.status, stdout]).toEqual(['schedule:nightly', 'completed', 'hello world\n']);
    const [accepted] = await host.events('job.accepted');
    const fired = await host.events('schedule.fired');
    expect(fired.map(({ epoch, seq }) => `${epoch}:${seq}`)).toContain(accepted?.cause);
    await host.call('component.undeploy', { name: 'nightly' });
    const { jobs } = await host.snapshot();
    expect(Object.values(jobs).filter(({ endedAt }) => endedAt === null)).toEqual([]);
  });

  it('says why a tool was not run, and is refused when it names a program and a tool', async () => {
    const config = { every: '200ms', tool: 'box/say', arguments: { who: 'not an identifier' } };
    const both = { every: '1h', tool: 'box/say', command: ['true'] };
    const schedule = (of: object) => JSON.stringify({ type: 'schedule', enabled: true, config: of });
    const host = await hostWithTools(
      { box: [SAY] },
      { files: { 'components/odd.json': schedule(config), 'components/both.json': schedule(both) } },
    );
    const skipped = await host.untilEvent(({ type }) => type === 'schedule.skipped');
    expect(skipped.body).toMatchObject({ why: 'failed', error: { code: 'INVALID_INPUT' } });
    const { definitions } = await host.snapshot();
    expect(definitions['components/both']).toMatchObject({ state: 'refused' });
    await host.call('component.undeploy', { name: 'odd' });
  });
});

describe('a job that is to run again', () => {
  it('does so after each redeploy of a component and each reload of a definition, over restarts', async () => {
    const files = { 'components/api.json': sleeper(), 'agents/scout.yaml': 'name: scout\n' };
    const host = await hostWithTools({ box: [SAY] }, { files });
    const { job } = await runToEnd(host, 'box', 'say', { who: 'api' });
    await host.until(({ components }) => components['api']?.state === 'running');
    const after = ['component:api', 'definition:agents/scout'];
    for (const one of after) await host.call('job.repeat', { jobId: job.id, after: one });
    expect((await host.call('repeats', {})).repeats.map((one: { after: string }) => one.after)).toEqual(after);

    await host.call('component.redeploy', { names: ['api'] });
    const redeployed = await host.untilEvent(({ type, body }) => type === 'job.accepted' && body.by !== 'ui:test');
    expect(redeployed.body.by).toBe('repeat:component:api');
    const cause = (await host.events('component.changed')).find(
      (one) => `${one.epoch}:${one.seq}` === redeployed.cause,
    );
    expect([cause?.subject, cause?.body.to]).toEqual(['component:api', 'running']);

    host.write('agents/scout.yaml', 'name: scout\ndescription: new\n');
    await host.untilEvent(({ type, body }) => type === 'job.accepted' && body.by === 'repeat:definition:agents/scout');
    await host.close();

    const next = await hostWithTools({}, { root: host.root, home: host.home });
    const { repeats } = await next.call('repeats', {});
    expect(repeats).toHaveLength(2);
    expect(await next.events('job.accepted')).toEqual([]);
    next.write('tools/box.json', manifest('box', [script('other', 'echo')]));
    await next.until(({ definitions }) => definitions['tools/box']?.loaded?.version === 2);
    next.write('agents/scout.yaml', 'name: scout\ndescription: newer\n');
    const raised = await next.untilEvent(({ type }) => type === 'notice.raised');
    expect(raised.body.text).toContain('box/say could not run again');
    await next.call('job.unrepeat', { repeatId: repeats[1].id });
    expect((await next.call('repeats', {})).repeats).toHaveLength(1);
  });
});
