import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { freePort } from '../../helpers/free-port.ts';
import { component, descriptor, hostOf, program, reaches, runs } from './workspace-of.ts';

it('brings up what a file declares, tells its run, and takes it down when the host closes', async () => {
  const host = await hostOf({ db: descriptor() });
  const db = await reaches(host, 'db', 'running');
  expect(runs(db.pid)).toBe(true);
  const snapshot = await host.snapshot();
  expect(snapshot.definitions['components/db']).toMatchObject({
    state: 'ok',
    loaded: { version: 1 },
    running: [{ by: 'component:db', version: 1 }],
  });
  const { runs: history } = await host.call('runs', { component: 'db' });
  expect(history).toMatchObject([{ component: 'db', pid: db.pid, endedAt: null }]);
  await host.close();
  expect(runs(db.pid)).toBe(false);
});

it('deploys a file that is added, redeploys it when it changes, and forgets it when it goes', async () => {
  const host = await hostOf({});
  host.write('components/api.json', descriptor());
  const first = await reaches(host, 'api', 'running');
  host.write('components/api.json', descriptor({ config: { env: { MODE: 'two' } } }));
  await host.until((now) => now.components['api']?.state === 'running' && now.components['api'].pid !== first.pid);
  expect(runs(first.pid)).toBe(false);
  rmSync(path.join(host.root, 'components/api.json'));
  await host.until((now) => now.components['api'] === undefined, 'forgotten');
});

it('does nothing about an edit of the formatting, and does not show the run as older', async () => {
  const host = await hostOf({ db: descriptor() });
  const db = await reaches(host, 'db', 'running');
  host.write('components/db.json', `${descriptor()}\n\n`);
  const snapshot = await host.until((now) => now.definitions['components/db']?.running?.[0]?.version === 2);
  expect(component(snapshot, 'db')).toMatchObject({ pid: db.pid, state: 'running', version: 2 });
  expect(snapshot.definitions['components/db']?.loaded?.version).toBe(2);
});

it('keeps running what runs when the file is broken', async () => {
  const host = await hostOf({ db: descriptor() });
  const db = await reaches(host, 'db', 'running');
  host.write('components/db.json', '{ "type": "process", ');
  const snapshot = await host.until((now) => now.definitions['components/db']?.state === 'refused');
  expect(component(snapshot, 'db')).toMatchObject({ pid: db.pid, state: 'running' });
  expect(runs(db.pid)).toBe(true);
});

it('starts the version before again when a new one does not start, and refuses the file with phase start', async () => {
  const host = await hostOf({ db: descriptor() });
  const first = await reaches(host, 'db', 'running');
  host.write('components/db.json', descriptor({ config: { command: ['no-such-program-here'] } }));
  const snapshot = await host.until(
    (now) => now.definitions['components/db']?.state === 'refused' && now.components['db']?.state === 'running',
  );
  expect(component(snapshot, 'db')).toMatchObject({ version: 1 });
  expect(component(snapshot, 'db')?.pid).not.toBe(first.pid);
  expect(snapshot.definitions['components/db']).toMatchObject({
    loaded: { version: 1 },
    running: [{ version: 1 }],
    error: { code: 'COMMAND_NOT_FOUND', at: { path: 'components/db.json' } },
  });
  const [refused] = await host.events('definition.refused');
  expect(refused?.body).toMatchObject({ phase: 'start', keeps: 1 });
  expect((await host.events('component.changed')).some((event) => event.body.reverted)).toBe(true);
  host.write('components/db.json', descriptor({ config: { env: { MODE: 'three' } } }));
  const repaired = await host.until(
    (now) =>
      now.definitions['components/db']?.state === 'ok' &&
      now.components['db']?.state === 'running' &&
      now.components['db'].version === 3,
  );
  expect(repaired.definitions['components/db']).toMatchObject({ error: null, running: [{ version: 3 }] });
});

it('takes nothing down when a descriptor file is renamed', async () => {
  const host = await hostOf({ old: descriptor({ name: 'db' }) });
  const db = await reaches(host, 'db', 'running');
  renameSync(path.join(host.root, 'components/old.json'), path.join(host.root, 'components/new.json'));
  const snapshot = await host.until((now) => now.components['db']?.definition === 'components/new');
  expect(component(snapshot, 'db')).toMatchObject({ pid: db.pid, state: 'running' });
  expect(snapshot.definitions['components/new']?.running).toEqual([{ by: 'component:db', version: 1 }]);
  expect(runs(db.pid)).toBe(true);
});

it('refuses a second file with a name that is taken, and lets it take over when the name is free', async () => {
  const host = await hostOf({ a: descriptor({ name: 'db' }) });
  const first = await reaches(host, 'db', 'running');
  host.write('components/b.json', descriptor({ name: 'db', config: { env: { MODE: 'b' } } }));
  const snapshot = await host.until((now) => now.definitions['components/b']?.state === 'refused');
  expect(snapshot.definitions['components/b']?.error).toMatchObject({ code: 'CONFLICT' });
  expect(component(snapshot, 'db')?.pid).toBe(first.pid);
  rmSync(path.join(host.root, 'components/a.json'));
  const after = await host.until(
    (now) =>
      now.components['db']?.definition === 'components/b' &&
      now.components['db'].state === 'running' &&
      now.components['db'].pid !== first.pid,
  );
  expect(after.definitions['components/b']).toMatchObject({ state: 'ok', error: null });
});

