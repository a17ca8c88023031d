import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, Platform } from 'electron-builder';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { workerEntries } from '../../electron/core/worker-url.ts';
import { tempFolder } from '../helpers/temp.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(import.meta.url);
/** By this mark the packager finds the fuses in Electron's program: a version, their number, then one digit each. */
const FUSE_MARK = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const FUSES = [
  'runAsNode',
  'enableCookieEncryption',
  'enableNodeOptionsEnvironmentVariable',
  'enableNodeCliInspectArguments',
  'enableEmbeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
] as const;

interface Configuration {
  readonly electronVersion: string;
  readonly electronFuses: Readonly<Record<string, boolean>>;
}

const configuration = parse(readFileSync(path.join(root, 'electron-builder.yml'), 'utf8')) as Configuration;
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly desktopName: string;
};

describe('the package of the desktop app', { timeout: 300_000 }, () => {
  let packed = '';
  let files: string[] = [];

  beforeAll(async () => {
    const folder = tempFolder('package');
    const electronDist = distribution(path.join(folder, 'electron'));
    const output = path.join(folder, 'release');
    await build({
      projectDir: root,
      targets: Platform.LINUX.createTarget('dir'),
      publish: 'never',
      config: { extends: path.join(root, 'electron-builder.yml'), electronDist, directories: { output } },
    });
    packed = path.join(output, 'linux-unpacked');
    const asar = require('@electron/asar') as { listPackage(file: string, options: object): string[] };
    files = asar.listPackage(path.join(packed, 'resources', 'app.asar'), {}).map((file) => file.replaceAll('\\', '/'));
    expect(files).not.toEqual([]);
    // The folder is removed after the first test: what is looked at later is read now.
    fuses = await fusesOf(path.join(packed, 'signalbox'));
    resources = await readdir(path.join(packed, 'resources'), { recursive: true });
    locales = await readdir(path.join(packed, 'locales'));
  }, 300_000);
  let fuses: Record<string, boolean> = {};
  let resources: string[] = [];
  let locales: string[] = [];

  it('holds the bundles, every worker and the page, and no package of others', () => {
    const workers = Object.keys(workerEntries).map((name) => `/out/workers/${name}.js`);
    expect(files).toEqual(
      expect.arrayContaining([
        '/package.json',
        '/out/main.js',
        '/out/preload.cjs',
        '/out/renderer/index.html',
        ...workers,
      ]),
    );
    expect(files.filter((file) => !/^\/(package\.json|out(\/.*)?)$/.test(file))).toEqual([]);
    expect(files.filter((file) => file.startsWith('/out/workers/')).sort()).toEqual(workers.sort());
  });

  it('carries the sample and the icon as files, and nothing unpacked', () => {
    const names = resources.map((file) => file.replaceAll('\\', '/'));
    expect(names).toEqual(expect.arrayContaining(['app.asar', 'sample/signalbox.yaml', 'icons/512x512.png']));
    expect(names.filter((name) => name.includes('node_modules'))).toEqual([]);
    expect(locales).toEqual(['en-US.pak']);
  });

  it('blows the fuses it says it blows', () => {
    const wanted = Object.fromEntries(FUSES.map((fuse) => [fuse, configuration.electronFuses[fuse]]));
    expect(fuses).toEqual(wanted);
    expect(wanted).toEqual({
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('is made with the Electron that is installed, and names its launcher', () => {
    expect(configuration.electronVersion).toBe(manifest.devDependencies['electron']);
    expect(manifest.desktopName).toBe('signalbox.desktop');
  });
});

/** A folder that looks like a Linux distribution of Electron; its program carries fuses, all of them blown the wrong way. */
function distribution(folder: string): string {
  mkdirSync(path.join(folder, 'resources'), { recursive: true });
  mkdirSync(path.join(folder, 'locales'));
  const wrong = FUSES.map((fuse) => (configuration.electronFuses[fuse] ? '0' : '1')).join('');
  const program = Buffer.concat([Buffer.from(FUSE_MARK), Buffer.from([1, FUSES.length]), Buffer.from(wrong)]);
  writeFileSync(path.join(folder, 'electron'), program, { mode: 0o755 });
  writeFileSync(path.join(folder, 'version'), configuration.electronVersion);
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/de.pak']) {
    writeFileSync(path.join(folder, name), '');
  }
  return folder;
}

async function fusesOf(program: string): Promise<Record<string, boolean>> {
  const bytes = await readFile(program);
  const start = bytes.indexOf(FUSE_MARK) + FUSE_MARK.length + 2;
  return Object.fromEntries(FUSES.map((fuse, index) => [fuse, bytes[start + index] === '1'.charCodeAt(0)]));
}
