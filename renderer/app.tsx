import { Suspense, useMemo } from 'react';
import css from './app.module.css';
import { BatchDialog } from './features/batch/batch-dialog.tsx';
import { AppKeys } from './features/chrome/app-keys.tsx';
import { Banners } from './features/chrome/banners.tsx';
import { HelpDialog } from './features/chrome/help-dialog.tsx';
import { PageTitle } from './features/chrome/page-title.tsx';
import { Rail } from './features/chrome/rail.tsx';
import { Strip } from './features/chrome/strip.tsx';
import { TopBar } from './features/chrome/top-bar.tsx';
import { CrashCard } from './features/components/crash-card.tsx';
import { OrphanActs } from './features/components/orphan-acts.tsx';
import { NotificationBell } from './features/notifications/notification-bell.tsx';
import type { NeedParts } from './features/overview/need-props.ts';
import { OverviewScreen } from './features/overview/overview-screen.tsx';
import { Palette } from './features/palette/palette.tsx';
import { ThemeSync } from './features/settings/theme-sync.tsx';
import { OpenFolderDialog } from './features/workspaces/open-folder-dialog.tsx';
import { WorkspaceMenu } from './features/workspaces/workspace-menu.tsx';
import { LATER } from './screens.tsx';
import { selectIsRailWide, selectView, useUi, type View } from './stores/ui-store.ts';
import { selectIsStale, useWorkspace } from './stores/workspace-store.ts';
import { StaleContext } from './ui/stale.ts';

const NEED_PARTS: NeedParts = { CrashCard, OrphanActs };

function screenOf(view: View): React.ReactNode {
  if (view === 'overview') return <OverviewScreen parts={NEED_PARTS} />;
  const { Screen } = LATER[view];
  return <Screen />;
}

/** Everything on the page: the fixed frame around the screen that is chosen. */
export function App() {
  const view = useUi(selectView);
  const isRailWide = useUi(selectIsRailWide);
  const isStale = useWorkspace(selectIsStale);
  const screen = useMemo(() => screenOf(view), [view]);
  return (
    <StaleContext value={isStale}>
      <div className={css['app']} data-rail={isRailWide ? 'wide' : 'narrow'} data-stale={isStale || undefined}>
        <AppKeys />
        <ThemeSync />
        <PageTitle />
        <TopBar menu={<WorkspaceMenu />} bell={<NotificationBell />} />
        <Banners />
        <Rail />
        <main className={css['main']} data-testid={`screen-${view}`}>
          <Suspense fallback={null}>{screen}</Suspense>
        </main>
        <Strip />
        <Palette />
        <HelpDialog />
        <OpenFolderDialog />
        <BatchDialog />
      </div>
    </StaleContext>
  );
}
