import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, realpathSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../helpers/temp.ts';
import { OWNER, startHost } from '../helpers/workspace.ts';

const FILES = { 'agents/a.yaml': 'name: a\n' };

describe('one app per workspace', () => {
  it('opens read-only what another host holds, says who holds it, and refuses to act', async () => {
    const first = await startHost({ files: FILES });
    const second = await startHost({ root: first.root, home: first.home });
    expect((await second.snapshot()).workspace?.readOnly).toMatch(/this app|process \d+/);
    expect((await second.snapshot()).definitions['agents/a']).toMatchObject({ state: 'ok' });
    await expect(second.call('definition.create', { kind: 'agents', name: 'x' })).rejects.toMatchObject({
      code: 'READ_ONLY',
    });
    expect(existsSync(path.join(first.root, 'agents/x.yaml'))).toBe(false);
    first.write('agents/a.yaml', 'name: a\ndescription: seen by both\n');
    await second.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === 2);
    await first.until((snapshot) => snapshot.definitions['agents/a']?.loaded?.version === 2);
  });

  it('hands the workspace over when asked: the old holder only looks from then on, the new one acts', async () => {
    const first = await startHost({ files: FILES });
    const second = await startHost({ root: first.root, home: first.home });
    await second.call('workspace.takeOver', {});
    expect((await second.snapshot()).workspace?.readOnly).toBeNull();
    await first.until((snapshot) => snapshot.workspace?.readOnly !== null);
    await expect(first.call('definition.create', { kind: 'agents', name: 'x' })).rejects.toMatchObject({
      code: 'READ_ONLY',
    });
    await second.call('definition.create', { kind: 'agents', name: 'y' });
    expect((await second.snapshot()).definitions['agents/y']).toMatchObject({ state: 'ok' });
  });

  it('takes the lock of a process that is gone, and does not mistake another with its number for it', async () => {
    const first = await startHost({ files: FILES });
    const id = first.workbench.current.id;
    await first.close();
    const lock = path.join(first.home, 'workspaces', id, 'lock.json');
    for (const held of [
      { pid: 4_194_303, startTime: '1', host: 'vm' },
      { pid: process.pid, startTime: '1', host: 'vm' },
    ]) {
      writeFileSync(lock, JSON.stringify(held));
      const next = await startHost({ root: first.root, home: first.home });
      expect((await next.snapshot()).workspace?.readOnly).toBeNull();
      await next.close();
    }
  });

  it('J20: keeps its own things outside of the workspace, by the hash of the real path, for its owner alone', async () => {
    const root = tempFolder('root');
    const link = path.join(tempFolder('links'), 'link');
    symlinkSync(root, link);
    const host = await startHost({ root: link, files: FILES });
    const id = createHash('sha256').update(realpathSync(root)).digest('hex').slice(0, 16);
    expect(host.workbench.current).toEqual({ id, root: realpathSync(root) });
    const dir = path.join(host.home, 'workspaces', id);
    expect(readdirSync(dir)).toEqual(expect.arrayContaining(['journal.db', 'blobs', 'logs', 'ledger']));
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const file of ['journal.db', 'ledger/state.db', 'mask.key', 'lock.json'])
      expect(statSync(path.join(dir, file)).mode & 0o077, file).toBe(0);
  });

  it('leaves nothing in the workspace but what the user asked for, and locks its home away from others', async () => {
    const host = await startHost({ files: FILES });
    host.write('agents/a.yaml', 'name: [');
    await host.until((snapshot) => snapshot.definitions['agents/a']?.state === 'refused');
    await host.close();
    expect(readdirSync(host.root, { recursive: true }).sort()).toEqual(['agents', 'agents/a.yaml']);
  });
});

