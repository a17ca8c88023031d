import { Menu } from 'electron';
import { type MenuActs, menuOf } from './menu-template.ts';

/** Puts the menu up. */
export function showMenu(acts: MenuActs, devTools: boolean): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuOf(acts, process.platform === 'darwin', devTools)));
}
