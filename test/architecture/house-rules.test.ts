import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { actionRows } from '../../shared/actions/all.ts';
import { ERRORS } from '../../shared/errors.ts';
import { eventSchemas } from '../../shared/events/all.ts';
import { projectRoot, sourcesBelow } from './source-tree.ts';

const TOP = [
  'package.json',
  'tsconfig.json',
  'electron',
  'renderer',
  'shared',
  'test',
  'assets',
  'electron-builder.yml',
  'package-lock.json',
  'biome.json',
  '.npmrc',
  '.gitignore',
  '.github',
  'LICENSE',
  'docs',
  'README.md',
  '.ci',
  '.git',
  'node_modules',
  'out',
  'release',
  '.bench',
];

describe('the house rules', () => {
  it('keeps every source file at 300 lines or fewer', () => {
    const all = ['shared', 'electron', 'renderer', 'test'].flatMap((folder) =>
      sourcesBelow(folder, ['.ts', '.tsx', '.css', '.mjs']),
    );
    expect(all.filter((source) => source.lines > 300).map((source) => `${source.file}: ${source.lines}`)).toEqual([]);
  });

  it('holds nothing at the top level but what the project is made of', () => {
    expect(readdirSync(projectRoot).filter((name) => !TOP.includes(name))).toEqual([]);
  });

  it('names every act as area.verb, or as a plain question', () => {
    for (const [name, row] of Object.entries(actionRows)) {
      expect(name, name).toMatch(row.reads ? /^[a-z]+(\.[a-z]+)?$/i : /^[a-z]+\.[a-zA-Z]+$/);
      expect(row.title, name).not.toBe('');
    }
  });

  it('names every event in the past tense below its area', () => {
    for (const type of Object.keys(eventSchemas)) expect(type).toMatch(/^([a-z]+\.[a-z-]+|remote)$/);
  });

  it('gives every error a status, an exit code and a hint', () => {
    for (const [code, row] of Object.entries(ERRORS)) {
      expect(row.status, code).toBeGreaterThanOrEqual(400);
      expect(row.exit, code).toBeGreaterThan(0);
      expect(row.hint, code).toMatch(/\.$/);
    }
  });

  it('uses no default exports, namespaces or enums in the sources', () => {
    const sources = ['shared', 'electron', 'renderer'].flatMap((folder) => sourcesBelow(folder));
    const wrong = sources.filter(
      (source) =>
        !source.file.endsWith('vite.config.ts') && /^export default|^(export )?(enum|namespace) /m.test(source.text),
    );
    expect(wrong.map((source) => source.file)).toEqual([]);
  });
});

describe('the lock file', () => {
  // A registry that lacks a platform's package makes npm leave it out of the lock file it writes, and every later
  // `npm ci` fails on the difference.
  it('names the packages of every platform', () => {
    const lock = JSON.parse(readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const names = new Set(Object.keys(lock.packages).map((key) => key.split('node_modules/').at(-1)));
    const wanted = Object.values(lock.packages).flatMap((one) => Object.keys(one.optionalDependencies ?? {}));
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it('brings the versions that package.json asks for, chokidar 6 among them', () => {
    const wanted = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')).devDependencies as Record<
      string,
      string
    >;
    expect(wanted['chokidar']).toMatch(/^6\./);
    for (const [name, version] of Object.entries(wanted)) {
      const installed = JSON.parse(
        readFileSync(path.join(projectRoot, 'node_modules', name, 'package.json'), 'utf8'),
      ) as { version: string };
      expect(`${name} ${installed.version}`).toBe(`${name} ${version}`);
    }
  });
});
