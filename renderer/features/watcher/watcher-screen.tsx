import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { actAndTell } from '../../client/calls.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { Explain } from './explain.tsx';
import { HealthTable } from './health-table.tsx';
import { useHealth } from './use-health.ts';
import css from './watcher.module.css';

/** How the watcher is doing, and why a path did or did not reload. */
export function WatcherScreen() {
  const { health, error, refresh } = useHealth();
  const reason = useWhyOff('workspace.rescan');
  const [isBusy, setBusy] = useState(false);

  async function rescan(): Promise<void> {
    setBusy(true);
    const words = { done: 'Compared with the disk', failed: 'Not compared with the disk' };
    await actAndTell('workspace.rescan', {}, words);
    setBusy(false);
    refresh();
  }

  return (
    <div className={css['watcher']}>
      <Bar
        title="Watcher"
        right={
          <Button
            icon={<RefreshCw aria-hidden />}
            busy={isBusy ? 'Comparing' : undefined}
            disabledReason={reason}
            onClick={() => void rescan()}
            testId="rescan"
          >
            Compare with the disk now
          </Button>
        }
      />
      <div className={css['columns']}>
        <Explain passedOver={health === null || health.backend === 'off' ? [] : health.passedOver} />
        <HealthTable health={health} error={error} />
      </div>
    </div>
  );
}
