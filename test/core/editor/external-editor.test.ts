import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { splitWords } from '../../../electron/core/editor/command-line.ts';
import { createExternalEditor, editorCommand } from '../../../electron/core/editor/external-editor.ts';
import { launchBeside } from '../../../electron/shell/launch-editor.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { OWNER, startHost } from '../../helpers/workspace.ts';

const POSIX = '/w/agents/my scout.yaml';
const WINDOWS = 'C:\\w\\agents\\my scout.yaml';
const VSCODE = 'C:\\Programs\\Microsoft VS Code';

/** Platform, setting, programs that exist, and the command that comes of them. */
const COMMANDS: readonly (readonly [NodeJS.Platform, string, readonly string[], readonly string[]])[] = [
  ['linux', 'code', ['/usr/bin/code'], ['/usr/bin/code', '--goto', `${POSIX}:12:5`]],
  ['linux', 'cursor', ['/usr/bin/cursor'], ['/usr/bin/cursor', '--goto', `${POSIX}:12:5`]],
  ['linux', 'zed', ['/home/u/.local/bin/zed'], ['/home/u/.local/bin/zed', `${POSIX}:12:5`]],
  ['linux', 'subl', ['/snap/bin/subl'], ['/snap/bin/subl', `${POSIX}:12:5`]],
  ['linux', 'idea', ['/usr/bin/idea'], ['/usr/bin/idea', '--line', '12', '--column', '5', POSIX]],
  ['linux', '', ['/usr/bin/subl', '/usr/bin/idea'], ['/usr/bin/subl', `${POSIX}:12:5`]],
  ['linux', 'kate -l {line} -c {column} {file}', ['/usr/bin/kate'], ['/usr/bin/kate', '-l', '12', '-c', '5', POSIX]],
  ['linux', '/opt/my\\ ed/run', ['/opt/my\\'], ['/opt/my\\', 'ed/run', POSIX]],
  ['linux', '"/opt/my ed/run" -n', ['/opt/my ed/run'], ['/opt/my ed/run', '-n', POSIX]],
  ['darwin', 'code', ['/opt/homebrew/bin/code'], ['/opt/homebrew/bin/code', '--goto', `${POSIX}:12:5`]],
  [
    'darwin',
    'zed',
    ['/Applications/Zed.app/Contents/MacOS/zed'],
    ['/Applications/Zed.app/Contents/MacOS/zed', `${POSIX}:12:5`],
  ],
  [
    'win32',
    'code',
    [`${VSCODE}\\bin\\code.cmd`, `${VSCODE}\\Code.exe`],
    [`${VSCODE}\\Code.exe`, '--goto', `${WINDOWS}:12:5`],
  ],
  [
    'win32',
    'code --reuse-window --goto {file}:{line}',
    [`${VSCODE}\\bin\\code.cmd`, `${VSCODE}\\Code.exe`],
    [`${VSCODE}\\Code.exe`, '--reuse-window', '--goto', `${WINDOWS}:12`],
  ],
  ['win32', 'subl', ['C:\\Tools\\subl.exe'], ['C:\\Tools\\subl.exe', `${WINDOWS}:12:5`]],
  ['win32', 'idea', ['C:\\Tools\\idea64.exe'], ['C:\\Tools\\idea64.exe', '--line', '12', '--column', '5', WINDOWS]],
  ['win32', '"C:\\My Ed\\edit.exe" {file}', ['C:\\My Ed\\edit.exe'], ['C:\\My Ed\\edit.exe', WINDOWS]],
];

const ENV: Partial<Record<NodeJS.Platform, NodeJS.ProcessEnv>> = {
  linux: { PATH: '/usr/bin:/bin', HOME: '/home/u' },
  darwin: { PATH: '/usr/bin', HOME: '/Users/u' },
  win32: { Path: `C:\\Windows;C:\\Tools;${VSCODE}\\bin` },
};

function commandOn(platform: NodeJS.Platform, setting: string, there: readonly string[]) {
  const place = { file: platform === 'win32' ? WINDOWS : POSIX, line: 12, column: 5 };
  const canRun = async (file: string) => there.includes(file);
  return editorCommand({ platform, env: ENV[platform] ?? {}, setting: () => setting, canRun }, place);
}

