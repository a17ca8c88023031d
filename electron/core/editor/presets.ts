/** An editor that can be asked for by its name. */
export interface Preset {
  /** The word of the setting, and the program that is looked for. */
  readonly word: string;
  /** What people call it. */
  readonly name: string;
  /** Arguments: `{file}`, `{line}` and `{column}` are filled in. */
  readonly args: readonly string[];
  /**
   * Where the program itself lies as seen from the folder of its batch file, for Windows: a batch file can only be run by
   * a shell, which would read the arguments anew.
   */
  readonly beside?: readonly string[];
  /** Another name of the program on Windows. */
  readonly windows?: string;
  /** Folder inside a macOS application that holds the program. */
  readonly mac?: string;
}

/** Editors with a window of their own that take a line, in the order they are looked for when none is chosen. */
export const PRESETS: readonly Preset[] = [
  {
    word: 'code',
    name: 'VS Code',
    args: ['--goto', '{file}:{line}:{column}'],
    beside: ['..', 'Code.exe'],
    mac: '/Applications/Visual Studio Code.app/Contents/Resources/app/bin',
  },
  {
    word: 'cursor',
    name: 'Cursor',
    args: ['--goto', '{file}:{line}:{column}'],
    beside: ['..', '..', '..', 'Cursor.exe'],
    mac: '/Applications/Cursor.app/Contents/Resources/app/bin',
  },
  {
    word: 'zed',
    name: 'Zed',
    args: ['{file}:{line}:{column}'],
    mac: '/Applications/Zed.app/Contents/MacOS',
  },
  {
    word: 'subl',
    name: 'Sublime Text',
    args: ['{file}:{line}:{column}'],
    mac: '/Applications/Sublime Text.app/Contents/SharedSupport/bin',
  },
  {
    word: 'idea',
    name: 'IntelliJ IDEA',
    args: ['--line', '{line}', '--column', '{column}', '{file}'],
    windows: 'idea64',
    mac: '/Applications/IntelliJ IDEA.app/Contents/MacOS',
  },
];

/** Editors that draw in a terminal: the app has none to give them. */
export const TERMINAL_EDITORS: ReadonlySet<string> = new Set([
  'vi',
  'vim',
  'nvim',
  'nano',
  'micro',
  'hx',
  'helix',
  'kak',
  'joe',
  'ed',
]);
