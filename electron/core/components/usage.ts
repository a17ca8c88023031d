import type { Gauges, UsageGauge } from '../../../shared/gauges.ts';
import type { Host } from '../host/host.ts';
import type { Processes } from '../process/processes.ts';
import { machineUnits, suspendedOf, USAGE_EVERY_MS, type UsageLook, usageOf } from '../process/usage.ts';
import type { GaugePlane } from '../rpc/gauges.ts';

/** Measures what living components use, and only while somebody who looks at the gauges wants to know. */
export function measureUsage(
  gauges: GaugePlane,
  host: Host,
  processes: Pick<Processes, 'live'>,
  mono: () => number,
): () => void {
  const units = machineUnits();
  let last = new Map<string, UsageLook>();
  let timer: NodeJS.Timeout | null = null;
  let looking = false;

  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    const usage: Record<string, UsageGauge> = {};
    const next = new Map<string, UsageLook>();
    const runs = new Map(processes.live().map((run) => [run.runId, run]));
    // Asked together, all of them share one reading of the process table.
    await Promise.all(
      [...host.supervisor.slots.values()].map(async ({ name, run }) => {
        const live = run && !run.ended ? runs.get(run.id) : undefined;
        const sight = live ? await live.look().catch(() => null) : null;
        if (!live || !sight) return;
        const now = { at: mono(), members: sight.members };
        const { cpu, memoryBytes } = usageOf(last.get(live.runId) ?? null, now, units);
        const suspended = suspendedOf(sight.members);
        usage[name] = {
          ...{ cpu: Math.round((cpu ?? 0) * 1_000) / 10, memory: memoryBytes },
          ...(suspended === null ? {} : { suspended }),
        };
        next.set(live.runId, now);
      }),
    );
    last = next;
    looking = false;
    if (timer) gauges.set({ usage } satisfies Partial<Gauges>);
  }

  function stop(): void {
    if (timer) clearInterval(timer);
    timer = null;
  }

  const leave = gauges.onInterest('usage', (wanted) => {
    stop();
    if (!wanted) return;
    timer = setInterval(() => void look(), USAGE_EVERY_MS).unref();
    void look();
  });
  return () => {
    leave();
    stop();
  };
}
