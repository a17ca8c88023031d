import { execFileSync } from 'node:child_process';
import { renameSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'vitest';
import { diskHashes, startHost, type TestHost } from '../../helpers/workspace.ts';

const COUNT = process.env['SIGNALBOX_TEST_LONG'] ? 5_000 : 1_500;
const FILES: Record<string, string> = { 'signalbox.yaml': 'hold:\n  threshold: 0\n' };
for (let index = 0; index < COUNT; index += 1) FILES[`agents/g${index % 20}/a${index}.yaml`] = `name: a${index}\n`;
const AGENTS = Object.keys(FILES).filter((file) => file.startsWith('agents/'));

async function registryEqualsDisk(host: TestHost): Promise<void> {
  const disk = diskHashes(host.root);
  const wanted = JSON.stringify(Object.entries(disk).sort());
  await host.until((snapshot) => {
    const loaded = Object.values(snapshot.definitions).flatMap((one) =>
      one.loaded ? [[one.path, one.loaded.hash]] : [],
    );
    return JSON.stringify(loaded.sort()) === wanted;
  }, 'a registry equal to the disk');
}

describe(`a burst of ${COUNT} files`, () => {
  it.each([
    ['in place', (host: TestHost, file: string) => host.write(file, `name: x\ndescription: in place ${file}\n`)],
    [
      'by atomic replace',
      (host: TestHost, file: string) => {
        writeFileSync(path.join(host.root, `${file}.tmp`), `name: x\ndescription: atomic ${file}\n`);
        renameSync(path.join(host.root, `${file}.tmp`), path.join(host.root, file));
      },
    ],
    [
      'by delete and recreate',
      (host: TestHost, file: string) => {
        unlinkSync(path.join(host.root, file));
        host.write(file, `name: x\ndescription: again ${file}\n`);
      },
    ],
  ])('ends with every file’s final content loaded: %s', async (_how, save) => {
    const host = await startHost({ files: FILES });
    for (const file of AGENTS) save(host, file);
    await registryEqualsDisk(host);
  });

  it('ends with every file loaded when its directory was renamed', async () => {
    const host = await startHost({ files: FILES });
    renameSync(path.join(host.root, 'agents'), path.join(host.root, 'elsewhere'));
    renameSync(path.join(host.root, 'elsewhere'), path.join(host.root, 'agents'));
    execFileSync('mv', [path.join(host.root, 'agents/g1'), path.join(host.root, 'agents/h1')]);
    await registryEqualsDisk(host);
  });

  it('loses nothing while the main loop is blocked', async () => {
    const host = await startHost({ files: FILES });
    const write = `for (const f of ${JSON.stringify(AGENTS)}) require('fs').writeFileSync(${JSON.stringify(host.root)} + '/' + f, 'name: x\\ndescription: blocked ' + f + '\\n')`;
    // A synchronous child: our own loop stands still until every file is written, and a while longer.
    execFileSync(process.execPath, ['-e', `${write}; const end = Date.now() + 1500; while (Date.now() < end);`]);
    await registryEqualsDisk(host);
  });
});
