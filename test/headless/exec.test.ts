import { describe, expect, it } from 'vitest';
import { nodeScript, script } from '../core/exec/support.ts';
import { type ServedTools, serveTools } from './exec-served.ts';
import { rawRequest } from './served.ts';

const WHO = [{ name: 'who', type: 'string', required: true, pattern: 'identifier' }];
const TOOLS = {
  box: [
    script('say', 'echo "hello $1"; echo oops >&2', { args: WHO }),
    script('typed', 'echo "$1 $2"', {
      args: [
        { name: 'count', type: 'int', default: '3' },
        { name: 'loud', type: 'bool', default: 'false' },
      ],
    }),
    script('fail', 'echo no >&2; exit 3'),
    script('wait', 'echo begun; sleep 600'),
    script('capped', 'echo secret', { acl_cap: 'example.com/cap/box' }),
    nodeScript('plain', 'console.log(1)'),
  ],
  jobs: [script('list', 'echo a tool called jobs')],
};

describe('running tools over HTTP', () => {
  it('accepts a job, and answers its result in the shape that programs know', async () => {
    const served = await serveTools(TOOLS);
    const accepted = await served.ask('POST', '/exec/box/say', { who: 'world' });
    expect(accepted.status).toBe(202);
    expect(accepted.body).toEqual({ job_id: expect.stringMatching(/^[0-9a-f-]{36}$/), status: 'accepted' });
    const result = await served.result(accepted.body.job_id);
    expect(result).toEqual({
      job_id: accepted.body.job_id,
      status: 'completed',
      exit_code: 0,
      stdout: 'hello world\n',
      stderr: 'oops\n',
      duration_ms: expect.any(Number),
      truncated: false,
      accepted_at: expect.stringMatching(/^\d{4}-.*Z$/),
      started_at: expect.stringMatching(/^\d{4}-.*Z$/),
      finished_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const failed = await served.result(await served.post('/exec/box/fail'));
    expect(failed).toMatchObject({ status: 'failed', exit_code: 3, stderr: 'no\n', error: expect.any(String) });
  });

  it('answers every other request with its status, before anything runs', async () => {
    const served = await serveTools(TOOLS);
    const { view } = served.tokens;
    const foreign = { headers: { origin: 'http://evil.example' } };
    const rows: readonly (readonly [string, string, unknown, number, string, object?])[] = [
      ['POST', '/exec/nobody/say', {}, 404, 'NOT_FOUND'],
      ['POST', '/exec/box/nothing', {}, 404, 'NOT_FOUND'],
      ['POST', '/exec/box/a%2Fb', {}, 404, 'NOT_FOUND'],
      ['POST', '/exec/box', {}, 404, 'NOT_FOUND'],
      ['POST', '/exec/box/say/more', {}, 404, 'NOT_FOUND'],
      ['POST', '/exec', {}, 404, 'NOT_FOUND'],
      ['GET', '/exec/box/say', undefined, 405, 'METHOD'],
      ['PUT', '/exec/box/say', {}, 405, 'METHOD'],
      ['OPTIONS', '/exec/box/say', undefined, 405, 'METHOD'],
      ['PUT', '/exec/jobs/some', {}, 405, 'METHOD'],
      ['POST', '/tools', {}, 405, 'METHOD'],
      ['POST', '/exec/box/say', '[]', 400, 'BAD_REQUEST'],
      ['POST', '/exec/box/say', '"who"', 400, 'BAD_REQUEST'],
      ['POST', '/exec/box/say', 'null', 400, 'BAD_REQUEST'],
      ['POST', '/exec/box/say', '{"who":', 400, 'BAD_REQUEST'],
      ['POST', '/exec/box/say', '{} trailing', 400, 'BAD_REQUEST'],
      ['POST', '/exec/box/say', {}, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', undefined, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: '' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: 7 }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: null }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { args: { who: 'x' } }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: 'x', other: 'y' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: 'a b' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: '-rf' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: 'a\nb' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: 'a\0b' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', { who: 'x'.repeat(1_000_000) }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', '{"__proto__": "x", "who": "y"}', 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/typed', { count: 1.5 }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/typed', { count: 'many' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/typed', { loud: 'yes' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/typed', { loud: 1 }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say?speed=fast', { who: 'x' }, 422, 'INVALID_INPUT'],
      ['POST', '/exec/box/say', `{"who": "${'x'.repeat(10_000_000)}"}`, 413, 'TOO_LARGE'],
      ['POST', '/exec/box/say', { who: 'x' }, 401, 'UNAUTHENTICATED', { token: null }],
      ['POST', '/exec/box/say', { who: 'x' }, 401, 'UNAUTHENTICATED', { token: 'wrong' }],
      ['POST', '/exec/box/say', { who: 'x' }, 403, 'FORBIDDEN', { token: view }],
      ['POST', '/exec/box/say', { who: 'x' }, 403, 'FORBIDDEN', foreign],
      ['POST', '/exec/box/capped', {}, 403, 'FORBIDDEN'],
      ['GET', '/exec/jobs/', undefined, 400, 'BAD_REQUEST'],
      ['GET', '/exec/jobs/nobody', undefined, 404, 'NOT_FOUND'],
      ['GET', '/exec/jobs/nobody?stream=true', undefined, 404, 'NOT_FOUND'],
      ['GET', '/exec/jobs/nobody?stream=perhaps', undefined, 422, 'INVALID_INPUT'],
      ['DELETE', '/exec/jobs/nobody', undefined, 404, 'NOT_FOUND'],
      ['DELETE', '/exec/jobs/nobody', undefined, 403, 'FORBIDDEN', { token: view }],
      ['GET', '/tools', undefined, 401, 'UNAUTHENTICATED', { token: null }],
    ];
    for (const [method, address, body, status, code, options] of rows) {
      const answer = await served.ask(method, address, body, options ?? {});
      const what = `${method} ${address} ${JSON.stringify(body ?? null).slice(0, 60)}`;
      expect([what, answer.status, answer.body.code], what).toEqual([what, status, code]);
      expect(Object.keys(answer.body).filter((key) => key !== 'detail')).toEqual(['error', 'hint', 'code']);
    }
    const rebound = await rawRequest(served.url, { path: '/tools', headers: { host: 'evil.example' } });
    expect([rebound.status, JSON.parse(rebound.body).code]).toEqual([403, 'FORBIDDEN']);
    const { headers } = await served.ask('GET', '/exec/box/say');
    expect(headers.get('allow')).toBe('POST');
    expect(headers.get('access-control-allow-origin')).toBe(null);
    expect(await served.host.events('job.accepted')).toEqual([]);
  });

  it('takes whole numbers and switches as texts or as themselves', async () => {
    const served = await serveTools(TOOLS);
    const say = async (args: object) => (await served.result(await served.post('/exec/box/typed', args))).stdout;
    expect(await say({})).toBe('3 false\n');
    expect(await say({ count: 12, loud: true })).toBe('12 true\n');
    expect(await say({ count: '12', loud: 'true' })).toBe('12 true\n');
  });

  it('reaches a tool that is called jobs', async () => {
    const served = await serveTools(TOOLS);
    const result = await served.result(await served.post('/exec/jobs/list'));
    expect(result.stdout).toBe('a tool called jobs\n');
  });

  it('names the capability that is missing, and runs for a token that has it', async () => {
    const without = await serveTools(TOOLS);
    const refused = await without.ask('POST', '/exec/box/capped', {});
    expect(refused.body.hint).toContain('example.com/cap/box');
    for (const grants of [['example.com/cap/box'], 'all'] as const) {
      const served = await serveTools(TOOLS, { grants });
      expect((await served.result(await served.post('/exec/box/capped'))).status).toBe('completed');
    }
  });

  it('cancels a job, which says so and is not called failed', async () => {
    const served = await serveTools(TOOLS);
    const id = await served.post('/exec/box/wait');
    await running(served, id);
    const cancelled = await served.ask('DELETE', `/exec/jobs/${id}`);
    expect([cancelled.status, cancelled.body.job_id]).toEqual([200, id]);
    expect(await served.result(id)).toMatchObject({ status: 'cancelled', exit_code: -1, stdout: 'begun\n' });
    expect((await served.ask('DELETE', `/exec/jobs/${id}`)).body.status).toBe('cancelled');
  });

  it('lists tools in the shape of their manifests, and an empty list without any', async () => {
    const served = await serveTools(TOOLS);
    const { status, body } = await served.ask('GET', '/tools');
    expect([status, body.map((tool: { name: string }) => tool.name)]).toEqual([200, ['box', 'jobs']]);
    expect(body[0]).toMatchObject({ name: 'box', version: '1.2.0' });
    expect(body[0].commands[0]).toEqual({
      name: 'say',
      description: '',
      exec_parts: ['/bin/sh', '-c', 'echo "hello $1"; echo oops >&2', 'sh', '{{.who}}'],
      timeout: 60_000_000_000,
      timeout_ms: 60_000,
      args: [{ name: 'who', type: 'string', required: true, pattern: 'identifier', max_length: 4_096 }],
    });
    const asked = await served.ask('GET', '/tools?tool=box&at_least=v1.10');
    expect(asked.body.map((tool: { satisfies: boolean }) => tool.satisfies)).toEqual([false]);
  });

  it('says that nothing is configured where there is no folder for tools, and has an empty list', async () => {
    const served = await serveTools({});
    expect(await served.ask('GET', '/tools')).toMatchObject({ status: 200, body: [] });
    expect(await served.ask('POST', '/exec/box/say', {})).toMatchObject({
      status: 503,
      body: { code: 'NOT_CONFIGURED' },
    });
    served.host.write('tools/late.json', JSON.stringify({ name: 'late', version: '1', commands: [] }));
    await served.host.until(({ definitions }) => definitions['tools/late']?.state === 'ok');
    expect(await served.ask('POST', '/exec/box/say', {})).toMatchObject({ status: 404 });
  });

  it('forgets results after their time, which is another answer than for what never was', async () => {
    const files = { 'signalbox.yaml': 'jobs: { keep: 1 }\n' };
    const served = await serveTools(TOOLS, { files });
    const first = await served.post('/exec/jobs/list');
    await served.result(first);
    await served.result(await served.post('/exec/jobs/list'));
    expect(await served.ask('GET', `/exec/jobs/${first}`)).toMatchObject({ status: 410, body: { code: 'GONE' } });
    expect(await served.ask('GET', `/exec/jobs/${first}?stream=1`)).toMatchObject({ status: 410 });
    const history = await served.ask('GET', `/api/v1/jobs/${first}`);
    expect(history.body).toMatchObject({ stdout: 'a tool called jobs\n', job: { status: 'completed' } });
    const list = await served.ask('GET', '/api/v1/jobs?tool=jobs&status=completed&limit=1');
    expect(list.body.jobs).toHaveLength(1);
    const rest = await served.ask('GET', `/api/v1/jobs?before=${list.body.next}`);
    expect(rest.body.jobs.map((job: { id: string }) => job.id)).toEqual([first]);
    // A page that begins nowhere is refused, not answered with the first one again.
    expect(await served.ask('GET', '/api/v1/jobs?before=nowhere')).toMatchObject({
      status: 422,
      body: { code: 'INVALID_INPUT' },
    });
  });

  it('does a request with an idempotency key once', async () => {
    const served = await serveTools(TOOLS);
    const headers = { 'idempotency-key': 'one' };
    const first = await served.ask('POST', '/exec/jobs/list', {}, { headers });
    const second = await served.ask('POST', '/exec/jobs/list', {}, { headers });
    expect(second.body).toEqual(first.body);
    expect(await served.host.events('job.accepted')).toHaveLength(1);
  });
});

async function running({ host }: ServedTools, id: string): Promise<void> {
  await host.untilEvent(({ type, subject }) => type === 'job.started' && subject === `job:${id}`);
  await host.call('job', { jobId: id });
}
