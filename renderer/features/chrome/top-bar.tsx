import { CircleHelp, Folder, GitBranch, Moon, Search, Sun, SunMoon } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatGitHead } from '../../lib/format.ts';
import { shortFolder } from '../../lib/paths.ts';
import { useGauge } from '../../stores/gauge-store.ts';
import { nextTheme } from '../../stores/theme.ts';
import { selectTheme, setTheme, showDialog, useUi } from '../../stores/ui-store.ts';
import { selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';
import { IconButton } from '../../ui/button.tsx';
import { Key } from '../../ui/key.tsx';
import css from './top-bar.module.css';
import { WatchIndicator } from './watch-indicator.tsx';

/** Which workspace, where, at which commit; the way to everything; whether it is watched. */
export function TopBar({ menu, bell }: { readonly menu: ReactNode; readonly bell: ReactNode }) {
  const workspace = useWorkspace(selectWorkspace);
  return (
    <header className={css['top']}>
      {menu}
      {workspace === null ? null : (
        <span className={css['path']} title={workspace.root}>
          <Folder aria-hidden />
          <span className={css['folder']}>{shortFolder(workspace.root)}</span>
        </span>
      )}
      <GitHead />
      <button type="button" className={css['search']} onClick={() => showDialog('palette')} data-testid="open-palette">
        <Search aria-hidden />
        <span className={css['searchWords']}>Go to or run…</span>
        <Key>Ctrl K</Key>
      </button>
      <WatchIndicator />
      {bell}
      <ThemeButton />
      <IconButton label="Keys" keys="?" onClick={() => showDialog('help')}>
        <CircleHelp aria-hidden />
      </IconButton>
    </header>
  );
}

function GitHead() {
  const head = useGauge('gitHead');
  const isBusy = useGauge('gitBusy');
  if (head === undefined || head === null) return null;
  return (
    <span className={css['git']} title={isBusy ? 'git is at work' : 'checked out in git'}>
      <GitBranch aria-hidden />
      <span className={css['head']}>{formatGitHead(head)}</span>
      {isBusy ? <span className={css['faint']}>busy</span> : null}
    </span>
  );
}

const THEME_ICONS = { light: Sun, dark: Moon, system: SunMoon } as const;
const THEME_WORDS = { light: 'light', dark: 'dark', system: 'as the system' } as const;

function ThemeButton() {
  const theme = useUi(selectTheme);
  const Icon = THEME_ICONS[theme];
  const next = nextTheme(theme);
  return (
    <IconButton
      label={`Theme: ${THEME_WORDS[theme]}; change to ${THEME_WORDS[next]}`}
      onClick={() => setTheme(next)}
      testId="theme"
    >
      <Icon aria-hidden />
    </IconButton>
  );
}
