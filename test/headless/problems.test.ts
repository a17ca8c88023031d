import { describe, expect, it } from 'vitest';
import { problemsText } from '../../electron/headless/words/problems-word.ts';
import { user } from './spawned.ts';

const LONG = { timeout: 20_000 };

describe('the word problems', () => {
  it('lists what is wrong by file and line, and makes it a verdict when asked', async () => {
    await using me = await user();
    await me.write('models/fast.yaml', 'id: fast\nprovider: openai\nmodel: small\n');
    await me.write('agents/scout.yaml', 'modle: x\nmodelRef: fats\n');
    await me.serve(['.']);
    const lines = async () => (await me.run(['problems'])).stdout.split('\n');
    await expect
      .poll(lines, LONG)
      .toEqual([
        'warning  agents/scout.yaml:1:1  Unknown key `modle`, did you mean `model`?',
        '       Correct the key, or take it out.',
        'error  agents/scout.yaml:2:11  Agent `scout` names model `fats`, which does not exist. Did you mean `fast`?',
        '       Write `fast`, or define `fats`.',
        '',
        'errors    1',
        'warnings  1',
        '',
      ]);
    expect((await me.run(['problems', '--check'])).code).toBe(1);
    expect(Object.keys(JSON.parse((await me.run(['problems', '--json'])).stdout))).toHaveLength(2);
    expect((await me.run(['status'])).stdout).toMatch(/^problems +2; list them with: signalbox problems$/m);
    await me.write('agents/scout.yaml', 'modelRef: fast\n');
    await expect.poll(async () => (await me.run(['problems'])).stdout, LONG).toBe('No problems.\n');
    expect((await me.run(['problems', '--check'])).code).toBe(0);
  });

  it('lets nothing from a file move the cursor', () => {
    const problem = { rule: 'r', path: 'a\u001b[2J.yaml', message: 'm\u001b[1m', hint: 'h\n', at: 0 };
    expect(problemsText([problem])).not.toContain('\u001b');
  });
});
