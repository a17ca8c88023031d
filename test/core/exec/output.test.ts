import { describe, expect, it } from 'vitest';
import { createJobLog, type JobEntry } from '../../../electron/core/exec/job-log.ts';
import { createOutputText } from '../../../electron/core/exec/output-text.ts';

const SECRET = 'hunter2-very-secret';
const mask = (text: string) => text.replaceAll(SECRET, '•••');

/** Everything that comes out of an output, in pieces of these sizes. */
function through(bytes: Buffer, size: number, longest = SECRET.length): string {
  const text = createOutputText(mask, longest);
  let said = '';
  for (let at = 0; at < bytes.length; at += size) said += text.take(bytes.subarray(at, at + size))?.text ?? '';
  return said + (text.end()?.text ?? '');
}

describe('the text of an output', () => {
  it.each([1, 3, 7, 64, 5_000])('hides a secret and breaks no character, in chunks of %i bytes', (size) => {
    const whole = `one ${SECRET}\r\nzwölf 🚂 ${SECRET}${SECRET}\n\nlast ${SECRET}`;
    expect(through(Buffer.from(whole), size)).toBe(mask(whole));
  });

  it('hides a secret in a line that is handed on in parts, wherever the parts meet', () => {
    for (let shift = 0; shift < 40; shift += 3) {
      const whole = `${'x'.repeat(65_536 - 20 + shift)}${SECRET}${'y'.repeat(80_000)}`;
      expect(through(Buffer.from(whole), 1_000)).not.toContain('secret');
    }
  });

  it('loses nothing of ten megabytes without a line end', () => {
    expect(through(Buffer.alloc(10_000_000, 'z'), 65_536)).toHaveLength(10_000_000);
  });

  it('takes what is no text for what it is', () => {
    expect(through(Buffer.from([0xff, 0xfe, 0x0a, 0x00, 0x0a]), 1)).toBe('��\n\0\n');
  });
});

describe('the log of a job', () => {
  const lines = (entries: readonly JobEntry[]) =>
    entries.map((entry) => (entry.type === 'line' ? entry.line : entry.status));

  it('gives the same entries whatever the pages are', () => {
    const log = createJobLog(1_000_000);
    log.status('accepted');
    log.status('running');
    for (let line = 0; line < 300; line += 1)
      log.output(line % 5 ? 'stdout' : 'stderr', { text: `l${line}\n\n`, lines: 2 });
    log.output('stdout', { text: 'no end', lines: 1 });
    log.status('completed');
    log.end();
    const whole = log.page(0, 10_000);
    expect(whole.entries.map(({ id }) => id)).toEqual(Array.from({ length: 604 }, (_, index) => index + 1));
    expect(lines(whole.entries).slice(0, 4)).toEqual(['accepted', 'running', 'l0', '']);
    expect(whole.ended).toBe(true);
    for (const size of [1, 7, 100]) {
      const found: JobEntry[] = [];
      for (;;) {
        const page = log.page(found.at(-1)?.id ?? 0, size);
        found.push(...page.entries);
        if (page.ended) break;
      }
      expect(found).toEqual(whole.entries);
    }
  });

  it('keeps the end of each output, says that it is cut, and keeps its ids', () => {
    const log = createJobLog(10_000);
    log.status('accepted');
    log.output('stderr', { text: 'first words\n', lines: 1 });
    for (let line = 0; line < 5_000; line += 1) log.output('stdout', { text: `line ${line}\n`, lines: 1 });
    log.end();
    expect(log.isCut('stdout')).toBe(true);
    expect(log.isCut('stderr')).toBe(false);
    expect(log.tail('stderr')).toBe('first words\n');
    const tail = log.tail('stdout');
    expect(Buffer.byteLength(tail)).toBe(10_000);
    expect(tail.endsWith('line 4998\nline 4999\n')).toBe(true);
    const first = log.page(0, 10);
    expect(lines(first.entries)).toEqual(['accepted', 'first words']);
    const second = log.page(2, 1);
    const [entry] = second.entries;
    expect(second.missed).toBe(entry!.id - 3);
    expect(lines([entry!])).toEqual([`line ${entry!.id - 3}`]);
    expect(log.bytes()).toBeLessThan(10_000 + 16_384 + 100);
  });

  it('cuts no character in two', () => {
    const log = createJobLog(1_001);
    log.output('stdout', { text: 'ü'.repeat(2_000), lines: 1 });
    expect(log.tail('stdout')).toBe('ü'.repeat(500));
  });
});
