import { describe, expect, it } from 'vitest';
import { type Source, sourcesBelow } from './source-tree.ts';

const sources = [...sourcesBelow('shared'), ...sourcesBelow('electron'), ...sourcesBelow('renderer')];
const LOWER = ['watch', 'process', 'logs', 'state', 'observe', 'config', 'journal', 'documents', 'home', 'rpc'];
const OWNERS = ['hotswap', 'host', 'agents', 'exec', 'flows'];

/** What a file may import, by where it lies: our own folders, then packages. */
function mayImport(from: string, to: string): boolean {
  const ours = /^(shared|electron|renderer|test)\//.test(to);
  if (from.startsWith('shared/')) return ours ? to.startsWith('shared/') : to === 'zod';
  if (from.startsWith('renderer/'))
    return ours ? to.startsWith('shared/') || to.startsWith('renderer/') : !to.startsWith('node:') && to !== 'electron';
  if (from.startsWith('electron/core/'))
    return ours ? to.startsWith('shared/') || to.startsWith('electron/core/') : !to.startsWith('electron');
  if (from === 'electron/shell/preload.ts') return ours ? to.startsWith('shared/') : to === 'electron';
  if (from.startsWith('electron/shell/')) return ours ? /^(shared|electron\/(core|shell))\//.test(to) : true;
  // The entry from source looks whether the same was built.
  if (from === 'electron/headless/main.ts' && to === 'electron/built.ts') return true;
  if (from.startsWith('electron/headless/'))
    return ours ? /^(shared|electron\/(core|headless))\//.test(to) : !to.startsWith('electron');
  return true;
}

function coreFolder(file: string): string | null {
  return /^electron\/core\/([^/]+)\//.exec(file)?.[1] ?? null;
}

function featureOf(file: string): string | null {
  return /^renderer\/features\/([^/]+)\//.exec(file)?.[1] ?? null;
}

describe('the direction of imports', () => {
  it('finds the sources and their imports', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((source) => source.imports).length).toBeGreaterThan(sources.length);
  });

  it('only points down between shared, core, doors and screens', () => {
    const wrong = arrows((source, to) => mayImport(source.file, to));
    expect(wrong).toEqual([]);
  });

  it('never leads from the lower folders of the core to the owners, nor from one owner to another', () => {
    const wrong = arrows((source, to) => {
      const from = coreFolder(source.file);
      const target = coreFolder(to);
      if (from === null || target === null || from === target || !OWNERS.includes(target)) return true;
      return !LOWER.includes(from) && !OWNERS.includes(from);
    });
    expect(wrong).toEqual([]);
  });

  it('leads from screens to primitives, stores and the client, and from primitives to nothing above them', () => {
    const wrong = arrows((source, to) => {
      if (source.file.startsWith('renderer/ui/')) return !/^renderer\/(features|stores|client)\//.test(to);
      if (/^renderer\/(stores|client|lib)\//.test(source.file)) return !/^renderer\/(features|ui)\//.test(to);
      return true;
    });
    expect(wrong).toEqual([]);
  });

  it('holds no cycle', () => {
    const byFile = new Map(sources.map((source) => [source.file, source]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (done.has(file) || path.includes(file)) return;
      for (const next of valueImports(byFile.get(file))) visit(next, [...path, file]);
      done.add(file);
    };
    for (const source of sources) visit(source.file, []);
    expect(cycles).toEqual([]);
  });

  it('uses electron in the shell only', () => {
    const users = sources.filter((source) => source.imports.includes('electron')).map((source) => source.file);
    expect(users.filter((file) => !file.startsWith('electron/shell/'))).toEqual([]);
  });

  it('spawns processes in one place of the core', () => {
    const users = sources.filter(
      (source) => source.file.startsWith('electron/core/') && source.imports.includes('node:child_process'),
    );
    expect(users.map((source) => source.file).filter((file) => !file.startsWith('electron/core/process/'))).toEqual([]);
  });

  it('J6: lets nobody act on events: only what delivers them to clients listens to the journal', () => {
    const listeners = sources.filter(
      ({ file, text }) => file.startsWith('electron/') && /journal\.subscribe\(/.test(text),
    );
    expect(listeners.map(({ file }) => file).sort()).toEqual([
      'electron/core/rpc/stream.ts',
      'electron/core/workbench.ts',
    ]);
  });

  it('keeps features apart, except for what the screens are put together from', () => {
    const SHARED = ['batch', 'components', 'definitions', 'logs'];
    const wrong = arrows((source, to) => {
      const from = featureOf(source.file);
      const target = featureOf(to);
      return from === null || target === null || from === target || SHARED.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  function arrows(allowed: (source: Source, to: string) => boolean): string[] {
    return sources.flatMap((source) =>
      source.imports.filter((to) => !allowed(source, to)).map((to) => `${source.file} → ${to}`),
    );
  }
});

/** Imports that exist at run time; a type that two files share is no cycle. */
function valueImports(source: Source | undefined): string[] {
  if (!source) return [];
  const types = new Set(
    [...source.text.matchAll(/import\s+type\s[^;]*?from\s+['"]([^'"]+)['"]/g)].map((match) => match[1]),
  );
  const names = [...source.text.matchAll(/(?:import|export)\s[^;]*?from\s+['"](\.[^'"]+)['"]/g)].map(
    (match) => match[1] ?? '',
  );
  return source.imports
    .filter((_, index) => index < source.imports.length)
    .filter((file) => names.some((name) => !types.has(name) && file.endsWith(name.replace(/^(\.\.?\/)+/, ''))));
}
