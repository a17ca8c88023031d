import { expect, it, vi } from 'vitest';
import { program, serveComponents } from './components-served.ts';

// A host of its own for each test, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const sleeps = ['sleep', '100000'];

it('refuses what cannot be a component, each with its place and what to do, and runs the rest', async () => {
  const served = await serveComponents({
    good: program(sleeps),
    strange: 'type: prozess\nenabled: true\nconfig:\n  command: [sleep, "1"]\n',
    typo: 'type: process\nenabled: true\nconfig:\n  command: [sleep, "1"]\n  success: zero\n',
    empty: 'type: process\nenabled: true\nconfig:\n  cwd: .\n',
    torn: 'type: process\nconfig:\n  command: [sleep\nenabled: true\n',
    vague: 'type: process\nenabled: perhaps\nconfig: { command: [sleep, "1"] }\n',
  });
  const bad = ['strange', 'typo', 'empty', 'torn', 'vague'];
  const { components, definitions } = await served.until(
    (now) =>
      now.components['good']?.state === 'running' &&
      bad.every((name) => now.definitions[`components/${name}`]?.state === 'refused'),
  );
  expect(Object.keys(components)).toEqual(['good']);
  const faultOf = (name: string) => definitions[`components/${name}`]?.error;
  const at = (name: string, line: number, column: number) => ({ path: `components/${name}.yaml`, line, column });
  expect(faultOf('strange')).toMatchObject({ code: 'UNKNOWN_TYPE', at: at('strange', 1, 7) });
  expect(faultOf('strange')?.hint).toContain('module, probe, process, schedule');
  expect(faultOf('typo')).toMatchObject({ code: 'SCHEMA', at: at('typo', 5, 12) });
  expect(faultOf('empty')).toMatchObject({ code: 'SCHEMA', at: at('empty', 4, 3) });
  expect(faultOf('empty')?.message).toContain('config.command');
  expect(faultOf('torn')).toMatchObject({ code: 'SYNTAX', at: { path: 'components/torn.yaml' } });
  expect(faultOf('vague')).toMatchObject({ code: 'SCHEMA', at: at('vague', 2, 10) });
  for (const name of bad) expect((await served.act('component.deploy', { name })).status).toBe(404);
});

it('lets the first of two files with one name keep it, and says in the other where the name stands', async () => {
  const served = await serveComponents({ one: program(sleeps, { name: 'db' }) });
  const first = await served.reaches('db', 'running');
  served.write('components/two.yaml', 'type: process\nname: db\nenabled: true\nconfig: { command: [sleep, "1"] }\n');
  const { definitions, components } = await served.until(
    (now) => now.definitions['components/two']?.state === 'refused',
  );
  expect(definitions['components/two']?.error).toMatchObject({
    code: 'CONFLICT',
    at: { path: 'components/two.yaml', line: 2, column: 7 },
  });
  expect(components['db']).toMatchObject({ pid: first.pid, definition: 'components/one' });
});

it('names every member of a cycle, starts none of them, and the rest all the same', async () => {
  const served = await serveComponents({
    a: program(sleeps, { dependsOn: ['b'] }),
    b: program(sleeps, { dependsOn: ['c'] }),
    c: program(sleeps, { dependsOn: ['a'] }),
    self: program(sleeps, { dependsOn: ['self'] }),
    free: program(sleeps),
  });
  await served.reaches('free', 'running');
  const { components } = await served.until((now) =>
    ['a', 'b', 'c', 'self'].every((name) => now.components[name]?.waitingOn.length === 1),
  );
  expect(components['b']).toMatchObject({ state: 'waiting', run: null });
  expect(components['b']?.waitingOn).toMatchObject([{ sort: 'dependency', why: 'needs itself: b → c → a → b' }]);
  expect(components['self']?.waitingOn).toMatchObject([{ why: 'needs itself: self → self' }]);
  const answer = await served.act('component.deploy', { name: 'a', scope: 'needs' });
  expect(answer).toMatchObject({ status: 409, body: { code: 'CYCLE' } });
  expect(answer.body.message).toContain('a → b → c → a');
  served.write('components/c.json', JSON.stringify(program(sleeps)));
  await served.reaches('a', 'running');
});
