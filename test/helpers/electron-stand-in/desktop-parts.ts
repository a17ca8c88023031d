import { Events, note, strict } from './strict.ts';

interface Box {
  readonly message: string;
  readonly signal?: AbortSignal;
}

const power = new Events('powerMonitor', ['shutdown', 'resume']);
let pending: ((button: number) => void) | null = null;

/** Presses a button of the message that is shown. */
export function pressButton(button: number): void {
  if (pending === null) throw new Error('No message is shown.');
  pending(button);
}

/** Electron's `powerMonitor`. */
export const powerMonitor = strict('powerMonitor', { on: power.on.bind(power), emit: power.emit.bind(power) });

/** Electron's `nativeTheme`. */
export const nativeTheme = strict('nativeTheme', { shouldUseDarkColors: false });

/** Electron's `shell`: what would leave the app is noted. */
export const shell = strict('shell', {
  openExternal: async (url: string): Promise<void> => note('shell.openExternal', url),
});

/** Electron's `Menu`. */
export const Menu = strict('Menu', {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => note('Menu.setApplicationMenu', menu),
});

/** Electron's `dialog`: a message stays until a button is pressed or its signal takes it away. */
export const dialog = strict('dialog', {
  showErrorBox: (title: string, content: string) => note('dialog.showErrorBox', title, content),
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
  showMessageBox(...args: readonly unknown[]): Promise<{ response: number }> {
    const box = args.at(-1) as Box;
    note('dialog.showMessageBox', box.message);
    return new Promise((resolve) => {
      pending = (response) => resolve({ response });
      box.signal?.addEventListener('abort', () => resolve({ response: 0 }), { once: true });
    });
  },
});
