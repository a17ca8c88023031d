import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Component } from '../../../shared/component-state.ts';
import type { Snapshot } from '../../../shared/snapshot.ts';
import { startHost, type TestHost } from '../../helpers/workspace.ts';

type HostOptions = NonNullable<Parameters<typeof startHost>[0]>;

/** A program that stays up until it is asked to stop; `extra` is more of its source. */
export function program(extra = ''): string[] {
  return [process.execPath, '-e', `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1e6); ${extra}`];
}

/** Text of a descriptor. */
export function descriptor(part: Record<string, unknown> = {}): string {
  const { config = {}, ...rest } = part;
  const whole = { command: program(), ...(config as object) };
  return JSON.stringify({ type: 'process', enabled: true, restart: 'no', ...rest, config: whole }, null, 2);
}

/** A host whose workspace has these components, with a machine's usual environment. */
export function hostOf(components: Readonly<Record<string, string>>, options: HostOptions = {}): Promise<TestHost> {
  const files = Object.fromEntries(Object.entries(components).map(([name, text]) => [`components/${name}.json`, text]));
  return startHost({ env: { PATH: process.env['PATH'], SHELL: '/bin/sh' }, ...options, files });
}

export function component(snapshot: Snapshot, name: string): Component | undefined {
  return snapshot.components[name];
}

/** Resolves when a component is in a state; answers it. */
export async function reaches(host: TestHost, name: string, state: Component['state']): Promise<Component> {
  const snapshot = await host.until((now) => now.components[name]?.state === state, `${name} ${state}`);
  return snapshot.components[name] as Component;
}

/** Whether a process runs: one that ended and waits for its parent does not. */
export function runs(pid: number | null): boolean {
  try {
    const stat = readFileSync(path.join('/proc', String(pid), 'stat'), 'utf8');
    return !/^\d+ \(.*\) [ZX]/s.test(stat);
  } catch {
    return false;
  }
}
