import type { WaitingOn } from '../../../shared/component-state.ts';
import { AppError, type WireError } from '../../../shared/errors.ts';
import { findCycle, fulfils, type Needs } from './dependencies.ts';
import type { Slot } from './slot.ts';

/** What each component waits for. */
export interface Conditions {
  of(slot: Slot): readonly WaitingOn[];
  /** The circle that keeps a slot from ever coming up, as an error; null when there is none. */
  circle(slot: Slot): WireError | null;
}

/** Looks at the dependencies of a slot, and at what else stands in its way. */
export function createConditions(
  slots: ReadonlyMap<string, Slot>,
  blockers: (name: string) => readonly WaitingOn[],
): Conditions {
  function ofDependencies(slot: Slot): WaitingOn[] {
    const waits: WaitingOn[] = [];
    for (const [name, condition] of Object.entries(slot.declared.descriptor.dependsOn)) {
      const other = slots.get(name);
      if (other && fulfils(condition, other.state, other.ready)) continue;
      const is = other ? `is ${other.state}` : 'is not declared';
      waits.push({ sort: 'dependency', name, why: `needs ${name} ${WORDS[condition]}, which ${is}` });
    }
    if (waits.length === 0) return waits;
    const cycle = cycleOf(slot);
    return cycle
      ? [{ sort: 'dependency', name: cycle[1] ?? slot.name, why: `needs itself: ${cycle.join(' → ')}` }]
      : waits;
  }

  function cycleOf({ name }: Slot): readonly string[] | null {
    const cycle = findCycle(needsOf(slots), [name]);
    return cycle?.includes(name) ? cycle : null;
  }

  return {
    of: (slot) => [...blockers(slot.name), ...ofDependencies(slot)],
    circle(slot) {
      const cycle = cycleOf(slot);
      if (!cycle) return null;
      const error = new AppError('CYCLE', `${slot.name} needs itself: ${cycle.join(' → ')}.`);
      return { ...error.toWire(), subject: `component:${slot.name}` };
    },
  };
}

function needsOf(slots: ReadonlyMap<string, Slot>): Needs {
  return new Map([...slots].map(([name, slot]) => [name, slot.declared.descriptor.dependsOn]));
}

const WORDS = { started: 'started', healthy: 'healthy', completed: 'completed' } as const;
