import { cpSync, mkdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/temp.ts';
import { startHost } from '../helpers/workspace.ts';

const FIXTURE = path.resolve(import.meta.dirname, '../fixtures/agently');

describe('a folder with `.agently` inside', () => {
  it('is opened at that folder, and every file in it is loaded or refused for a reason that is told', async () => {
    const root = tempFolder('project');
    mkdirSync(path.join(root, 'src'));
    cpSync(FIXTURE, path.join(root, '.agently'), { recursive: true });
    const host = await startHost({ root });
    expect(host.workbench.current.root).toBe(realpathSync(path.join(root, '.agently')));
    const { definitions } = await host.snapshot();
    expect(Object.keys(definitions).length).toBeGreaterThan(10);
    for (const [id, definition] of Object.entries(definitions)) {
      if (definition.state === 'ok') expect(definition.loaded, id).not.toBeNull();
      else
        expect(definition.error, id).toMatchObject({
          message: expect.stringMatching(/\S/),
          hint: expect.stringMatching(/\S/),
        });
    }
  });

  it('is watched itself when it has settings of its own', async () => {
    const root = tempFolder('project');
    mkdirSync(path.join(root, '.agently'));
    const host = await startHost({
      root,
      files: { 'signalbox.yaml': 'hold: { threshold: 3 }\n', 'agents/a.yaml': 'name: a\n' },
    });
    expect(host.workbench.current.root).toBe(realpathSync(root));
  });
});
