import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createJobLog } from '../../electron/core/exec/job-log.ts';
import type { JobRecord } from '../../electron/core/exec/job-record.ts';
import { feedOf } from '../../electron/core/tools/feed.ts';
import { streamJob } from '../../electron/headless/exec-stream.ts';
import { nodeScript, script } from '../core/exec/support.ts';
import { type ServedTools, type Streamed, serveTools } from './exec-served.ts';

/** How often a stream is cut, and how many lines its job writes. */
const CUTS = process.env['SIGNALBOX_TEST_LONG'] ? 100 : 25;
const LINES = 400;

const CHATTY = `
  let line = 0;
  const more = () => {
    for (let some = 0; some < 7 && line < ${LINES}; some += 1, line += 1)
      (line % 3 ? process.stdout : process.stderr).write('line ' + line + ' äöü '.repeat(line % 9) + '\\n');
    if (line < ${LINES}) setTimeout(more, 1); else process.exitCode = 4;
  };
  more();
`;
const TOOLS = {
  box: [
    nodeScript('chatty', CHATTY),
    script('short', 'printf "one\\r\\ntwo\\n\\nfour"; exit 0'),
    script('gate', 'echo ready; while [ ! -e go ]; do sleep 0.05; done; echo gone'),
  ],
};

describe('the stream of a job', () => {
  it('tells every step and line, in order, with ids that count from 1', async () => {
    const served = await serveTools(TOOLS);
    const id = await served.post('/exec/box/short');
    await served.result(id);
    const { messages, status } = await served.stream(`/exec/jobs/${id}?stream=true`);
    expect(status).toBe(200);
    expect(messages.map(({ event, data }) => [event, data.line ?? data.status])).toEqual([
      ['job.status', 'accepted'],
      ['job.status', 'running'],
      ['job.stdout', 'one'],
      ['job.stdout', 'two'],
      ['job.stdout', ''],
      ['job.stdout', 'four'],
      ['job.completed', 'completed'],
    ]);
    expect(messages.map((message) => message.id)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(messages.at(-1)?.data).toEqual({ job_id: id, status: 'completed' });
    expect(messages[2]?.data).toEqual({ job_id: id, line: 'one', stream: 'stdout' });
  });

  it('is live: a line is there while its job goes on', async () => {
    const served = await serveTools(TOOLS);
    const id = await served.post('/exec/box/gate');
    const over = new AbortController();
    const answer = await fetch(`${served.url}/exec/jobs/${id}`, {
      signal: over.signal,
      headers: { authorization: `Bearer ${served.tokens.view}`, accept: 'text/event-stream' },
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.includes('"ready"')) served.host.write('go', '');
      if (text.includes('job.completed')) break;
    }
    expect(text.indexOf('"gone"')).toBeGreaterThan(text.indexOf('"ready"'));
  });

  it(`cut ${CUTS} times at random points and joined, equals the uncut one byte for byte`, {
    timeout: 600_000,
  }, async () => {
    const served = await serveTools(TOOLS);
    const id = await served.post('/exec/box/chatty');
    const whole = served.stream(`/exec/jobs/${id}`);
    const whileItRuns = await joined(served, id, 10);
    const uncut = await whole;
    const bytes = withoutComments(uncut.text);
    expect(uncut.messages.filter(({ event }) => event === 'job.stdout' || event === 'job.stderr')).toHaveLength(LINES);
    expect(uncut.messages.at(-1)).toMatchObject({ event: 'job.failed', data: { exit_code: 4, status: 'failed' } });
    expect(whileItRuns).toBe(bytes);
    for (let round = 0; round < CUTS / 5; round += 1) expect(await joined(served, id, 5)).toBe(bytes);
  });

  it('begins anew for an id that was never given, and ends at once for one that has everything', async () => {
    const served = await serveTools(TOOLS);
    const id = await served.post('/exec/box/short');
    await served.result(id);
    for (const lastId of [0, 99])
      expect((await served.stream(`/exec/jobs/${id}`, { lastId })).messages).toHaveLength(7);
    expect((await served.stream(`/exec/jobs/${id}`, { lastId: 5 })).messages.map((one) => one.id)).toEqual([6, 7]);
    expect((await served.stream(`/exec/jobs/${id}`, { lastId: 7 })).status).toBe(204);
  });

  it('says what a slow reader has missed instead of leaving it out in silence', () => {
    const { log, text, response } = slowReader(64);
    log.status('accepted');
    for (let line = 0; line < 40; line += 1) log.output('stdout', { text: `${'x'.repeat(20_000)}${line}\n`, lines: 1 });
    log.status('failed');
    log.end();
    streamJob(response, options(log, 1));
    const gap = /^event: job\.gap\nid: (\d+)\ndata: \{"job_id":"j","missed":(\d+)\}/.exec(text());
    const firstLine = Number(/event: job\.stdout\nid: (\d+)/.exec(text())?.[1]);
    expect(Number(gap?.[1])).toBe(firstLine - 1);
    expect(Number(gap?.[2])).toBe(firstLine - 2);
  });

  it('shows that it is alive while its job is quiet', async () => {
    const { log, said, response } = slowReader(1_000_000);
    log.status('accepted');
    streamJob(response, { ...options(log, 0), heartbeatMs: 5 });
    await said(': still here');
    log.end();
  });
});

/** Reads a stream that is cut at random points, each time going on after the last whole message. */
async function joined({ stream }: ServedTools, id: string, cuts: number): Promise<string> {
  let text = '';
  let lastId = 0;
  for (let cut = 0; ; cut += 1) {
    const cutAfter = cut < cuts ? 1 + Math.floor(Math.random() * 6_000) : Infinity;
    const part: Streamed = await stream(`/exec/jobs/${id}`, { lastId, cutAfter });
    if (part.status === 204) return withoutComments(text);
    const whole = part.text.slice(0, part.text.lastIndexOf('\n\n') + 2);
    text += part.text.includes('\n\n') ? whole : '';
    lastId = part.messages.at(-1)?.id ?? lastId;
    if (cutAfter === Infinity) return withoutComments(text);
  }
}

/** A machine that is busy may let a sign of life in between. */
function withoutComments(text: string): string {
  return text.replaceAll(/^:.*\n\n/gm, '');
}

function options(log: ReturnType<typeof createJobLog>, after: number) {
  const feed = feedOf({ record: { id: 'j', error: null, exitCode: 1, endedAt: 1 } as JobRecord, log });
  return { jobId: 'j', feed, after, closing: new AbortController().signal, onEnd: () => {} };
}

/** A response whose reader takes everything, and a log that keeps little. */
function slowReader(kib: number) {
  const log = createJobLog(kib * 1024);
  let text = '';
  const waiting: (() => void)[] = [];
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      for (const look of waiting) look();
      done();
    },
  });
  const response = Object.assign(sink, { writeHead: () => sink, flushHeaders: () => {} });
  const said = (words: string) => new Promise<void>((resolve) => waiting.push(() => text.includes(words) && resolve()));
  return { log, said, text: () => text, response: response as never };
}