describe('the command of the external editor', () => {
  it.each(COMMANDS)('on %s for “%s” with %j is exactly this', async (platform, setting, there, expected) => {
    expect((await commandOn(platform, setting, there)).command).toEqual(expected);
  });

  it('keeps a file one argument whatever it is called', async () => {
    const setting = 'edit --open={file} {line}';
    const options = {
      platform: 'linux',
      env: { PATH: '/b' },
      setting: () => setting,
      canRun: async () => true,
    } as const;
    const file = '/w/a "b" $(c); {line} d.yaml';
    expect((await editorCommand(options, { file, line: 3, column: 1 })).command).toEqual([
      '/b/edit',
      `--open=${file}`,
      '3',
    ]);
  });

  it('names the folders that were searched when there is no such program', async () => {
    await expect(commandOn('linux', 'code', [])).rejects.toMatchObject({
      code: 'COMMAND_NOT_FOUND',
      detail: { folders: ['/usr/bin', '/bin', '/usr/local/bin', '/snap/bin', '/home/u/.local/bin', '/home/u/bin'] },
    });
    await expect(commandOn('linux', '', [])).rejects.toThrow('code, cursor, zed, subl, idea');
    await expect(commandOn('linux', 'nope {file}', [])).rejects.toMatchObject({ code: 'COMMAND_NOT_FOUND' });
  });

  it('offers no editor that draws in a terminal, and runs no batch file', async () => {
    await expect(commandOn('linux', 'vim +{line} {file}', ['/usr/bin/vim'])).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    await expect(commandOn('win32', 'own {file}', ['C:\\Tools\\own.cmd'])).rejects.toMatchObject({
      code: 'NOT_EXECUTABLE',
    });
  });

  it('divides a template into words without a shell', () => {
    expect(splitWords(`  a "b c" 'd "e"' f"g h"i "" `)).toEqual(['a', 'b c', 'd "e"', 'fg hi', '']);
    expect(splitWords('C:\\a\\b.exe $HOME;x')).toEqual(['C:\\a\\b.exe', '$HOME;x']);
    for (const bad of ['', '  ', 'a "b']) expect(() => splitWords(bad)).toThrow();
  });
});

describe('opening the external editor', () => {
  const FILES = { 'agents/scout.yaml': 'name: scout\n' };

  it('starts the program of the setting, with the file and the place', async () => {
    const folder = tempFolder('editor');
    const said = path.join(folder, 'said');
    const program = path.join(folder, 'my editor');
    writeFileSync(
      program,
      `#!/bin/sh\nfor one in "$@"; do echo "$one"; done > '${said}.new'\nmv '${said}.new' '${said}'\n`,
    );
    chmodSync(program, 0o755);
    const editor = createExternalEditor({
      platform: 'linux',
      env: {},
      setting: () => `"${program}" -g {file}:{line}:{column}`,
      launch: launchBeside,
    });
    expect(editor.state()).toEqual({ name: expect.any(String), why: null });
    const { command } = await editor.open('/w/a b.yaml', 4, 2);
    expect(command).toEqual([program, '-g', '/w/a b.yaml:4:2']);
    await expect.poll(() => readOrNull(said), { timeout: 30_000 }).toBe('-g\n/w/a b.yaml:4:2\n');
  });

  it('says so when the program cannot be started', async () => {
    const folder = tempFolder('editor');
    const program = path.join(folder, 'broken');
    writeFileSync(program, '#!/does/not/exist\n');
    chmodSync(program, 0o755);
    const editor = createExternalEditor({ platform: 'linux', env: {}, setting: () => program, launch: launchBeside });
    await expect(editor.open('/w/a.yaml', 1, 1)).rejects.toMatchObject({ code: 'NOT_EXECUTABLE' });
  });

  it('is not there where the app runs as a server, and says why', async () => {
    const host = await startHost({ files: FILES });
    const state = (await host.workbench.call('editor.external', {}, { caller: OWNER })) as any;
    expect(state).toEqual({ name: null, why: expect.stringContaining('server') });
    await expect(host.call('definition.openExternal', { id: 'agents/scout' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      hint: expect.stringContaining('Copy path:line'),
    });
  });

  it('opens only what is a definition, and only for somebody at the app or the command line', async () => {
    const host = await startHost({ files: FILES });
    await expect(host.call('definition.openExternal', { id: 'agents/none' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    const program = { ...OWNER, door: 'http' as const };
    await expect(
      host.workbench.call('definition.openExternal', { id: 'agents/scout' }, { caller: program }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
