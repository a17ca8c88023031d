import path from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { type FilePlace, fillPlace, splitWords } from './command-line.ts';
import { type CanRun, findProgram, type ProgramSearch, searchedFolders } from './find-program.ts';
import { PRESETS, type Preset, TERMINAL_EDITORS } from './presets.ts';

/** Starts a program beside the app and answers when it has begun. Rejects when it cannot be started. */
export type Launch = (file: string, args: readonly string[]) => Promise<void>;

/** The user's own editor, outside of the app. */
export interface ExternalEditor {
  /** What it is called, or why there is none to open. */
  state(): { name: string | null; why: string | null };
  /**
   * Opens a file at a place. Answers the command that was started: that the editor shows the file is its own affair.
   *
   * @throws AppError FORBIDDEN where the app has no desktop; COMMAND_NOT_FOUND and NOT_EXECUTABLE; INVALID_INPUT for a
   * command that cannot be one
   */
  open(file: string, line: number, column: number): Promise<{ name: string; command: readonly string[] }>;
}

/** What the editor is opened with. */
export interface ExternalEditorOptions {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** The setting: a preset's word, a command template, or nothing for the first preset that is installed. */
  readonly setting: () => string;
  /** How to start a program; null where the app does not run on the desktop of the one who looks at it. */
  readonly launch: Launch | null;
  readonly canRun?: CanRun;
}

const NO_DESKTOP = 'Signalbox runs as a server here; an editor would open on its machine, not in front of you';

/** Makes the external editor of an app. */
export function createExternalEditor(options: ExternalEditorOptions): ExternalEditor {
  const { setting, launch } = options;
  return {
    state() {
      if (launch === null) return { name: null, why: NO_DESKTOP };
      const wish = setting().trim();
      if (wish === '') return { name: 'your editor', why: null };
      return { name: PRESETS.find((preset) => preset.word === wish)?.name ?? programName(wish), why: null };
    },
    async open(file, line, column) {
      if (launch === null)
        throw new AppError('FORBIDDEN', `${NO_DESKTOP}.`, { hint: 'Copy path:line and open it where you are.' });
      const { name, command } = await editorCommand(options, { file, line, column });
      const [program = '', ...args] = command;
      try {
        await launch(program, args);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        throw new AppError('NOT_EXECUTABLE', `${program} could not be started: ${why}`, { cause: error });
      }
      return { name, command };
    },
  };
}

/** The exact command that opens a place: the program's file, then its arguments. */
export async function editorCommand(
  options: Pick<ExternalEditorOptions, 'platform' | 'env' | 'setting' | 'canRun'>,
  place: FilePlace,
): Promise<{ name: string; command: readonly string[] }> {
  const wish = options.setting().trim();
  const chosen = PRESETS.find((preset) => preset.word === wish);
  if (wish !== '' && !chosen) return customCommand(wish, options, place);
  const search = searchOf(options);
  const tried = chosen ? [chosen] : PRESETS;
  for (const preset of tried) {
    const program = await presetProgram(preset, search, options.canRun);
    if (program !== null) return { name: preset.name, command: [program, ...fillPlace(preset.args, place)] };
  }
  throw notFound(tried.map((preset) => preset.word).join(', '), search);
}

async function customCommand(
  template: string,
  options: Pick<ExternalEditorOptions, 'platform' | 'env' | 'canRun'>,
  place: FilePlace,
): Promise<{ name: string; command: readonly string[] }> {
  const [word = '', ...args] = splitWords(template);
  const name = programName(template);
  if (TERMINAL_EDITORS.has(name))
    throw new AppError('INVALID_INPUT', `${name} draws in a terminal, and the app has none to give it.`, {
      hint: 'Choose an editor with a window of its own, or one that opens a terminal for it.',
    });
  const search = searchOf(options);
  const preset = PRESETS.find((one) => one.word === name);
  const found = await findProgram(word, search, options.canRun);
  if (!found) throw notFound(word, search);
  const program = found.isBatch ? await besideBatch(found.file, preset, options.canRun) : found.file;
  if (program === null)
    throw new AppError('NOT_EXECUTABLE', `${found.file} is a batch file, which only a shell can run.`, {
      hint: 'Name the .exe file of the editor.',
    });
  return { name, command: [program, ...fillPlace(args, place)] };
}

/** What the program of a template is called: its file without folders and ending. */
function programName(template: string): string {
  const word = /^\s*(?:"([^"]*)"|'([^']*)'|(\S+))/.exec(template);
  return path.win32.basename(word?.[1] ?? word?.[2] ?? word?.[3] ?? '').replace(/\.exe$/i, '');
}

async function presetProgram(preset: Preset, search: ProgramSearch, canRun?: CanRun): Promise<string | null> {
  const windows = search.platform === 'win32' && preset.windows ? [preset.windows] : [];
  for (const word of [...windows, preset.word]) {
    const found = await findProgram(word, withMac(search, preset), canRun);
    if (found && !found.isBatch) return found.file;
    const program = found ? await besideBatch(found.file, preset, canRun) : null;
    if (program !== null) return program;
  }
  return null;
}

/** The program that a batch file of Windows would start, where a preset knows it. */
async function besideBatch(batch: string, preset: Preset | undefined, canRun?: CanRun): Promise<string | null> {
  if (!preset?.beside) return null;
  const program = path.win32.join(path.win32.dirname(batch), ...preset.beside);
  const search: ProgramSearch = { platform: 'win32', env: {}, further: [] };
  return (await findProgram(program, search, canRun))?.file ?? null;
}

/** An app that was started from the desktop of macOS or Linux has a shorter PATH than a terminal: the usual places come too. */
function searchOf({ platform, env }: Pick<ExternalEditorOptions, 'platform' | 'env'>): ProgramSearch {
  const home = env['HOME'];
  const own = home === undefined ? [] : [path.posix.join(home, '.local/bin'), path.posix.join(home, 'bin')];
  if (platform === 'darwin') return { platform, env, further: ['/usr/local/bin', '/opt/homebrew/bin', ...own] };
  if (platform === 'win32') return { platform, env, further: [] };
  return { platform, env, further: ['/usr/local/bin', '/snap/bin', ...own] };
}

function withMac(search: ProgramSearch, { mac }: Preset): ProgramSearch {
  return search.platform === 'darwin' && mac ? { ...search, further: [...search.further, mac] } : search;
}

function notFound(words: string, search: ProgramSearch): AppError {
  const folders = searchedFolders(search);
  return new AppError('COMMAND_NOT_FOUND', `No editor was found: ${words}.`, {
    hint: `Set “externalEditor” to the command of yours, like: code --goto {file}:{line}:{column}. Looked in ${folders.join(', ') || 'no folder'}.`,
    detail: { folders },
  });
}
