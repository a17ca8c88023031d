import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Agents, createAgents } from '../../electron/core/agents/agents.ts';
import { agentFile, agentPlaces } from '../../electron/core/agents/places.ts';
import { parseReference } from '../../electron/core/agents/reference.ts';
import { systemClock } from '../../electron/core/clock.ts';
import { fileLedger } from '../../electron/core/process/ledger.ts';
import { openProcesses } from '../../electron/core/process/processes.ts';
import { formatPosition } from '../../shared/position.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';

const REFERENCE = 'measured:0.0.1';

/** From `load` until an agent is ready to be called, against the agent's own time from its start until it listens. */
export async function benchAgentLoad({ root, runs, say }: BenchContext): Promise<BenchResult[]> {
  using scratch = openScratch();
  const home = scratch.folder('home');
  const places = agentPlaces({ env: {}, userHome: home, inContainer: false });
  const file = agentFile(places.install, parseReference(REFERENCE).reference);
  mkdirSync(path.dirname(file), { recursive: true });
  const program = path.join(root, 'test', 'fixtures', 'agents', 'agent.mjs');
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${program}'\n`);
  chmodSync(file, 0o755);
  const processes = await openProcesses({ ledger: fileLedger(path.join(home, 'ledger')) });
  const environment = { PATH: process.env['PATH'] ?? '', HOME: home };
  let positions = 0;
  const agents = createAgents({
    places,
    processes,
    environment: async () => environment,
    hostEnv: {},
    stores: [],
    latestRelease: null,
    say: () => formatPosition({ epoch: 'bench', seq: ++positions }),
    clock: systemClock,
    hide: () => {},
    output: () => {},
    downloading: () => {},
    root: home,
  });
  const taken: BenchRun[] = [];
  try {
    // The first round fills the caches of the disk and loads what is loaded once.
    for (let run = -1; run < runs; run += 1) {
      const reference = await listens(file, environment);
      const value = await loads(agents);
      if (run < 0) continue;
      taken.push({ value, reference });
      say(`  ${run + 1}/${runs}: ready after ${value.toFixed(0)} ms (the agent alone ${reference.toFixed(0)} ms)`);
    }
  } finally {
    await processes.close();
  }
  const what = 'load → agent ready';
  return [resultOf({ goal: 'AGENT', what, unit: 'ms', target: 1.5, moonshot: 1.1, compares: 'ratio' }, taken)];
}

async function loads(agents: Agents): Promise<number> {
  const began = performance.now();
  const agent = await agents.load(REFERENCE);
  const ms = performance.now() - began;
  await agent.close();
  return ms;
}

/** The agent alone: from its exec to the line that says where it listens. */
async function listens(file: string, environment: Readonly<Record<string, string>>): Promise<number> {
  const began = performance.now();
  const child = spawn(file, {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...environment, CODEFLY_AGENT_TOKEN: 'bench' },
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const ms = performance.now() - began;
  child.kill('SIGTERM');
  await ended;
  return ms;
}
