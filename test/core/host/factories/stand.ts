import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { systemClock } from '../../../../electron/core/clock.ts';
import type { Descriptor } from '../../../../electron/core/host/component.ts';
import { componentKind, descriptorOf } from '../../../../electron/core/host/descriptor.ts';
import { registerBuiltin } from '../../../../electron/core/host/factories/builtin.ts';
import type { FactoryContext } from '../../../../electron/core/host/factories/factory-context.ts';
import { watchedProbes } from '../../../../electron/core/host/factories/probe.ts';
import { createHost } from '../../../../electron/core/host/host.ts';
import { createBaseEnvironment } from '../../../../electron/core/host/login-environment.ts';
import { createOutputTail } from '../../../../electron/core/host/output-tail.ts';
import { createProbes } from '../../../../electron/core/host/probes/probe-starter.ts';
import { createRegistry } from '../../../../electron/core/host/registry.ts';
import { createRunBoard } from '../../../../electron/core/host/run-board.ts';
import type { Slot } from '../../../../electron/core/host/slot.ts';
import { systemTimers } from '../../../../electron/core/host/timers.ts';
import { fileLedger } from '../../../../electron/core/process/ledger.ts';
import { openProcesses } from '../../../../electron/core/process/processes.ts';
import type { ComponentState } from '../../../../shared/component-state.ts';
import type { EventDraft } from '../../../../shared/envelope.ts';
import { eventSchemas } from '../../../../shared/events/all.ts';
import { onEnd, tempFolder } from '../../../helpers/temp.ts';
import { marked } from '../../process/support.ts';
import { env, noteBook } from '../actors.ts';

/** What a test may change of a descriptor's file. */
export type Written = Record<string, unknown>;

/** A host with the product's own factories and probes, over real processes. */
export async function openComponents(part: Partial<FactoryContext> = {}) {
  const root = tempFolder('workspace');
  const ledger = fileLedger(tempFolder('ledger'));
  const processes = await openProcesses({ ledger });
  const notes = noteBook();
  const listeners = new Set<() => void>();
  const journal = {
    append(draft: EventDraft) {
      const schema = eventSchemas[draft.type as keyof typeof eventSchemas];
      schema.parse(draft.body);
      const position = notes.append(draft);
      for (const look of [...listeners]) look();
      return position;
    },
  };
  const tail = createOutputTail();
  const board = createRunBoard();
  const hidden: string[] = [];
  // Starting the real login shell would read start-up files of whoever runs the tests.
  const environment = createBaseEnvironment({ env: { PATH: process.env['PATH'], HOME: root, SHELL: '/bin/sh' } });
  const registry = createRegistry();
  const shared: FactoryContext = {
    root,
    processes,
    environment,
    hostEnv: {},
    vault: async () => null,
    hide: (values) => void hidden.push(...values),
    stamp: (value) => `stamp of ${value.length}`,
    output: tail.output,
    tail,
    board,
    say: (draft) => journal.append(draft),
    clock: systemClock,
    timers: systemTimers,
    node: process.execPath,
    runTool: () => Promise.reject(new Error('nothing here runs tools')),
    ...part,
  };
  registerBuiltin(registry, shared);
  const logged: string[] = [];
  const host = createHost({
    env,
    journal,
    random: () => 0,
    log: (line) => void logged.push(line),
    probes: createProbes({
      processes,
      timers: systemTimers,
      board,
      lines: tail.lines,
      surroundings: async () => ({ cwd: root, env: await environment.current(), secretNames: [] }),
      watched: watchedProbes,
    }),
  });
  await host.start();
  const kind = componentKind(registry);

  onEnd(async () => {
    await host.stop().catch(() => undefined);
    const runs = notes.events.flatMap((event) => (event.type === 'run.started' ? [event.subject.slice(4)] : []));
    await processes.stopAll(performance.now());
    await processes.close();
    expect(runs.flatMap((run) => marked(run, null))).toEqual([]);
    expect((await ledger.all()).entries).toEqual([]);
  });

  function descriptor(written: Written): Descriptor {
    const value = kind.schemaOf(written).parse({ enabled: true, name: 'one', ...written });
    return descriptorOf(value, 'components/one.yaml');
  }

  /** Declares a component as a file would; what is enabled starts. */
  function declare(written: Written): Slot {
    const declared = descriptor(written);
    const build = () => registry.build(declared, host.env);
    const definition = `components/${declared.name}`;
    const cause = journal.append({
      type: 'component.declared',
      subject: `component:${declared.name}`,
      cause: null,
      body: { type: declared.type, definition, version: 1, hash: 'h', enabled: true, dependsOn: {} },
    });
    const slot = host.supervisor.add(
      declared.name,
      { descriptor: declared, definition, version: 1, hash: 'h', build },
      null,
      cause,
    );
    host.supervisor.settle(slot, 'declared', cause);
    return slot;
  }

  return {
    root,
    host,
    registry,
    processes,
    tail,
    hidden,
    logged,
    environment,
    events: notes.events,
    descriptor,
    declare,
    /** Waits until a component is in a state, and fails at once when it rests in another one that it never leaves. */
    async reaches(slot: Slot, ...states: ComponentState[]): Promise<void> {
      const dead = ['failed', 'crashed', 'crash-looping', 'unknown'].filter(
        (one) => !states.includes(one as ComponentState),
      );
      await host.changes.until(slot, ({ state }) => states.includes(state) || dead.includes(state));
      const outputs = slot.run ? tail.tail(slot.run.id) : null;
      expect(states, JSON.stringify([slot.state, slot.error, outputs, logged])).toContain(slot.state);
    },
    /** Waits for an event. */
    said(matches: (event: EventDraft) => boolean): Promise<EventDraft> {
      return new Promise((resolve) => {
        const look = () => {
          const found = notes.events.find(matches);
          if (!found) return;
          listeners.delete(look);
          resolve(found);
        };
        listeners.add(look);
        look();
      });
    },
    bodies: <T = Record<string, any>>(type: string) =>
      notes.events.filter((event) => event.type === type).map((event) => event.body as T),
  };
}

/** Path of a fixture of this area. */
export function fixture(name: string): string {
  return path.resolve(import.meta.dirname, '../../../fixtures/components', name);
}

/** Whether a process number is alive and no zombie. */
export function alive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
