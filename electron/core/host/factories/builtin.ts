import type { Registry } from '../registry.ts';
import type { FactoryContext } from './factory-context.ts';
import { moduleFactory } from './module.ts';
import { probeFactory } from './probe.ts';
import { processFactory } from './process.ts';
import { scheduleFactory } from './schedule.ts';

/** Registers every type of component that comes with the product; one line each. */
export function registerBuiltin(registry: Registry, shared: FactoryContext): void {
  registry.register(processFactory(shared));
  registry.register(moduleFactory(shared));
  registry.register(scheduleFactory(shared));
  registry.register(probeFactory());
}
