import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { absorb, nothing, type Scene, type Step } from '../scene.ts';

/** What git is told besides: nobody's own settings, and no work in the background. */
const ALWAYS = [
  ...['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'commit.gpgsign=false'],
  ...['-c', 'init.defaultBranch=main', '-c', 'gc.auto=0', '-c', 'maintenance.auto=false'],
];

/** Runs git in a folder; answers what it printed. */
export function git(root: string, ...args: string[]): string {
  return execFileSync('git', [...ALWAYS, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, GIT_EDITOR: 'true', GIT_CONFIG_GLOBAL: '/dev/null' },
  }).toString();
}

/** Makes the folder a repository with two branches. Twins and settings stay out of it. */
export function makeRepository(root: string): void {
  writeFileSync(path.join(root, '.gitignore'), '*.yml\n*.json\nsignalbox.yaml\n*.md\n*.txt\n');
  git(root, 'init', '-q');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'one');
  git(root, 'branch', 'other');
}

/** What git does to many files at once. */
export const gitSteps: readonly Step[] = [
  {
    name: 'git commit',
    weight: 2,
    run(scene) {
      commit(scene);
      return { words: 'all', expect: nothing, isSilent: true };
    },
  },
  {
    name: 'git checkout',
    weight: 4,
    run(scene) {
      if (!isOneChange(scene)) return null;
      commit(scene);
      const branch = git(scene.root, 'rev-parse', '--abbrev-ref', 'HEAD').trim() === 'main' ? 'other' : 'main';
      const changed = changes(scene, git(scene.root, 'diff', '--name-only', 'HEAD', branch));
      git(scene.root, 'checkout', '-qf', branch);
      return done(scene, `${branch}: ${changed.join(' ')}`, changed);
    },
  },
  {
    name: 'git reset --hard',
    weight: 3,
    run(scene) {
      if (!isOneChange(scene)) return null;
      const changed = changes(scene, git(scene.root, 'diff', '--name-only', 'HEAD'));
      git(scene.root, 'reset', '-q', '--hard');
      return done(scene, changed.join(' '), changed);
    },
  },
  {
    name: 'git stash',
    weight: 2,
    run(scene) {
      if (!isOneChange(scene)) return null;
      const changed = changes(scene, git(scene.root, 'diff', '--name-only', 'HEAD'));
      if (changed.length === 0) return null;
      git(scene.root, 'stash', 'clear');
      git(scene.root, 'stash', '-q');
      return done(scene, changed.join(' '), changed);
    },
  },
  {
    name: 'git stash pop',
    weight: 2,
    run(scene) {
      if (!isOneChange(scene)) return null;
      if (git(scene.root, 'stash', 'list') === '' || git(scene.root, 'status', '--porcelain') !== '') return null;
      const isOnTop = git(scene.root, 'rev-parse', 'stash^1') === git(scene.root, 'rev-parse', 'HEAD');
      if (!isOnTop) return null;
      const changed = changes(scene, git(scene.root, 'diff', '--name-only', 'HEAD', 'stash'));
      git(scene.root, 'stash', 'pop', '-q');
      return done(scene, changed.join(' '), changed);
    },
  },
];

/** Where nothing is ever held, nothing is gathered either: each message of the watcher is decided by itself. */
const isOneChange = (scene: Scene): boolean => scene.threshold > 0;

function commit(scene: Scene): void {
  git(scene.root, 'add', '-A');
  git(scene.root, 'commit', '-qm', `state ${scene.next()}`, '--allow-empty');
  scene.gitAt = performance.now();
}

function changes(scene: Scene, names: string): string[] {
  return names.split('\n').filter((name) => scene.kinds.some((kind) => name.startsWith(`${kind}/`)));
}

function done(scene: Scene, words: string, changed: readonly string[]) {
  scene.gitAt = performance.now();
  return { words, expect: absorb(scene.threshold === 0 ? 'never' : 'git'), isSilent: changed.length === 0 };
}
