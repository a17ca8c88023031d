import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { beginBuild, isBuilt, looksBuilt } from '../../electron/built.ts';
import { tempFolder } from '../helpers/temp.ts';

const FILES = ['shared/a.ts', 'renderer/b.tsx', 'electron/core/c.ts', 'package-lock.json', 'out/x.js'];

function checkout(): { root: string; at: (file: string) => string } {
  const root = tempFolder('checkout');
  const at = (file: string) => path.join(root, file);
  for (const file of FILES) {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), `of ${file}`);
  }
  return { root, at };
}

it('what was built counts until a source changes, appears, or another package is locked', () => {
  for (const change of ['shared/a.ts', 'electron/core/new.ts', 'package-lock.json']) {
    const { root, at } = checkout();
    expect(isBuilt(root)).toBe(false);
    beginBuild(root)();
    expect(isBuilt(root)).toBe(true);
    writeFileSync(at(change), 'something else');
    expect(isBuilt(root)).toBe(false);
  }
});

it('counts a source that was only touched as the same', () => {
  const { root, at } = checkout();
  beginBuild(root)();
  utimesSync(at('shared/a.ts'), new Date(0), new Date(0));
  expect(looksBuilt(root)).toBe(false);
  expect(isBuilt(root)).toBe(true);
  // It is known at a glance from now on.
  expect(looksBuilt(root)).toBe(true);
});

it('counts nothing as built while a build goes on, and what changed meanwhile as not built', () => {
  const { root, at } = checkout();
  beginBuild(root)();
  const done = beginBuild(root);
  expect(isBuilt(root)).toBe(false);
  writeFileSync(at('shared/a.ts'), 'changed while it was built');
  done();
  expect(isBuilt(root)).toBe(false);
});
