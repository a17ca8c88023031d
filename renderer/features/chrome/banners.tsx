import { useState } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import { actAndTell } from '../../client/calls.ts';
import { formatClock, plural } from '../../lib/format.ts';
import { perBucket } from '../../lib/per-bucket.ts';
import { selectDialog, showDialog, useUi } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import {
  type Connection,
  selectConnection,
  selectJournal,
  selectWorkspace,
  useWorkspace,
  type WorkspaceView,
} from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Time } from '../../ui/time.tsx';
import css from './banner.module.css';
import { Banner } from './banner.tsx';
import { LookOnlyDialog } from './look-only-dialog.tsx';
import { NoticeBanners } from './notice-banners.tsx';
import { RetryButton } from './retry-button.tsx';

/** Rows below the top bar that say what limits the page now; they cover nothing. */
export function Banners() {
  return (
    <div className={css['banners']} data-testid="banners">
      <ConnectionBanner />
      <TrustBanner />
      <HolderBanner />
      <JournalBanner />
      <NoticeBanners />
      <LookOnlyDialog />
    </div>
  );
}

function ConnectionBanner() {
  const connection = useWorkspace(selectConnection);
  const journal = useWorkspace((view) => view.state.seq);
  if (connection.status === 'refused') {
    return (
      <Banner id="refused" glyph="failed" tone="bad">
        This page has no valid token. Open the address that Signalbox printed at its start.
      </Banner>
    );
  }
  if (connection.status !== 'disconnected') return null;
  return (
    <Banner id="disconnected" glyph="disconnected" tone="off" right={<RetryButton connection={connection} />}>
      Disconnected <Time at={connection.since} mode="ago" />; {lastKnown(connection, journal)}
    </Banner>
  );
}

function lastKnown(connection: Extract<Connection, { status: 'disconnected' }>, seq: number): string {
  if (seq === 0) return 'nothing is known yet.';
  return `what is shown is last known at ${formatClock(connection.since)} and may have changed. Acts are off.`;
}

function TrustBanner() {
  const workspace = useWorkspace(selectWorkspace);
  const reason = useWhyOff('workspace.trust');
  const isAsked = useUi(selectDialog) === 'trust';
  const [kept, setKept] = useState<string | null>(null);
  const waiting = useWorkspace(countWaiting);
  if (workspace === null || workspace.trusted || (kept === workspace.id && !isAsked)) return null;

  async function decide(decision: 'trust' | 'look-only'): Promise<void> {
    showDialog(null);
    const done = decision === 'trust' ? 'Workspace is trusted' : 'Workspace stays look-only';
    const result = await actAndTell('workspace.trust', { decision }, { done, failed: 'The decision was not kept' });
    if (result !== null) setKept(decision === 'look-only' ? result.id : null);
  }

  return (
    <Banner
      id="trust"
      glyph="warning"
      tone="warn"
      right={
        <>
          <Button onClick={() => showDialog('trust')} disabledReason={reason} testId="trust">
            Trust…
          </Button>
          <Button kind="quiet" onClick={() => void decide('look-only')} disabledReason={reason} testId="keep-looking">
            Keep looking
          </Button>
        </>
      }
    >
      Look only: files are watched, checked and shown; nothing they name is started, connected or downloaded
      {waiting > 0 ? `, so ${plural(waiting, 'component')} ${waiting === 1 ? 'waits' : 'wait'}.` : '.'}
      <Confirm
        open={isAsked}
        title={`Trust ${workspace.name}?`}
        confirmLabel="Trust this folder"
        onConfirm={() => void decide('trust')}
        onClose={() => showDialog(null)}
      >
        What its definitions name may then be started with your rights. The decision is kept for{' '}
        <code>{workspace.root}</code>, outside the workspace.
      </Confirm>
    </Banner>
  );
}

/** Components that are wanted up and wait for trust. */
const waitingOf = perBucket((bucket: Readonly<Record<string, Component>>): Component[] =>
  Object.values(bucket).filter(({ waitingOn }) => waitingOn.some(({ sort }) => sort === 'trust')),
);

function countWaiting({ state }: WorkspaceView): number {
  return waitingOf(state.components).length;
}

function HolderBanner() {
  const workspace = useWorkspace(selectWorkspace);
  const reason = useWhyOff('workspace.takeOver');
  const isAsked = useUi(selectDialog) === 'take-over';
  const holder = workspace?.readOnly ?? null;
  if (holder === null) return null;

  function takeOver(): void {
    showDialog(null);
    void actAndTell('workspace.takeOver', {}, { done: 'Workspace is ours now', failed: 'Not taken over' });
  }

  return (
    <Banner
      id="read-only"
      glyph="pinned"
      tone="off"
      right={
        <Button onClick={() => showDialog('take-over')} disabledReason={reason} testId="take-over">
          Take over…
        </Button>
      }
    >
      Read-only: {holder} holds this workspace. What is shown is what this Signalbox sees of it.
      <Confirm
        open={isAsked}
        danger
        title="Take this workspace over?"
        confirmLabel="Take over"
        onConfirm={takeOver}
        onClose={() => showDialog(null)}
      >
        {holder} can then only look. Do this when it hangs or is gone.
      </Confirm>
    </Banner>
  );
}

function JournalBanner() {
  const { storage, gaps } = useWorkspace(selectJournal);
  if (storage !== 'memory') return null;
  const why = gaps.at(-1);
  return (
    <Banner id="journal" glyph="warning" tone="warn">
      History is kept in memory only{why ? ` since ${formatClock(why.at)} (${why.detail ?? why.reason})` : ''}.
      Everything goes on; what must survive a restart is refused until there is room on the disk.
    </Banner>
  );
}
