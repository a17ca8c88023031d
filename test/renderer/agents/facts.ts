import type { Agent } from '../../../shared/agent-state.ts';

/** An agent that was made within 400 ms from 1 000 on, with what a test says of it. */
export function agentWith(more: Partial<Agent> = {}): Agent {
  return {
    id: 'coder',
    sort: 'agent',
    key: 'service::codefly.dev/coder:1.0.0',
    ref: 'codefly.dev/coder:1.0.0',
    component: 'coder',
    log: 'component:coder',
    state: 'ready',
    since: 1_400,
    phases: [
      { state: 'resolving', at: 1_000, ms: 10 },
      { state: 'spawning', at: 1_010, ms: 40 },
      { state: 'handshaking', at: 1_050, ms: 250 },
      { state: 'dialing', at: 1_300, ms: 60 },
      { state: 'checking', at: 1_360, ms: 40 },
      { state: 'ready', at: 1_400, ms: null },
    ],
    run: null,
    pid: 17,
    endpoint: '127.0.0.1:4000',
    protocol: 'agent 1',
    server: null,
    tools: null,
    calls: 0,
    detail: null,
    diagnosis: null,
    error: null,
    exit: null,
    stores: [],
    stop: null,
    changed: 1,
    ...more,
  };
}
