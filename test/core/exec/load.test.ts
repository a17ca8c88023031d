import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canBecome, type JobStatus } from '../../../shared/job-state.ts';
import { tempFolder } from '../../helpers/temp.ts';
import type { TestHost } from '../../helpers/workspace.ts';
import { hostWithTools, script } from './support.ts';

const IS_LONG = Boolean(process.env['SIGNALBOX_TEST_LONG']);
const JOBS = IS_LONG ? 1_000 : 64;
const AT_ONCE = 16;
const LINES = 2_000;

describe(`${JOBS} jobs, ${AT_ONCE} at a time`, () => {
  it('all end, go only forward, and lose no byte of what they wrote', {
    timeout: IS_LONG ? 3_600_000 : 240_000,
  }, async () => {
    const settings = `jobs: { concurrency: ${AT_ONCE}, queue: 2000, keep: 50 }\n`;
    const args = [{ name: 'id', type: 'int', required: true }];
    // The first ones wait for each other, so that as many run at once as may, however short each is.
    const gate = path.join(tempFolder('gate'), 'open');
    const text =
      'while [ ! -e "$3" ]; do sleep 0.05; done; i=0; while [ $i -lt $2 ]; do echo "job $1 line $i"; i=$((i+1)); done';
    const talk = {
      ...script('talk', text, { args }),
      exec_parts: ['/bin/sh', '-c', text, 'sh', '{{.id}}', `${LINES}`, gate],
    };
    const host = await hostWithTools({ box: [talk] }, { files: { 'signalbox.yaml': settings } });
    const ids: string[] = [];
    const all = followAll(host);
    void all.atOnce(AT_ONCE).then(() => writeFileSync(gate, ''));
    for (let id = 0; id < JOBS; id += 1) {
      ids.push((await host.call('job.run', { tool: 'box', command: 'talk', args: { id } })).result.jobId);
    }
    await all.ended(JOBS);
    expect([...all.paths.keys()].sort()).toEqual([...ids].sort());
    for (const path of all.paths.values()) {
      for (const [index, status] of path.slice(1).entries())
        expect(canBecome(path[index]!, status), path.join()).toBe(true);
      expect(path.at(-1)).toBe('completed');
    }
    expect(all.most).toBe(AT_ONCE);
    for (const [id, jobId] of ids.entries()) {
      const { stdout } = await host.call('job', { jobId });
      expect(hashOf(stdout), `job ${id}`).toBe(hashOf(expected(id)));
    }
    const { jobs, endedJobs } = await host.snapshot();
    expect([Object.keys(jobs).length, endedJobs.length]).toEqual([Math.min(200, JOBS), Math.min(200, JOBS)]);
  });
});

/** The states that each job went through, as the journal tells them, and how many ran at once at most. */
function followAll(host: TestHost) {
  const paths = new Map<string, JobStatus[]>();
  let running = 0;
  let count = 0;
  const waiting: { readonly isOver: () => boolean; readonly resolve: () => void }[] = [];
  const look = () => {
    for (const { isOver, resolve } of waiting) if (isOver()) resolve();
  };
  const until = (isOver: () => boolean) =>
    new Promise<void>((resolve) => {
      waiting.push({ isOver, resolve });
      look();
    });
  const found = {
    paths,
    most: 0,
    ended: (wanted: number) => until(() => count >= wanted),
    atOnce: (wanted: number) => until(() => found.most >= wanted),
  };
  host.workbench.follow(
    {},
    (events) => {
      for (const { type, subject, body } of events) {
        const id = subject.slice('job:'.length);
        const to = STATES[type] ?? (type === 'job.ended' ? (body as { status: JobStatus }).status : null);
        if (to === null) continue;
        paths.set(id, [...(paths.get(id) ?? []), to]);
        if (to === 'running') found.most = Math.max(found.most, ++running);
        if (type !== 'job.ended') continue;
        running -= 1;
        count += 1;
      }
      look();
    },
    () => {},
  );
  return found;
}

const STATES: Readonly<Record<string, JobStatus>> = {
  'job.accepted': 'accepted',
  'job.queued': 'queued',
  'job.started': 'running',
};

function expected(id: number): string {
  return Array.from({ length: LINES }, (_, line) => `job ${id} line ${line}\n`).join('');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
