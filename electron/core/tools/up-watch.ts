import type { ComponentState } from '../../../shared/component-state.ts';

/** Tells when a component that was up before is up again because somebody took it down and brought it up. */
export interface UpWatch {
  moved(component: string, state: ComponentState, position: string): void;
}

interface Seen {
  wasUp: boolean;
  /** It went down by itself: its next start mends a crash and deploys nothing. */
  crashed: boolean;
  starting: boolean;
}

/** Has seen nothing. */
export function createUpWatch(up: (component: string, position: string) => void): UpWatch {
  const seen = new Map<string, Seen>();
  return {
    moved(component, state, position) {
      const one = seen.get(component) ?? { wasUp: false, crashed: false, starting: false };
      seen.set(component, one);
      if (state === 'starting') one.starting = true;
      else if (state === 'backing-off') one.crashed = true;
      else if (state === 'stopping') one.crashed = false;
      else if (state === 'running') {
        const isAgain = one.starting && one.wasUp && !one.crashed;
        Object.assign(one, { wasUp: true, crashed: false, starting: false });
        if (isAgain) up(component, position);
      }
    },
  };
}
