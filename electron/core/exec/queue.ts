/** What decides whether a job may run now. */
export interface Waiting {
  readonly id: string;
  readonly tool: string;
  /** `tool/command`. */
  readonly key: string;
  /** Jobs of its command, and of its tool, that may run at once; null without a limit. */
  readonly concurrency: number | null;
  readonly toolConcurrency: number | null;
}

/**
 * The job that runs next: the first one that has waited longest and for which there is room, in all and for its tool and
 * command. Null when all must wait. One that must wait for its own tool does not hold up the others.
 */
export function nextToRun<W extends Waiting>(
  waiting: Iterable<W>,
  running: readonly Waiting[],
  concurrency: number,
): W | null {
  if (running.length >= concurrency) return null;
  const byTool = countBy(running, ({ tool }) => tool);
  const byKey = countBy(running, ({ key }) => key);
  for (const one of waiting) {
    const toolIsFree = one.toolConcurrency === null || (byTool.get(one.tool) ?? 0) < one.toolConcurrency;
    const commandIsFree = one.concurrency === null || (byKey.get(one.key) ?? 0) < one.concurrency;
    if (toolIsFree && commandIsFree) return one;
  }
  return null;
}

function countBy(all: readonly Waiting[], keyOf: (one: Waiting) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return counts;
}
