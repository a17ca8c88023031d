import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { tempFolder } from '../../helpers/temp.ts';
import { CALM, diskHashes, startHost, type TestHost } from '../../helpers/workspace.ts';

const agent = (index: number, text: string) => `name: a${index}\ndescription: ${text}\n`;

/** A short run clones fewer files; the long one as many as a large workspace has. */
const CLONED = process.env['SIGNALBOX_TEST_LONG'] ? 5_000 : 300;

function git(root: string, ...args: string[]): void {
  const identity = [
    '-c',
    'user.name=t',
    '-c',
    'user.email=t@example.org',
    '-c',
    'commit.gpgsign=false',
    '-c',
    'init.defaultBranch=main',
    '-c',
    'gc.auto=0',
  ];
  execFileSync('git', [...identity, ...args], {
    cwd: root,
    stdio: 'pipe',
    env: { ...process.env, GIT_EDITOR: 'true', GIT_CONFIG_GLOBAL: '/dev/null' },
  });
}

/** A repository with 30 agents on `main` and other versions of all of them on `other`; `main` is checked out. */
async function repository(): Promise<TestHost> {
  const root = tempFolder('root');
  const write = (text: string) => {
    for (let index = 0; index < 30; index += 1)
      execFileSync('sh', ['-c', 'mkdir -p agents && cat > "$0"', `agents/a${index}.yaml`], {
        cwd: root,
        input: agent(index, text),
      });
  };
  git(root, 'init', '-q');
  write('one');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'one');
  git(root, 'checkout', '-qb', 'other');
  write('two');
  git(root, 'commit', '-qam', 'two');
  git(root, 'checkout', '-q', 'main');
  return startHost({ root, files: { 'signalbox.yaml': CALM } });
}

const heldAll = (count: number) => (snapshot: { batch: { items: readonly unknown[] } | null }) =>
  snapshot.batch?.items.length === count;

async function expectHeld(host: TestHost): Promise<void> {
  const snapshot = await host.until(heldAll(30), 'a held batch of 30');
  expect(snapshot.batch).toMatchObject({ state: 'held', reason: 'git' });
  for (const definition of Object.values(snapshot.definitions)) {
    expect(definition).toMatchObject({ state: 'ok', loaded: { version: 1 }, batch: snapshot.batch?.batchId });
    expect(definition.disk?.hash).not.toBe(definition.loaded?.hash);
  }
  const { applied, left } = (await host.call('batch.apply', {})).result;
  expect([applied.length, left]).toEqual([30, []]);
  const after = await host.snapshot();
  expect(after.batch).toBeNull();
  const loaded = Object.fromEntries(Object.values(after.definitions).map((one) => [one.path, one.loaded?.hash]));
  expect(loaded).toEqual(diskHashes(host.root));
}

describe('the branch-switch guard', () => {
  it('holds git checkout of another branch, and applies it when asked', async () => {
    const host = await repository();
    git(host.root, 'checkout', '-q', 'other');
    await expectHeld(host);
  });

  it('holds git reset --hard', async () => {
    const host = await repository();
    git(host.root, 'reset', '-q', '--hard', 'other');
    await expectHeld(host);
  });

  it('holds git stash pop', async () => {
    const host = await repository();
    await host.close();
    for (let index = 0; index < 30; index += 1) host.write(`agents/a${index}.yaml`, agent(index, 'stashed'));
    git(host.root, 'stash', '-q');
    const again = await startHost({ root: host.root });
    git(again.root, 'stash', 'pop', '-q');
    await expectHeld(again);
  });

  it('holds a rebase of 30 files', async () => {
    const host = await repository();
    git(host.root, 'commit', '-q', '--allow-empty', '-m', 'a commit of its own');
    git(host.root, 'rebase', '-q', 'other');
    await expectHeld(host);
  });

  it(`does not hold a fresh clone of ${CLONED} files, nor a restart after edits that nobody watched`, async () => {
    const source = tempFolder('source');
    git(source, 'init', '-q');
    execFileSync(
      'sh',
      ['-c', `mkdir agents; for i in $(seq 0 ${CLONED - 1}); do printf "name: a$i\\n" > agents/a$i.yaml; done`],
      { cwd: source },
    );
    git(source, 'add', '.');
    git(source, 'commit', '-qm', 'one');
    const host = await startHost();
    execFileSync('git', ['clone', '-q', source, host.root], { stdio: 'pipe' });
    await host.until(
      (snapshot) => Object.values(snapshot.definitions).filter((one) => one.state === 'ok').length === CLONED,
    );
    expect((await host.events('batch.held')).length).toBe(0);
    await host.close();
    for (let index = 0; index < 60; index += 1) host.write(`agents/a${index}.yaml`, agent(index, 'offline'));
    const again = await startHost({ root: host.root, home: host.home });
    const snapshot = await again.snapshot();
    expect(snapshot.batch).toBeNull();
    expect(snapshot.definitions['agents/a0']?.loaded?.version).toBe(2);
    expect(snapshot.definitions['agents/a99']?.loaded?.version).toBe(1);
  });
});

