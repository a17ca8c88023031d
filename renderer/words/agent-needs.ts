import type { Agent } from '../../shared/agent-state.ts';
import type { State } from '../../shared/state.ts';
import { perBucket } from '../lib/per-bucket.ts';
import { agentLook, ownerOf } from './agent-look.ts';
import { componentLook } from './component-look.ts';

/** Connections that ended, or whose end is not known: few, whatever else is connected. */
const overOf = perBucket((bucket: Readonly<Record<string, Agent>>): Agent[] =>
  Object.values(bucket).filter(({ state }) => state === 'failed' || state === 'unknown' || state === 'exited'),
);

/**
 * How many connections need somebody: failed, crashed, not known, or with something of them still alive. Those of a
 * component only while the component needs somebody too: what was taken down is nobody's concern any more.
 */
export function agentNeeds({ agents, components }: Pick<State, 'agents' | 'components'>): number {
  let count = 0;
  for (const agent of overOf(agents)) {
    const owner = ownerOf(agent, components);
    if (owner !== undefined && componentLook(owner).group !== 'failing') continue;
    if (agentLook(agent, owner).rank <= 2) count += 1;
  }
  return count;
}