describe('trust', () => {
  it('starts look-only unless the folder was named by its own command line, and keeps the decision per folder', async () => {
    const dropped = await startHost({ files: FILES, trusted: false });
    expect((await dropped.snapshot()).workspace?.trusted).toBe(false);
    await dropped.call('workspace.trust', { decision: 'trust' });
    expect((await dropped.snapshot()).workspace?.trusted).toBe(true);
    const other = await startHost({ files: FILES, home: dropped.home });
    const opened = await other.call('workspace.open', { path: dropped.root });
    expect(opened.result).toMatchObject({ trusted: true });
    chmodSync(dropped.root, 0o777);
    await dropped.close();
    const again = await startHost({ files: FILES, home: dropped.home });
    expect((await again.call('workspace.open', { path: dropped.root })).result).toMatchObject({ trusted: false });
  });

  it('opens a second folder look-only beside the first, by id', async () => {
    const host = await startHost({ files: FILES });
    const second = tempFolder('second');
    const opened = await host.call('workspace.open', { path: second });
    expect(opened.result).toMatchObject({ trusted: false, root: second });
    const { open, current } = await host.call('workspaces', {});
    expect([open.length, current]).toEqual([2, host.workbench.current.id]);
    const snapshot = (await host.workbench.call('snapshot', {}, { caller: OWNER, workspace: opened.result.id })) as {
      definitions: object;
    };
    expect(snapshot.definitions).toEqual({});
    await expect(host.call('workspace.open', { path: path.join(second, 'none') })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('runs nothing of a workspace whose every definition would write a file if it ran', async () => {
    const root = tempFolder('root');
    const marker = path.join(tempFolder('marker'), 'ran');
    const command = `touch ${marker}`;
    const host = await startHost({
      root,
      trusted: false,
      files: {
        'models/evil.yaml': `name: evil\noptions:\n  provider: !!js/function "function(){require('child_process').execSync('${command}')}"\n  model: $(${command})\n`,
        'agents/evil.yaml': `name: "\`${command}\`"\nprompt: "{{ ${command} }} <% ${command} %> $(${command})"\ntool: [ system/exec ]\n`,
        'agents/__proto__.yaml': `__proto__:\n  toString: ${command}\n`,
        'mcp/evil.yaml': `name: evil\ntransport: {type: stdio, command: touch, arguments: [${marker}]}\n`,
        'components/evil.yaml': `type: process\ncommand: [touch, ${marker}]\nenabled: true\n`,
        'tools/evil.json': JSON.stringify({ name: 'evil', command: ['touch', marker] }),
        'flows/evil/node.yaml': `run: ${command}\n`,
        'workflows/evil.yaml': `steps:\n  - shell: ${command}\n`,
        'signalbox.yaml': `hold:\n  threshold: "$(${command})"\n`,
        'package.json': JSON.stringify({ scripts: { postinstall: command, start: command } }),
        '.git/hooks/post-checkout': `#!/bin/sh\n${command}\n`,
      },
    });
    symlinkSync('/', path.join(root, 'agents/everything'));
    await host.call('workspace.rescan', {});
    const snapshot = await host.snapshot();
    expect(snapshot.workspace?.trusted).toBe(false);
    expect(Object.keys(snapshot.definitions).length).toBeGreaterThan(2);
    expect(snapshot.config.error).toMatchObject({ code: 'SCHEMA' });
    expect(existsSync(marker)).toBe(false);
  });
});

describe('settings of the workspace', () => {
  it('keep the last good ones when the file breaks, and say where', async () => {
    const host = await startHost({ files: { ...FILES, 'signalbox.yaml': 'hold:\n  threshold: 3\n' } });
    expect((await host.snapshot()).config).toMatchObject({ error: null, values: { 'hold.threshold': 3 } });
    host.write('signalbox.yaml', 'hold:\n  threshold: many\n');
    const broken = await host.until((snapshot) => snapshot.config.error !== null);
    expect(broken.config).toMatchObject({
      values: { 'hold.threshold': 3 },
      error: { code: 'SCHEMA', at: { path: 'signalbox.yaml', line: 2 } },
    });
    host.write('signalbox.yaml', '# nothing\n');
    const empty = await host.until((snapshot) => snapshot.config.error === null);
    expect(empty.config.values['hold.threshold']).toBe(25);
  });

  it('take overrides from the environment, tell those that do not fit, and can switch watching off', async () => {
    const env = {
      PATH: process.env['PATH'],
      SIGNALBOX_CONFIG_HOLD_THRESHOLD: '7',
      SIGNALBOX_CONFIG_WATCH_SETTLE_MS: 'soon',
      SIGNALBOX_CONFIG_NOPE: '1',
      AGENTLY_HOTSWAP: 'Off',
    };
    const host = await startHost({ files: FILES, env });
    const { config, watch } = await host.snapshot();
    expect(config.values).toMatchObject({ 'hold.threshold': 7, 'watch.settleMs': 20, 'watch.enabled': false });
    expect(config.overrides).toEqual(expect.arrayContaining(['SIGNALBOX_CONFIG_HOLD_THRESHOLD', 'AGENTLY_HOTSWAP']));
    expect(config.skipped.map((one) => one.name)).toEqual([
      'SIGNALBOX_CONFIG_NOPE',
      'SIGNALBOX_CONFIG_WATCH_SETTLE_MS',
    ]);
    expect(watch.state).toBe('off');
    expect(await host.call('explain', { path: 'agents/a.yaml' })).toMatchObject({ watched: false });
  });
});
