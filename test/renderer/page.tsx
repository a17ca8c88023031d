import { cleanup, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect } from 'vitest';
import { bindClient } from '../../renderer/client/bind.ts';
import { history } from '../../renderer/stores/history.ts';
import { toastStore } from '../../renderer/stores/toast-store.ts';
import { uiStore } from '../../renderer/stores/ui-store.ts';
import { workspaceStore } from '../../renderer/stores/workspace-store.ts';
import { EMPTY_STATE } from '../../shared/state.ts';
import type { FakeCore } from './fake-core.ts';

const UI = uiStore.getInitialState();
const LONG = { timeout: 20_000 };

/** Connects the page's stores to a core; answers how to let go and forget everything. */
export function connectPage(core: FakeCore): () => void {
  const stop = bindClient(core.openPort, null);
  return () => {
    cleanup();
    stop();
    history.clear();
    uiStore.setState(UI, true);
    toastStore.setState({ toasts: [] });
    workspaceStore.setState({ state: EMPTY_STATE, connection: { status: 'connecting', since: 0 } }, true);
  };
}

/** Waits until the page has folded everything the core has. */
export async function caughtUp(core: FakeCore): Promise<void> {
  await expect.poll(() => workspaceStore.getState().state.seq, LONG).toBe(core.state().seq);
}

/** Waits until the page stands to the core in this way. */
export async function connectionIs(status: string): Promise<void> {
  await expect.poll(() => workspaceStore.getState().connection.status, LONG).toBe(status);
}

/** Shows a part of the page over a connected core. */
export async function show(core: FakeCore, part: ReactNode): Promise<typeof screen> {
  await connectionIs('connected');
  await caughtUp(core);
  render(part);
  return screen;
}
