import {
  Bot,
  Boxes,
  FileText,
  History,
  LayoutList,
  Logs,
  type LucideIcon,
  Play,
  Radar,
  Settings,
  TriangleAlert,
} from 'lucide-react';
import type { View } from '../../stores/ui-store.ts';

/** How a screen is listed: its word, its key, its icon. */
export interface ViewEntry {
  readonly view: View;
  readonly word: string;
  readonly keys: string | null;
  readonly icon: LucideIcon;
}

/** The screens of the rail, in order. */
export const RAIL_VIEWS: readonly ViewEntry[] = [
  { view: 'overview', word: 'Overview', keys: '1', icon: LayoutList },
  { view: 'reloads', word: 'Reloads', keys: '2', icon: History },
  { view: 'components', word: 'Components', keys: '3', icon: Boxes },
  { view: 'agents', word: 'Agents', keys: '4', icon: Bot },
  { view: 'jobs', word: 'Jobs', keys: '5', icon: Play },
  { view: 'definitions', word: 'Definitions', keys: '6', icon: FileText },
  { view: 'logs', word: 'Logs', keys: '8', icon: Logs },
  { view: 'problems', word: 'Problems', keys: null, icon: TriangleAlert },
];

/** The screen at the rail's foot. */
export const WATCHER_VIEW: ViewEntry = { view: 'watcher', word: 'Watcher', keys: null, icon: Radar };

/** The screen below it. */
export const SETTINGS_VIEW: ViewEntry = { view: 'settings', word: 'Settings', keys: 'Ctrl ,', icon: Settings };
