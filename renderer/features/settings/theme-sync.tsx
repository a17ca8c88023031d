import { useEffect, useRef } from 'react';
import { act, ask } from '../../client/calls.ts';
import { selectTheme, setTheme, type Theme, useUi } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectIsConnected, useWorkspace } from '../../stores/workspace-store.ts';

/**
 * Keeps the page's theme and the app's setting in step: what the settings name is shown, and what is chosen here is
 * saved there. A page that may only look keeps its choice to itself.
 */
export function ThemeSync() {
  const isConnected = useWorkspace(selectIsConnected);
  const theme = useUi(selectTheme);
  const off = useWhyOff('settings.set');
  const saved = useRef<Theme | null>(null);

  useEffect(() => {
    if (!isConnected) return;
    ask('settings', {}).then(
      ({ rows }) => {
        const row = rows.find(({ path }) => path === 'theme');
        saved.current = (row?.value ?? null) as Theme | null;
        if (row?.source === 'file') setTheme(row.value as Theme);
      },
      () => {},
    );
  }, [isConnected]);

  useEffect(() => {
    if (saved.current === null || saved.current === theme || off !== undefined) return;
    saved.current = theme;
    act('settings.set', { path: 'theme', value: theme }).catch(() => {});
  }, [theme, off]);
  return null;
}
