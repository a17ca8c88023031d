import { describe, expect, it } from 'vitest';
import { eventRow } from '../../electron/headless/event-line.ts';
import { readEvents } from '../../electron/headless/event-reader.ts';
import { browserCommand } from '../../electron/headless/open-browser.ts';
import { columns, errorText, placeText, visible } from '../../electron/headless/terminal.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { AppError } from '../../shared/errors.ts';

describe('text on a terminal', () => {
  it('stands in columns without blanks at the end', () => {
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', ''],
      ]),
    ).toBe('a    bb  c\naaa  b\n');
    expect(columns([])).toBe('');
  });

  it('from files and programs can neither colour, move nor break a line', () => {
    expect(visible('a\u001b[31mred\u001b[0m\nb\r\u202ec\u0007')).toBe('ared b  c ');
  });

  it('names places as editors do', () => {
    expect(placeText({ path: 'a.yaml', line: 3, column: 5 })).toBe('a.yaml:3:5');
    expect(placeText({ path: 'a.yaml', column: 5 })).toBe('a.yaml');
  });

  it('says what went wrong, where, and what to do', () => {
    const error = new AppError('SYNTAX', 'This is not YAML.', {
      hint: 'Mend it.',
      at: { path: 'a.yaml', line: 2, frame: '> 2 | x' },
    });
    expect(errorText(error.toWire())).toBe('a.yaml:2: This is not YAML. (SYNTAX)\n> 2 | x\nMend it.\n');
  });
});

describe('a line about an event', () => {
  const event = (type: string, body: unknown): Envelope => ({
    seq: 7,
    epoch: '0123456789abcdef',
    host: 'h',
    at: 0,
    mono: 0,
    type,
    v: 1,
    subject: 'definition:agents/a',
    cause: null,
    body,
  });

  it('says what changed, what was refused and what keeps serving', () => {
    expect(
      eventRow(event('definition.reloaded', { from: 1, version: 2, fields: 1, path: 'agents/a.yaml' })).at(-1),
    ).toBe('v1 → v2 1 field agents/a.yaml');
    const error = { message: 'Not a number.', at: { path: 'agents/a.yaml', line: 4 } };
    expect(eventRow(event('definition.refused', { error, keeps: 2 })).at(-1)).toBe(
      'agents/a.yaml:4 Not a number. (v2 keeps serving)',
    );
    expect(eventRow(event('definition.refused', { error, keeps: null })).at(-1)).toContain('(nothing serves)');
  });

  it('holds for types and bodies nobody knows yet', () => {
    expect(eventRow(event('later.invented', { a: 1 })).slice(1)).toEqual([
      '7',
      'later.invented',
      'definition:agents/a',
      '',
    ]);
    expect(eventRow(event('toString', {})).at(-1)).toBe('');
    expect(eventRow(event('definition.refused', {})).at(-1)).toBe(' (nothing serves)');
  });
});

describe('a stream of events', () => {
  it('is read message by message however it was cut', async () => {
    const text =
      ': hello\n\nid: e:1\ndata: {"ä":1}\n\nevent: resync\ndata: a\ndata: b\n\n: still here\nid: e:9\n\ndata: unfinished';
    const bytes = Buffer.from(text);
    async function* oneByOne(): AsyncGenerator<Uint8Array> {
      for (const byte of bytes) yield Uint8Array.of(byte);
    }
    const messages: unknown[] = [];
    for await (const message of readEvents(oneByOne())) messages.push(message);
    expect(messages).toEqual([
      { event: 'message', id: 'e:1', data: '{"ä":1}' },
      { event: 'resync', id: null, data: 'a\nb' },
    ]);
  });
});

describe('the browser', () => {
  it('is opened by the program of each system, and nowhere without a screen', () => {
    expect(browserCommand('linux', { DISPLAY: ':0' }, 'u')?.file).toBe('xdg-open');
    expect(browserCommand('linux', {}, 'u')).toBeNull();
    expect(browserCommand('darwin', {}, 'u')?.file).toBe('open');
    expect(browserCommand('win32', {}, 'u')?.args.at(-1)).toBe('u');
  });
});