it('waits on trust in a workspace that is only looked at, and starts when it is trusted', async () => {
  const host = await hostOf({ db: descriptor() }, { trusted: false });
  const waiting = await reaches(host, 'db', 'waiting');
  expect(waiting.waitingOn).toMatchObject([{ sort: 'trust' }]);
  await expect(host.call('component.deploy', { name: 'db' })).rejects.toMatchObject({ code: 'NOT_TRUSTED' });
  await host.call('workspace.trust', { decision: 'trust' });
  const db = await reaches(host, 'db', 'running');
  await host.call('workspace.trust', { decision: 'look-only' });
  await reaches(host, 'db', 'waiting');
  expect(runs(db.pid)).toBe(false);
});

it('finds the program on the PATH, and says so when it is not there', async () => {
  const host = await hostOf({
    db: descriptor({ config: { command: ['sleep', '1000'] } }),
    gone: descriptor({ config: { command: ['no-such-program-here'] } }),
  });
  await reaches(host, 'db', 'running');
  const gone = await reaches(host, 'gone', 'failed');
  expect(gone.error).toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  expect(program()).toHaveLength(3);
});

it('moves a name from one file to another without an outage', async () => {
  const host = await hostOf({ a: descriptor({ name: 'db' }), b: descriptor({ name: 'other', enabled: false }) });
  const db = await reaches(host, 'db', 'running');
  host.write('components/a.json', descriptor({ name: 'another', enabled: false }));
  host.write('components/b.json', descriptor({ name: 'db' }));
  const snapshot = await host.until((now) => now.components['db']?.definition === 'components/b', 'moved');
  expect(snapshot.components['db']).toMatchObject({ pid: db.pid, state: 'running' });
  expect(snapshot.definitions['components/a']?.running).toEqual([]);
  expect(snapshot.definitions['components/b']?.running).toEqual([{ by: 'component:db', version: 2 }]);
  expect(runs(db.pid)).toBe(true);
});

it('serves a client without an outage while its file is reformatted, renamed and broken', async () => {
  const port = await freePort();
  const source = `const s = require('node:http').createServer((q, r) => r.end('ok')); s.listen(${port}, '127.0.0.1'); process.on('SIGTERM', () => process.exit(0));`;
  const config = { command: [process.execPath, '-e', source] };
  const text = descriptor({ name: 'web', config, probes: { ready: { tcp: port, interval: '50ms' } } });
  const host = await hostOf({ web: text });
  await reaches(host, 'web', 'running');
  const answers: unknown[] = [];
  let going = true;
  const client = (async () => {
    while (going) answers.push(await fetch(`http://127.0.0.1:${port}`).then((one) => one.text(), String));
  })();
  host.write('components/web.json', `${text}\n`);
  await host.until((now) => now.components['web']?.version === 2);
  renameSync(path.join(host.root, 'components/web.json'), path.join(host.root, 'components/site.json'));
  await host.until((now) => now.components['web']?.definition === 'components/site');
  host.write('components/site.json', '{');
  await host.until((now) => now.definitions['components/site']?.state === 'refused');
  host.write('components/site.json', text);
  await host.until((now) => now.definitions['components/site']?.state === 'ok');
  going = false;
  await client;
  expect(answers.length).toBeGreaterThan(0);
  expect(new Set(answers)).toEqual(new Set(['ok']));
});

it('tells a circle of needs as an error on each of its members, and starts them when it is opened', async () => {
  const host = await hostOf({ a: descriptor({ dependsOn: ['b'] }), b: descriptor({ dependsOn: ['a'] }) });
  const snapshot = await host.until((now) => ['a', 'b'].every((name) => now.components[name]?.error?.code === 'CYCLE'));
  expect(component(snapshot, 'a')).toMatchObject({ state: 'waiting', reason: 'needs itself: a → b → a' });
  expect(component(snapshot, 'b')).toMatchObject({ state: 'waiting', reason: 'needs itself: b → a → b' });
  host.write('components/b.json', descriptor());
  const { error } = await reaches(host, 'a', 'running');
  expect(error).toBeNull();
});

it('of two files that claim one name the second is refused, and nothing is said to serve of it', async () => {
  const host = await hostOf({ one: descriptor({ name: 'db' }) });
  await reaches(host, 'db', 'running');
  host.write('components/two.json', descriptor({ name: 'db' }));
  await host.until((now) => now.definitions['components/two']?.state === 'refused');
  const [refused] = await host.events('definition.refused');
  expect(refused?.body).toMatchObject({ phase: 'conflict', keeps: null, error: { code: 'CONFLICT' } });
});

it('says nothing about a restart policy that both versions of YAML read as the same', async () => {
  const host = await hostOf({});
  host.write('components/calm.yaml', 'type: process\nconfig: { command: [x] }\nrestart: no\n');
  host.write('components/loud.yaml', 'type: process\nconfig: { command: [x], cwd: no }\nrestart: { when: no }\n');
  const { definitions } = await host.until(
    (now) => now.definitions['components/calm']?.state === 'ok' && now.definitions['components/loud']?.state === 'ok',
  );
  expect(definitions['components/calm']?.warnings).toBe(0);
  expect(definitions['components/loud']?.warnings).toBe(1);
});
