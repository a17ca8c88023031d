import type { KindCounts } from '../../shared/state.ts';
import type { Workbench } from '../core/doors.ts';
import { DESKTOP_USER } from './desktop-user.ts';

/** How often the title may change, ms. */
const TITLE_MS = 500;

interface Facts {
  readonly workspace: { readonly name: string } | null;
  readonly counts: {
    readonly kinds: Readonly<Record<string, Pick<KindCounts, 'faulty' | 'conflicted'>>>;
  };
}

/** Number of definitions whose file does not serve. */
export function failing({ counts }: Facts): number {
  return Object.values(counts.kinds).reduce((sum, { faulty, conflicted }) => sum + faulty + conflicted, 0);
}

/** The title of the window: what fails first, because a task bar cuts it. */
export function titleOf(facts: Facts): string {
  const count = failing(facts);
  const parts = [count > 0 ? `${count} failing` : null, facts.workspace?.name ?? null, 'Signalbox'];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Tells the title now and after every change; answers how to stop. */
export function followTitle(workbench: Workbench, tell: (title: string, failing: number) => void): () => void {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let told = '';
  async function look(): Promise<void> {
    timer = null;
    const facts = (await workbench.call(
      'snapshot',
      { parts: ['workspace', 'counts'] },
      { caller: DESKTOP_USER },
    )) as Facts;
    const title = titleOf(facts);
    if (stopped || title === told) return;
    told = title;
    tell(title, failing(facts));
  }
  const soon = (): void => {
    // A workspace that is closing has nothing to tell any more.
    timer ??= setTimeout(() => void look().catch(() => {}), TITLE_MS);
  };
  const stop = workbench.follow({}, soon, soon);
  void look().catch(() => {});
  return () => {
    stopped = true;
    if (timer) clearTimeout(timer);
    stop();
  };
}
