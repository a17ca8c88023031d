import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { steadyMs } from './machine.ts';

/** Ways in which a whole tree of definitions changes at once. */
export const SHAPES = ['in place', 'atomic', 'delete + recreate', 'directory rename', 'branch switch'] as const;
export type Shape = (typeof SHAPES)[number];

/** Hash of what is on disk by definition id. */
export type Hashes = Readonly<Record<string, string>>;

/** A burst that was thought out and not written yet. */
export interface Burst {
  /** What will be on disk after it. */
  readonly expected: Hashes;
  /** Writes it; answers when the last definition was written, in ms of the steady clock. */
  write(): number;
}

/** A workspace full of definitions. */
export interface Corpus {
  readonly root: string;
  /** What the next burst of this shape does. */
  plan(shape: Shape): Burst;
  /** What is on disk, as a fresh look finds it. */
  onDisk(): Hashes;
}

const PER_FOLDER = 100;
const KIND = 'agents';
const TREES = ['tree', 'moved'] as const;

/**
 * Fills a folder with definitions, 100 to a directory. For branch switches it becomes a repository with two branches
 * that differ in every definition.
 */
export function createCorpus(root: string, count: number, options: { git?: boolean } = {}): Corpus {
  let generation = 0;
  let tree = 0;
  let branch = 0;
  const names = Array.from({ length: count }, (_, index) => nameOf(index));
  const place = (name: string) => path.join(root, KIND, TREES[tree] ?? '', `${name}.yaml`);
  const hashes = (textOf: (name: string) => string, treeName: string): Hashes =>
    Object.fromEntries(names.map((name) => [`${KIND}/${treeName}/${name}`, sha256(textOf(name))]));

  function writeAll(): void {
    for (const name of names) writeFileSync(place(name), definitionText(name, generation));
  }

  for (const name of names) mkdirSync(path.dirname(place(name)), { recursive: true });
  writeAll();
  if (options.git) {
    git(root, 'init', '-q', '-b', 'branch-0');
    git(root, 'add', '-A');
    git(root, 'commit', '-q', '-m', 'one');
    git(root, 'switch', '-q', '-c', 'branch-1');
    generation = 1;
    writeAll();
    git(root, 'commit', '-q', '-a', '-m', 'two');
    git(root, 'switch', '-q', 'branch-0');
    generation = 0;
  }

  function plan(shape: Shape): Burst {
    if (shape === 'directory rename') {
      const [from, to] = [TREES[tree] ?? '', TREES[1 - tree] ?? ''];
      return {
        expected: hashes((name) => definitionText(name, generation), to),
        write() {
          tree = 1 - tree;
          renameSync(path.join(root, KIND, from), path.join(root, KIND, to));
          return steadyMs();
        },
      };
    }
    if (shape === 'branch switch') branch = 1 - branch;
    generation = shape === 'branch switch' ? branch : generation + 1;
    const texts = names.map((name) => definitionText(name, generation));
    return {
      expected: hashes((name) => definitionText(name, generation), TREES[tree] ?? ''),
      write() {
        if (shape === 'branch switch') {
          git(root, 'switch', '-q', `branch-${branch}`);
          // Git goes on with its own files for a while after the last one of the working tree.
          const ago = Date.now() - Math.max(...names.map((name) => statSync(place(name)).mtimeMs));
          return steadyMs() - Math.max(0, ago);
        }
        for (const [index, name] of names.entries()) WRITERS[shape](place(name), texts[index] ?? '');
        return steadyMs();
      },
    };
  }

  return { root, plan, onDisk: () => lookAtDisk(root) };
}

const WRITERS: Readonly<
  Record<Exclude<Shape, 'directory rename' | 'branch switch'>, (file: string, text: string) => void>
> = {
  'in place': writeFileSync,
  atomic: writeAtomically,
  'delete + recreate'(file, text) {
    unlinkSync(file);
    writeFileSync(file, text);
  },
};

/** Writes a file as most editors and agents do: beside, then moved over it. */
export function writeAtomically(file: string, text: string): void {
  const beside = path.join(path.dirname(file), `.${path.basename(file)}.tmp`);
  writeFileSync(beside, text);
  renameSync(beside, file);
}

/** A definition of about 1 KB whose text differs from generation to generation. */
export function definitionText(name: string, generation: number): string {
  return [
    `name: ${name}`,
    `description: Generation ${generation} of ${name}, written to be measured.`,
    'modelRef: fast',
    `temperature: ${(generation % 10) / 10}`,
    'prompt: |',
    ...Array.from(
      { length: 12 },
      (_, line) => `  Line ${line}: answer in few words and name the file (${generation}).`,
    ),
    'tool:',
    '  - resources/read',
    '  - resources/match',
    '',
  ].join('\n');
}

/** How many ids differ between two looks, in what they have or in its hash. */
export function differences(one: Hashes, other: Hashes): number {
  const ids = new Set([...Object.keys(one), ...Object.keys(other)]);
  let count = 0;
  for (const id of ids) if (one[id] !== other[id]) count++;
  return count;
}

function nameOf(index: number): string {
  return `g${String(Math.floor(index / PER_FOLDER)).padStart(2, '0')}/d${String(index).padStart(5, '0')}`;
}

function lookAtDisk(root: string): Hashes {
  const found: Record<string, string> = {};
  for (const entry of readdirSync(path.join(root, KIND), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.yaml')) continue;
    const file = path.join(entry.parentPath, entry.name);
    found[path.relative(root, file).slice(0, -'.yaml'.length)] = sha256(readFileSync(file));
  }
  return found;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function git(root: string, ...args: string[]): void {
  const identity = ['-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', '-c', 'gc.auto=0'];
  const done = spawnSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`git ${args.join(' ')} failed: ${done.stderr}`);
}
