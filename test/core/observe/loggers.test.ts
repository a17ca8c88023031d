import { expect, it } from 'vitest';
import { parseLevel } from '../../../electron/core/observe/levels.ts';
import { createLogger, noLogger } from '../../../electron/core/observe/line-logger.ts';
import { logObserver, noObserver, tee } from '../../../electron/core/observe/observers.ts';

const at = () => Date.UTC(2026, 0, 2);

it('reads the names of levels in any case, and takes the fallback for others', () => {
  expect(['debug', ' Info ', 'WARN', 'warning', 'Error', 'err'].map((word) => parseLevel(word, 'info'))).toEqual([
    'debug',
    'info',
    'warn',
    'warn',
    'error',
    'error',
  ]);
  expect(parseLevel('loud', 'warn')).toBe('warn');
  expect(parseLevel(undefined, 'error')).toBe('error');
});

it('writes lines of text from its level on, with the attributes it was given', () => {
  const lines: string[] = [];
  const logger = createLogger((line) => lines.push(line), {}, at).with({ component: 'db' });
  logger.debug('not written');
  logger.warn('took "long"', { ms: 12, path: 'a b' });
  expect(lines).toEqual([
    'time=2026-01-02T00:00:00.000Z level=warn msg="took \\"long\\"" component=db ms=12 path="a b"',
  ]);
});

it('writes JSON with the file and line that logged, which no attribute replaces', () => {
  const lines: string[] = [];
  const options = { format: 'json', level: 'debug', addSource: true } as const;
  createLogger((line) => lines.push(line), options, at).debug('hello', { level: 'mine', extra: true });
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    time: '2026-01-02T00:00:00.000Z',
    level: 'debug',
    msg: 'hello',
    extra: true,
    source: { file: 'loggers.test.ts', line: expect.any(Number) },
  });
});

it('tells spans and metrics as lines, a failed span at the level of errors', () => {
  const lines: string[] = [];
  const observer = logObserver(createLogger((line) => lines.push(line), { level: 'debug', format: 'json' }, at));
  const span = observer.startSpan('reload', { attributes: { kind: 'agents' } });
  span.setAttributes({ phase: 'parse' });
  span.end(new Error('it broke'));
  span.end();
  observer.counter('reloads', 1, { of: 'agents', kind: 'mine' });
  observer.histogram('ms', 2.5);
  const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(said.map(({ level, msg }) => [level, msg])).toEqual([
    ['debug', 'span.start'],
    ['debug', 'span.attr'],
    ['error', 'span.end'],
    ['info', 'metric'],
    ['info', 'metric'],
  ]);
  expect(said[2]).toMatchObject({ span: 'reload', error: 'it broke' });
  expect(said[3]).toMatchObject({ name: 'reloads', kind: 'counter', delta: 1, of: 'agents' });
  expect(said[4]).toMatchObject({ name: 'ms', kind: 'histogram', value: 2.5 });
});

it('lets no observer that fails stop another one, or what is observed', async () => {
  const lines: string[] = [];
  const broken = {
    ...noObserver,
    counter() {
      throw new Error('broken');
    },
    startSpan(): never {
      throw new Error('broken');
    },
  };
  const both = tee([broken, logObserver(createLogger((line) => lines.push(line)))]);
  both.counter('reloads', 1);
  both.startSpan('x').end(new Error('said'));
  await both.flush();
  expect(lines).toHaveLength(2);
  noObserver.startSpan('x').end();
  noLogger.with({ a: 1 }).error('nothing');
});
