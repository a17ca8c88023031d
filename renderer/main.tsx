import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import './styles/tokens.css';
import './styles/base.css';
import { App } from './app.tsx';
import { bindClient } from './client/bind.ts';
import type { OpenPort } from './client/client-port.ts';
import { openDesktopPort } from './client/desktop-port.ts';
import { takeEntrance } from './client/token.ts';
import { openWebSocketPort } from './client/web-socket-port.ts';
import { fetchScreens } from './screens.tsx';
import { startLogPrefs } from './stores/log-store.ts';
import { startNotifications } from './stores/notice-store.ts';
import { startPermalinks } from './stores/permalink.ts';
import { startTheme } from './stores/theme.ts';
import { workspaceStore } from './stores/workspace-store.ts';

// The page's policy forbids making code from text, which is how zod speeds itself up.
z.config({ jitless: true });

const entrance = takeEntrance(location, sessionStorage, (address) => window.history.replaceState(null, '', address));
const openPort: OpenPort = () => {
  if (window.signalboxDesktop) return openDesktopPort(window.signalboxDesktop);
  const address = new URL('/ws', location.href);
  address.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return openWebSocketPort(address, entrance.token ?? '');
};

startTheme(document.documentElement, localStorage);
startPermalinks();
startNotifications(localStorage);
startLogPrefs(localStorage);
bindClient(openPort, entrance.workspace);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

// The first screen comes first: what the others need is fetched when it shows something.
const stopWaiting = workspaceStore.subscribe(({ state }) => {
  if (state.seq === 0) return;
  stopWaiting();
  requestIdleCallback(fetchScreens, { timeout: 2_000 });
});
