import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Programs the tests run for real, with the Debian package that brings each. */
const TOOLS: readonly (readonly [program: string, debian: string])[] = [
  ['chromium', 'chromium'],
  ['chromium-headless-shell', 'chromium-headless-shell'],
  ['git', 'git'],
  ['setpriv', 'util-linux'],
  ['unshare', 'util-linux'],
  ['nsenter', 'util-linux'],
  ['inotifywait', 'inotify-tools'],
  ['redis-server', 'redis-server'],
  ['nginx', 'nginx-light'],
  ['python3', 'python3-minimal'],
  ['bindfs', 'bindfs'],
  ['openssl', 'openssl'],
  ['docker-registry', 'docker-registry'],
  ['nix', 'nix-bin'],
];

/** What the tests run for real and is no program: how its presence shows, with the Debian package that brings it. */
const MODULES: readonly (readonly [name: string, check: readonly string[], debian: string])[] = [
  ['grpc for python3', ['/usr/bin/python3', '-c', 'import grpc'], 'python3-grpcio'],
];

/** Installs what is missing where that can be done (Debian, as root); answers what is still missing. */
export function ensureTools(): string[] {
  const missing = (): [name: string, debian: string][] => [
    ...TOOLS.filter(([program]) => !onPath(program)).map(([program, debian]): [string, string] => [program, debian]),
    ...MODULES.filter(([, check]) => !answers(check)).map(([name, , debian]): [string, string] => [name, debian]),
  ];
  const wanted = missing();
  if (wanted.length > 0 && process.getuid?.() === 0 && onPath('apt-get')) {
    const packages = [...new Set(wanted.map(([, debian]) => debian))];
    console.error(`Installing for the tests: ${packages.join(' ')}…`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    spawnSync('apt-get', ['update', '-qq'], { stdio: ['ignore', 2, 2], env });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
      stdio: ['ignore', 2, 2],
      env,
    });
  }
  return missing().map(([name]) => name);
}

function answers([program = '', ...args]: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}

function onPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => existsSync(path.join(folder, program)));
}
