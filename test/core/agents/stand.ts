import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AgentError } from '../../../electron/core/agents/agent-error.ts';
import { type AgentsOptions, createAgents } from '../../../electron/core/agents/agents.ts';
import type { LoadedAgent } from '../../../electron/core/agents/loaded-agent.ts';
import { type AgentPlaces, agentFile, agentPlaces } from '../../../electron/core/agents/places.ts';
import { parseReference } from '../../../electron/core/agents/reference.ts';
import { systemClock } from '../../../electron/core/clock.ts';
import { fileLedger } from '../../../electron/core/process/ledger.ts';
import { openProcesses } from '../../../electron/core/process/processes.ts';
import type { EventBodies } from '../../../shared/events/all.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { noteBook } from '../host/actors.ts';

/** A program of the fixtures, as an agent runs it. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/agents/${name}`, import.meta.url));
}

/** The machine of the tests may be busy with others. */
const PATIENT = { startupTimeoutMs: 50_000, dialTimeoutMs: 50_000 };

/** Agents of this test's own, with everything real but the journal, which only keeps what it is told. */
export async function openAgents(more: Partial<AgentsOptions> = {}) {
  const home = tempFolder('agents');
  const root = tempFolder('root');
  const journal = noteBook();
  const processes = await openProcesses({ ledger: fileLedger(path.join(home, 'ledger')) });
  onEnd(async () => {
    await processes.stopAll(systemClock.mono() + 5_000);
    await processes.close();
  });
  const places: AgentPlaces = agentPlaces({ env: {}, userHome: home, inContainer: false });
  const written: { item: string; channel: string; text: string }[] = [];
  const hidden: string[] = [];
  const agents = createAgents({
    places,
    processes,
    environment: async () => ({ PATH: process.env['PATH'] ?? '', HOME: home, STRANGE: 'not for agents' }),
    hostEnv: {},
    stores: [],
    latestRelease: null,
    say: journal.append,
    clock: systemClock,
    hide: (values) => void hidden.push(...values),
    output: (item, channel, _run, chunk) => void written.push({ item, channel, text: chunk.toString() }),
    downloading: () => {},
    root,
    ...more,
  });
  /** Puts a program where the agent of this name is looked for. */
  function install(name: string, script: string): string {
    const file = agentFile(places.install, parseReference(`${name}:0.0.1`).reference);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, script);
    chmodSync(file, 0o755);
    return file;
  }
  return {
    home,
    root,
    agents,
    processes,
    places,
    hidden,
    install,
    events: journal.events,
    /** Phases of everything that was said, in order. */
    phases: () => bodies(journal.events, 'agent.changed').map(({ to }) => to),
    changed: () => bodies(journal.events, 'agent.changed'),
    logged: (channel: string) =>
      written
        .filter((one) => one.channel === channel)
        .map(({ text }) => text)
        .join(''),
    /** Loads an agent that is a script for the shell. */
    async loadScript(script: string, options: Parameters<typeof agents.load>[1] = {}): Promise<LoadedAgent> {
      install('scripted', `#!/bin/sh\n${script}\n`);
      return agents.load('scripted:0.0.1', { ...PATIENT, ...options });
    },
    /** Loads the agent in Node, which behaves as the mode says. */
    async loadNode(mode = '', options: Parameters<typeof agents.load>[1] = {}): Promise<LoadedAgent> {
      install('node', `#!/bin/sh\nexec '${process.execPath}' '${fixture('agent.mjs')}'\n`);
      return agents.load('node:0.0.1', { ...PATIENT, ...options, env: { AGENT_MODE: mode, ...options.env } });
    },
  };
}

function bodies<T extends keyof EventBodies>(events: readonly { type: string; body: unknown }[], type: T) {
  return events.filter((event) => event.type === type).map(({ body }) => body as EventBodies[T]);
}

/** What a load that must fail throws. */
export async function failure(load: Promise<unknown>): Promise<AgentError> {
  const error = await load.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('it did not fail');
  return error as AgentError;
}

/** Calls the echo of a test agent. */
export function echo(agent: LoadedAgent, text: string, withToken = true): Promise<string> {
  const bytes = (value: Buffer) => value;
  return new Promise((resolve, reject) => {
    const answer = (error: Error | null, value?: Buffer) => (error ? reject(error) : resolve(String(value)));
    if (withToken)
      agent.client.makeUnaryRequest('/test.Echo/Echo', bytes, bytes, Buffer.from(text), agent.metadata(), answer);
    else agent.client.makeUnaryRequest('/test.Echo/Echo', bytes, bytes, Buffer.from(text), answer);
  });
}