describe('a batch that waits', () => {
  const files: Record<string, string> = { 'signalbox.yaml': CALM };
  for (let index = 0; index < 30; index += 1) files[`agents/a${index}.yaml`] = agent(index, 'one');

  async function held(): Promise<TestHost> {
    const host = await startHost({ files });
    for (let index = 0; index < 30; index += 1) host.write(`agents/a${index}.yaml`, agent(index, 'two'));
    await host.until(heldAll(30));
    return host;
  }

  it('is held by its size alone, applied in parts, and the rest goes on waiting', async () => {
    const host = await held();
    expect((await host.snapshot()).batch?.reason).toBe('size');
    const { left } = (await host.call('batch.apply', { only: ['agents/a1', 'agents/a2'] })).result;
    expect(left.length).toBe(28);
    const some = await host.snapshot();
    expect(some.batch?.items.length).toBe(28);
    expect(some.definitions['agents/a1']).toMatchObject({ batch: null, loaded: { version: 2 } });
    expect(some.definitions['agents/a3']).toMatchObject({ loaded: { version: 1 } });
    await expect(host.call('batch.apply', { only: ['agents/a1'] })).rejects.toMatchObject({ code: 'STALE' });
    await expect(host.call('batch.apply', { batchId: 'another' })).rejects.toMatchObject({ code: 'STALE' });
  });

  it('takes in what settles while it waits, and lets go what returns to its loaded content', async () => {
    const host = await held();
    host.write('agents/a0.yaml', agent(0, 'one'));
    await host.until(heldAll(29));
    expect((await host.snapshot()).definitions['agents/a0']).toMatchObject({
      batch: null,
      state: 'ok',
      loaded: { version: 1 },
    });
    host.write('agents/new.yaml', 'name: new\n');
    await host.until((snapshot) => snapshot.definitions['agents/new']?.loaded?.version === 1);
    expect((await host.snapshot()).batch?.items.length).toBe(29);
  });

  it('shows a refused edit as refused at once, though the batch waits', async () => {
    const host = await held();
    host.write('agents/a5.yaml', 'name: [');
    const snapshot = await host.until((one) => one.definitions['agents/a5']?.state === 'refused');
    expect(snapshot.definitions['agents/a5']).toMatchObject({ loaded: { version: 1 }, error: { code: 'SYNTAX' } });
    await host.call('batch.apply', {});
    expect((await host.snapshot()).definitions['agents/a5']).toMatchObject({
      state: 'refused',
      loaded: { version: 1 },
    });
  });

  it('can be discarded: what is loaded stays, each row says so, also after a restart, until the file changes or is asked for', async () => {
    const host = await held();
    await host.call('batch.discard', {});
    const snapshot = await host.snapshot();
    expect(snapshot.batch).toBeNull();
    expect(JSON.stringify(snapshot)).not.toContain('held');
    expect(snapshot.definitions['agents/a4']).toMatchObject({ state: 'ok', left: 'discarded', loaded: { version: 1 } });
    await host.close();
    const again = await startHost({ root: host.root, home: host.home });
    const after = await again.snapshot();
    expect(after.definitions['agents/a4']).toMatchObject({ state: 'ok', left: 'discarded', loaded: { version: 1 } });
    expect(after.definitions['agents/a4']?.disk?.hash).not.toBe(after.definitions['agents/a4']?.loaded?.hash);
    await again.call('definition.reload', { id: 'agents/a4' });
    again.write('agents/a6.yaml', agent(6, 'three'));
    const last = await again.until((one) => one.definitions['agents/a6']?.loaded?.version === 2);
    expect(last.definitions['agents/a4']).toMatchObject({ left: null, loaded: { version: 2 } });
  });

  it('lets go of what is loaded by other means while it waits: by a save from the app, or by a pin', async () => {
    const host = await held();
    const disk = (await host.snapshot()).definitions['agents/a7']!.disk!.hash!;
    await host.call('definition.save', { id: 'agents/a7', text: agent(7, 'mine'), expectedHash: disk });
    await host.call('definition.rollback', { id: 'agents/a8', version: 1, how: 'pin' });
    const snapshot = await host.snapshot();
    expect(snapshot.batch?.items.length).toBe(28);
    expect(snapshot.definitions['agents/a7']).toMatchObject({ batch: null, loaded: { version: 2 } });
    await host.call('batch.apply', {});
    const after = await host.snapshot();
    expect(after.definitions['agents/a7']?.loaded?.hash).toBe(after.definitions['agents/a7']?.disk?.hash);
    expect(after.definitions['agents/a8']).toMatchObject({ pin: { version: 1 } });
  });

  it('never holds with a threshold of 0, also when that is set while it runs', async () => {
    const host = await startHost({ files });
    host.write('signalbox.yaml', 'hold:\n  threshold: 0\n');
    await host.until((snapshot) => snapshot.config.values['hold.threshold'] === 0);
    for (let index = 0; index < 30; index += 1) host.write(`agents/a${index}.yaml`, agent(index, 'two'));
    await host.until((snapshot) => Object.values(snapshot.definitions).every((one) => one.loaded?.version === 2));
    expect((await host.events('batch.held')).length).toBe(0);
  });
});
