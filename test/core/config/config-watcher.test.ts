import { renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../../electron/core/config/config.ts';
import { type ConfigWatcher, createConfigWatcher } from '../../../electron/core/config/config-watcher.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';

const DAY_MS = 86_400_000;

interface Watched {
  readonly file: string;
  readonly config: Config;
  readonly watcher: ConfigWatcher;
  readonly changes: (readonly string[])[];
  readonly errors: unknown[];
  /** Resolves with the next change. */
  next(): Promise<readonly string[]>;
}

/** A watcher over a file of its own. It looks by itself only where `everyMs` is short. */
async function watched(text: string, everyMs = DAY_MS): Promise<Watched> {
  const file = path.join(tempFolder('config'), 'app.yaml');
  writeFileSync(file, text);
  const config = await loadConfig(file, { prefix: 'APP', environ: { APP_FIXED: '1' } });
  const changes: (readonly string[])[] = [];
  const errors: unknown[] = [];
  let tell = (_changed: readonly string[]) => {};
  const watcher = createConfigWatcher({
    config,
    everyMs,
    onChange(_config, changed) {
      changes.push(changed);
      tell(changed);
    },
    onError: (error) => errors.push(error),
  });
  onEnd(() => watcher.stop());
  const next = () =>
    new Promise<readonly string[]>((resolve) => {
      tell = resolve;
    });
  return { file, config, watcher, changes, errors, next };
}

describe('a watched configuration', () => {
  it('finds a change by itself, and tells which paths differ', async () => {
    const { file, config, watcher, next } = await watched('a: 1\nb: {c: 2}\n', 20);
    await watcher.start();
    const told = next();
    writeFileSync(file, 'a: 1\nb: {c: 3, d: 4}\n');
    expect(await told).toEqual(['b.c', 'b.d']);
    expect([config.int('b.c'), config.int('fixed')]).toEqual([3, 1]);
  });

  it('leaves nothing behind after stop, and starts again with what changed meanwhile', async () => {
    const { file, config, watcher, changes } = await watched('a: 1\n', 10);
    await watcher.start();
    await watcher.stop();
    writeFileSync(file, 'a: 2\n');
    await watcher.check();
    expect([changes, config.int('a')]).toEqual([[], 1]);
    await watcher.start();
    expect([changes, config.int('a')]).toEqual([[['a']], 2]);
  });

  it('finds a change that was made between loading and starting', async () => {
    const { file, watcher, changes } = await watched('a: 1\n');
    writeFileSync(file, 'a: 2\n');
    await watcher.start();
    expect(changes).toEqual([['a']]);
  });

  it('keeps the tree when the file breaks, says so once, and takes it again when it is whole', async () => {
    const { file, config, watcher, changes, errors } = await watched('a: 1\n');
    await watcher.start();
    writeFileSync(file, 'a: [2\n');
    await watcher.check();
    await watcher.check();
    expect([config.int('a'), errors.length]).toEqual([1, 1]);
    expect(errors[0]).toMatchObject({ code: 'SYNTAX' });
    writeFileSync(file, 'a: 2\n');
    await watcher.check();
    expect([config.int('a'), changes]).toEqual([2, [['a']]]);
  });

  it('finds an edit of the same size whose time of change was put back', async () => {
    const { file, config, watcher } = await watched('a: 1\n');
    await watcher.start();
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'a: 2\n');
    utimesSync(file, atime, mtime);
    await watcher.check();
    expect(config.int('a')).toBe(2);
  });

  it('waits for a file that is gone, keeping the tree', async () => {
    const { file, config, watcher, changes, errors } = await watched('a: 1\n');
    await watcher.start();
    rmSync(file);
    await watcher.check();
    expect([config.int('a'), changes, errors]).toEqual([1, [], []]);
    writeFileSync(`${file}.new`, 'a: 3\n');
    renameSync(`${file}.new`, file);
    await watcher.check();
    expect(config.int('a')).toBe(3);
  });

  it('tells nothing when only the form changed', async () => {
    const { file, watcher, changes } = await watched('a: 1\n');
    await watcher.start();
    writeFileSync(file, '# words\na:   1\n');
    await watcher.check();
    expect(changes).toEqual([]);
  });

  it('survives a callback that throws', async () => {
    const { file, config } = await watched('a: 1\n');
    const errors: unknown[] = [];
    const watcher = createConfigWatcher({
      config,
      everyMs: DAY_MS,
      onChange() {
        throw new Error('mine');
      },
      onError: (error) => errors.push(error),
    });
    onEnd(() => watcher.stop());
    await watcher.start();
    writeFileSync(file, 'a: 2\n');
    await watcher.check();
    expect([config.int('a'), errors.map(String)]).toEqual([2, ['Error: mine']]);
  });

  it('takes the environment as it was when it was loaded', async () => {
    const file = path.join(tempFolder('config'), 'app.json');
    writeFileSync(file, '{"a": 1}');
    const environ: Record<string, string> = { APP_A: '5' };
    const config = await loadConfig(file, { prefix: 'APP', environ });
    environ['APP_A'] = '6';
    writeFileSync(file, '{"a": 2, "b": 1}');
    expect([await config.reload(), config.int('a')]).toEqual([['b'], 5]);
  });

  it('cannot be loaded from a file that is not there', async () => {
    await expect(loadConfig(path.join(tempFolder('config'), 'none.yaml'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
