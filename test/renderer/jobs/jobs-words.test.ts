import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { shellLine, signalboxLine } from '../../../renderer/features/jobs/command-line.ts';
import { askerWords, exitWords, lengthWords, tookWords } from '../../../renderer/features/jobs/job-look.ts';
import { newestLines } from '../../../renderer/features/jobs/job-output.tsx';
import { historyQuery } from '../../../renderer/features/jobs/jobs-filter.ts';
import { type JobsSelection, readSelection, selectionText } from '../../../renderer/features/jobs/jobs-selection.ts';

describe('a job as something to paste', () => {
  it('is read by a shell as the elements that it is made of', () => {
    const argv = ['a b', "it's", '$HOME', '', '*', 'x=1;y', 'line\nbreak', '•••'];
    const line = shellLine([process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', ...argv]);
    expect(JSON.parse(execFileSync('/bin/sh', ['-c', line], { encoding: 'utf8' }))).toEqual(argv);
  });

  it('can be the line that runs it here', () => {
    expect(signalboxLine('desk', 'greet', { who: 'ada', say: "it's" })).toBe(
      `signalbox run desk/greet who=ada 'say=it'\\''s'`,
    );
  });
});

describe('words of jobs', () => {
  it('tell how it ended', () => {
    const job = { status: 'failed', exitCode: null, signal: null, startedAt: 1 } as const;
    expect(exitWords({ ...job, exitCode: 3 })).toBe('exit 3');
    expect(exitWords({ ...job, signal: 'SIGKILL' })).toBe('SIGKILL');
    expect(exitWords({ ...job, startedAt: null })).toBe('never ran');
    expect(exitWords({ ...job, status: 'running' })).toBe('');
  });

  it('tell how long it ran, to the second, and nothing of one that never did', () => {
    expect(tookWords({ status: 'completed', startedAt: 1, ms: 90_400 })).toBe('1:30');
    expect(tookWords({ status: 'failed', startedAt: 1, ms: 250 })).toBe('250 ms');
    expect(tookWords({ status: 'cancelled', startedAt: null, ms: 0 })).toBe('');
    expect(tookWords({ status: 'running', startedAt: 1, ms: null })).toBe('');
    expect(lengthWords(60_000)).toBe('1:00');
  });

  it('show no half of a line where an output is cut', () => {
    const line = `${'x'.repeat(99)}\n`;
    const end = newestLines(`head ${line.repeat(2_000)}`);
    expect(end.length).toBeGreaterThan(60_000);
    expect(new Set(end.split('\n').slice(0, -1))).toEqual(new Set(['x'.repeat(99)]));
    expect(newestLines('y'.repeat(100_000))).toBe('y'.repeat(64 * 1024));
  });

  it('tell who asked', () => {
    expect(askerWords('repeat:component:api')).toBe('by itself, after component api');
    expect(askerWords('schedule:nightly')).toBe('by the schedule nightly');
    expect(askerWords('http:full')).toBe('over HTTP');
  });
});

describe('what the filter asks the history for', () => {
  it('takes columns out of the words', () => {
    expect(historyQuery('tool:desk status:failed,timed-out ada command:greet smith')).toEqual({
      tool: 'desk',
      command: 'greet',
      status: ['failed', 'timed-out'],
      text: 'ada smith',
    });
    expect(historyQuery(' status:nothing ')).toEqual({});
    expect(historyQuery('status:running status:queued')).toEqual({ status: ['queued', 'running'] });
  });
});

describe('what is open, as a text', () => {
  it.each<JobsSelection>([
    { sort: 'nothing' },
    { sort: 'command', key: 'desk/greet' },
    { sort: 'job', id: 'a1' },
    { sort: 'compare', ids: ['a1', 'b2'] },
    { sort: 'repeats' },
  ])('comes back as it was: $sort', (selection) => {
    expect(readSelection(selectionText(selection))).toEqual(selection);
  });

  it.each(['job', 'run/x', 'compare/a', 'a/b/c/d', ''])('is nothing for %j', (text) => {
    expect(readSelection(text)).toEqual({ sort: 'nothing' });
  });
});
