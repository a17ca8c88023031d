import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { workspaceRootOf } from '../../../electron/core/home/agently-root.ts';

const has =
  (...paths: string[]) =>
  (file: string) =>
    paths.includes(file);

describe('the root of a workspace', () => {
  test('is the folder that was opened', () => {
    expect(workspaceRootOf('/w', {}, has('/w'))).toEqual({ root: '/w', why: 'folder' });
  });

  test('is `.agently` inside it where there is one', () => {
    expect(workspaceRootOf('/w', {}, has('/w/.agently'))).toEqual({ root: path.join('/w', '.agently'), why: 'inside' });
  });

  test('is the folder itself when it has settings of its own', () => {
    expect(workspaceRootOf('/w', {}, has('/w/.agently', '/w/signalbox.yaml'))).toEqual({ root: '/w', why: 'folder' });
  });

  test('is what the variables name when no folder was named, the newer one first', () => {
    expect(workspaceRootOf(null, { AGENTLY_ROOT: '/a', AGENTLY_WORKSPACE: '/b' }, has())).toEqual({
      root: '/b',
      why: 'AGENTLY_WORKSPACE',
    });
    expect(workspaceRootOf(null, { AGENTLY_ROOT: '/a/../c', AGENTLY_WORKSPACE: ' ' }, has())).toEqual({
      root: '/c',
      why: 'AGENTLY_ROOT',
    });
    expect(workspaceRootOf(null, {}, has())).toBeNull();
  });

  test('is never another folder than the one that was named', () => {
    expect(workspaceRootOf('/w', { AGENTLY_ROOT: '/a' }, has())).toEqual({ root: '/w', why: 'folder' });
  });
});
