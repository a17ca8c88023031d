import { z } from 'zod';
import type { Descriptor, ProbeSpec } from '../component.ts';
import { probeFault, probeSpec, probeTarget, probeTimes, type WrittenProbe } from '../probes/probe-schema.ts';
import type { Factory } from '../registry.ts';

const { log: _log, ...targets } = probeTarget;

const config = z.looseObject({ ...targets, ...probeTimes }).superRefine((value, context) => {
  const message = probeFault(value);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

export type ProbeConfig = z.output<typeof config>;

const TYPE = 'probe';

/** Watches something that is not ours: running while it answers, degraded while it does not. Nothing is started. */
export function probeFactory(): Factory<ProbeConfig> {
  return {
    type: TYPE,
    title: 'Something else to watch',
    config,
    example: { http: 'http://127.0.0.1:8080/health', interval: '10s' },
    describe: (value) =>
      value.exec === undefined ? 'runs nothing' : `runs ${[value.exec].flat().join(' ')} again and again`,
    build: ({ name }) => ({ name, async start() {}, async stop() {} }),
  };
}

/** The probes a component has by its type: those of what it watches. */
export function watchedProbes(descriptor: Descriptor): ProbeSpec[] {
  return descriptor.type === TYPE ? [probeSpec('target', descriptor.config as WrittenProbe)] : [];
}
