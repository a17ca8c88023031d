import { type ComponentType, lazy } from 'react';
import type { View } from './stores/ui-store.ts';

/** How long until the code of a screen that could not be fetched is asked for again, ms. */
const AGAIN_MS = 1_000;

interface LaterScreen {
  readonly Screen: ComponentType;
  readonly fetch: () => void;
}

/** A screen whose code is fetched when it is first shown, or before that when the page has nothing else to do. */
function later(load: () => Promise<ComponentType>): LaterScreen {
  let loading: Promise<{ default: ComponentType }> | null = null;
  const once = () => {
    loading ??= untilThere(load).then((Screen) => ({ default: Screen }));
    return loading;
  };
  return { Screen: lazy(once), fetch: () => void once() };
}

/** The core may be away for a while: the rest of the page goes on meanwhile, and says so. */
async function untilThere<T>(load: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
}

/** The screens that the page does not begin with. */
export const LATER: Readonly<Record<Exclude<View, 'overview'>, LaterScreen>> = {
  reloads: later(async () => (await import('./features/reloads/reloads-screen.tsx')).ReloadsScreen),
  components: later(async () => (await import('./features/components/components-screen.tsx')).ComponentsScreen),
  agents: later(async () => (await import('./features/agents/agents-screen.tsx')).AgentsScreen),
  jobs: later(async () => (await import('./features/jobs/jobs-screen.tsx')).JobsScreen),
  definitions: later(async () => (await import('./features/definitions/definitions-screen.tsx')).DefinitionsScreen),
  logs: later(async () => (await import('./features/logs/logs-screen.tsx')).LogsScreen),
  problems: later(async () => (await import('./features/problems/problems-screen.tsx')).ProblemsScreen),
  watcher: later(async () => (await import('./features/watcher/watcher-screen.tsx')).WatcherScreen),
  settings: later(async () => (await import('./features/settings/settings-screen.tsx')).SettingsScreen),
};

/** Fetches every screen, so that choosing one shows it at once. */
export function fetchScreens(): void {
  for (const { fetch } of Object.values(LATER)) fetch();
}
