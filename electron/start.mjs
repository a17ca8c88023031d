// The one plain file behind every npm script. It runs on Node 20, installs what the lock file names, and goes on with
// the Node 24 that came with it. No dependency and no TypeScript here: nothing may be installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [word = 'start', ...rest] = process.argv.slice(2);

install();
const node = findNode();
// By their real paths: where the packages are reached through a link this would start itself for ever.
if (realpathSync(node) === realpathSync(process.execPath)) await go();
else again(node);

/** Installs the packages when the lock file is not the one that was installed last. */
function install() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.signalbox-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('Installing packages…');
  // Our stdout may be read by a program: npm talks on stderr.
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const done = spawnSync(npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) fail('npm ci failed; its output above says why.');
  writeFileSync(stamp, lock);
}

/** The Node 24 that the packages bring, else this one if it is new enough. */
function findNode() {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const brought = path.join(root, 'node_modules', name, 'bin', binary);
  if (existsSync(brought)) return brought;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  return fail(
    `Signalbox needs Node 24, and there is no package of it for ${process.platform} ${process.arch}: install Node 24 or newer and try again.`,
  );
}

/** Runs this very file on the other Node and ends as it ends. */
function again(binary) {
  const child = spawn(binary, [fileURLToPath(import.meta.url), word, ...rest], {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${path.dirname(binary)}${path.delimiter}${process.env.PATH ?? ''}` },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

async function go() {
  // Every file is compiled (and rid of its types) once, not at every start. Where nothing can be written nothing is kept.
  module.enableCompileCache?.(path.join(root, 'node_modules', '.cache', 'signalbox'));
  const words = {
    start: async () => (await import('./start-app.ts')).startApp(root, rest),
    signalbox: async () => (await import(await commandLine())).runCli(rest, process),
    build: async () => (await import('./build.ts')).build(root),
    check: async () => (await import('../test/run.ts')).check(root),
    test: async () => (await import('../test/run.ts')).test(root, rest),
    bench: async () => (await import('../test/bench/run.ts')).bench(root, rest),
  };
  if (!Object.hasOwn(words, word)) fail(`There is no command ${word}.`);
  const code = await words[word]();
  if (typeof code === 'number') process.exitCode = code;
}

/** The command line in one piece where it was built from these very sources: it starts in a third of the time. */
async function commandLine() {
  const { builtCli, looksBuilt } = await import('./built.ts');
  return looksBuilt(root) ? pathToFileURL(builtCli(root)).href : './headless/cli.ts';
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
