import { describe, expect, it } from 'vitest';
import { markdownOf } from '../../../renderer/features/reloads/event-markdown.ts';
import { EPOCH, makeEvent, refusedBody, reloadedBody } from './events.ts';

describe('an event as Markdown', () => {
  it('names the event, its position and every changed field in a table that pipes cannot break', () => {
    const diff = [
      { path: 'prompt', old: 'a|b', new: 'x`y' },
      { path: 'added', new: 512 },
    ];
    const text = markdownOf(makeEvent(7, 'definition.reloaded', 'definition:agents/scout', reloadedBody({ diff })));
    expect(text).toContain('**agents/scout reloaded** (v8 → v9)');
    expect(text).toContain(`position \`${EPOCH}:7\``);
    expect(text).toContain('| `prompt` | `a\\|b` | `` x`y `` |');
    expect(text).toContain('| `added` | not set | `512` |');
    expect(text).toContain('Took 24.5 ms.');
  });

  it('carries a refusal with place, frame and what to do', () => {
    const text = markdownOf(makeEvent(7, 'definition.refused', 'definition:agents/scout', refusedBody()));
    expect(text).toContain('a value is missing (`agents/scout.yaml:3:7`)');
    expect(text).toContain('> 3 | b: [');
    expect(text.trimEnd().endsWith('Write one.')).toBe(true);
  });

  it('keeps a frame in one block even when the file holds a fence', () => {
    const { error } = refusedBody();
    const fenced = { ...error, at: { path: 'a.yaml', line: 1, column: 1, frame: '> 1 | ```\n  2 | ````' } };
    const text = markdownOf(makeEvent(7, 'definition.refused', 'definition:a/b', refusedBody({ error: fenced })));
    expect(text).toContain('`````\n> 1 | ```\n  2 | ````\n`````');
  });
});
