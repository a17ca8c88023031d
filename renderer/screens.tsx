import { type ComponentType, lazy } from 'react';

/** How long until the code of a screen that could not be fetched is asked for again, ms. */
const AGAIN_MS = 1_000;

/** A screen whose code is fetched when it is first shown, or before that when the page has nothing else to do. */
function later(load: () => Promise<ComponentType>): { readonly Screen: ComponentType; readonly fetch: () => void } {
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

const reloads = later(async () => (await import('./features/reloads/reloads-screen.tsx')).ReloadsScreen);
const components = later(async () => (await import('./features/components/components-screen.tsx')).ComponentsScreen);
const agents = later(async () => (await import('./features/agents/agents-screen.tsx')).AgentsScreen);
const jobs = later(async () => (await import('./features/jobs/jobs-screen.tsx')).JobsScreen);
const definitions = later(
  async () => (await import('./features/definitions/definitions-screen.tsx')).DefinitionsScreen,
);
const logs = later(async () => (await import('./features/logs/logs-screen.tsx')).LogsScreen);
const problems = later(async () => (await import('./features/problems/problems-screen.tsx')).ProblemsScreen);
const watcher = later(async () => (await import('./features/watcher/watcher-screen.tsx')).WatcherScreen);
const settings = later(async () => (await import('./features/settings/settings-screen.tsx')).SettingsScreen);

/** The screens that the page does not begin with. */
export const LATER_SCREENS = {
  reloads: reloads.Screen,
  components: components.Screen,
  agents: agents.Screen,
  jobs: jobs.Screen,
  definitions: definitions.Screen,
  logs: logs.Screen,
  problems: problems.Screen,
  watcher: watcher.Screen,
  settings: settings.Screen,
} as const;

/** Fetches every screen, so that choosing one shows it at once. */
export function fetchScreens(): void {
  for (const { fetch } of [reloads, components, agents, jobs, definitions, logs, problems, watcher, settings]) fetch();
}
