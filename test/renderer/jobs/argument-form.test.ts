import { describe, expect, it } from 'vitest';
import {
  argumentDraft,
  argumentFields,
  carriedDraft,
  readArguments,
  shownFaults,
  withoutSecrets,
} from '../../../renderer/features/jobs/argument-form.ts';
import { argvPreview } from '../../../renderer/features/jobs/argv-preview.ts';
import type { ArgumentRow } from '../../../renderer/features/jobs/job-rows.ts';

const argument = (name: string, more: Partial<ArgumentRow> = {}): ArgumentRow => ({
  name,
  description: null,
  type: 'string',
  required: false,
  pattern: null,
  enum: null,
  default: null,
  maxLength: 4096,
  secret: false,
  allowLeadingDash: false,
  allowNewline: false,
  ...more,
});

const fault = (one: ArgumentRow, typed: string) => readArguments([one], { [one.name]: typed }).faults[one.name];

describe('the form of a command', () => {
  it('leaves out what is left empty, and asks for what is required', () => {
    const args = [
      argument('who', { required: true }),
      argument('when'),
      argument('how', { required: true, default: 'so' }),
    ];
    expect(readArguments(args, { who: '', when: '', how: '' })).toEqual({ given: {}, faults: { who: 'is missing' } });
    expect(readArguments(args, { who: 'ada' })).toEqual({ given: { who: 'ada' }, faults: {} });
    expect(argumentFields(args).map(({ isRequired }) => isRequired)).toEqual([true, false, false]);
  });

  it('checks types, lengths and dangerous characters in the words of the core', () => {
    expect(fault(argument('n', { type: 'int' }), '1.5')).toBe('must be a whole number');
    expect(fault(argument('n', { type: 'int', allowLeadingDash: true }), '-12')).toBeUndefined();
    expect(fault(argument('n', { type: 'int' }), '9007199254740993')).toBe('must be a whole number');
    expect(fault(argument('s'), '--force')).toBe('must not begin with a dash');
    expect(fault(argument('s', { allowLeadingDash: true }), '--force')).toBeUndefined();
    expect(fault(argument('s'), 'a\nb')).toBe('must not hold a line break');
    expect(fault(argument('s', { allowNewline: true }), 'a\nb')).toBeUndefined();
    expect(fault(argument('s', { maxLength: 2 }), 'abc')).toBe('is longer than 2 characters');
    expect(fault(argument('s', { pattern: 'port' }), '70000')).toBe('must match port');
  });

  it('gives switches and choices as the texts that they stand for', () => {
    const args = [argument('loud', { type: 'bool' }), argument('level', { enum: ['1', 'two'] })];
    expect(argumentDraft(args, { loud: 'false', level: 'two' })).toEqual({ loud: '1', level: '1' });
    expect(readArguments(args, { loud: '1', level: '0' }).given).toEqual({ loud: 'false', level: '1' });
    expect(readArguments(args, { loud: '', level: '' })).toEqual({ given: {}, faults: {} });
  });

  it('begins with defaults and what is given, never with a secret or its hidden sign', () => {
    const args = [
      argument('who', { default: 'ada' }),
      argument('token', { secret: true, default: '•••' }),
      argument('key'),
    ];
    expect(argumentDraft(args)).toEqual({ who: 'ada', token: '', key: '' });
    expect(argumentDraft(args, { who: 'bob', token: 'x', key: '•••' })).toEqual({ who: 'bob', token: '', key: '' });
    expect(withoutSecrets(args, { who: 'bob', token: 'x', key: 'y' })).toEqual({ who: 'bob', token: '', key: 'y' });
  });

  it('tells of what was typed at once, and of the rest when somebody tries to run it', () => {
    const faults = { who: 'is missing', when: 'must be a text' };
    expect(shownFaults(faults, new Set(['when']), false)).toEqual({ when: 'must be a text' });
    expect(shownFaults(faults, new Set(), true)).toEqual(faults);
  });
});

describe('the command line that would run', () => {
  const args = [
    argument('who', { required: true }),
    argument('n', { default: '3' }),
    argument('t'),
    argument('s', { secret: true }),
  ];
  const execParts = ['/bin/x', '--to={{.who}}', '{n}', '{{t}}', '{{ .s }}', '{}'];

  it('keeps each value in its element, with defaults, and leaves out what has no value', () => {
    const preview = argvPreview({ execParts, args }, { who: 'a b; rm', s: 'hush' });
    expect(preview.map(({ text }) => text)).toEqual(['/bin/x', '--to=a b; rm', '3', '•••', '{}']);
  });

  it('marks where a required value is not there yet', () => {
    expect(argvPreview({ execParts, args }, {})[1]).toEqual({ text: '--to=‹who›', missing: true });
  });
});

describe('what was typed, when the manifest changes below it', () => {
  it('stays what it was, whatever place it has among the choices now', () => {
    const before = [argument('where', { enum: ['staging', 'production'] }), argument('who'), argument('gone')];
    const now = [
      argument('fresh', { default: 'new' }),
      argument('who', { type: 'int' }),
      argument('where', { enum: ['production', 'staging'] }),
    ];
    const draft = { where: '0', who: 'ada', gone: 'x' };
    const carried = carriedDraft(before, now, draft);
    expect(carried).toEqual({ fresh: 'new', who: 'ada', where: '1' });
    expect(readArguments(now, carried).given['where']).toBe('staging');
  });

  it('is left empty where it is offered no more, or was emptied by hand', () => {
    const before = [argument('where', { enum: ['staging'] }), argument('who', { default: 'ada' })];
    const now = [argument('where', { enum: ['production'] }), argument('who', { default: 'bob' })];
    expect(carriedDraft(before, now, { where: '0', who: '' })).toEqual({ where: '', who: '' });
  });

  it('never shows a value that was typed as a secret', () => {
    const [open, hidden] = [argument('token'), argument('token', { secret: true })];
    expect(carriedDraft([hidden], [hidden], { token: 'abc' })).toEqual({ token: 'abc' });
    expect(carriedDraft([hidden], [open], { token: 'abc' })).toEqual({ token: '' });
  });
});
