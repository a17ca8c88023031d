import { AppError, type ErrorCode } from '../../../shared/errors.ts';

/** What can go wrong with an agent, each told apart however deep it is wrapped. */
export const AGENT_CODES = [
  'AGENT_NIL',
  'AGENT_NOT_FOUND',
  'AGENT_SPAWN',
  'HANDSHAKE_TIMEOUT',
  'HANDSHAKE_MALFORMED',
  'VERSION_MISMATCH',
  'DIAL_TIMEOUT',
  'STORE_UNAVAILABLE',
  'STORE_MISSING',
  'NOT_SERVING',
  'DIGEST_MISMATCH',
  'MCP_PROTOCOL',
] as const satisfies readonly ErrorCode[];
export type AgentCode = (typeof AGENT_CODES)[number];

/** What to do about each; said where the failure itself knows nothing better. */
const REMEDIES: Readonly<Record<AgentCode, string>> = {
  AGENT_NIL: 'Name an agent: [publisher/]name[:version].',
  AGENT_NOT_FOUND: 'Install the agent below the home folder, or configure a store that has it.',
  AGENT_SPAWN: 'Check that the program exists, is meant for this machine and may be run by you.',
  HANDSHAKE_TIMEOUT: 'Read its stderr: it must print its handshake line on stdout first, or be given more time.',
  HANDSHAKE_MALFORMED:
    'Let the agent print “1|PORT” or “2|ENDPOINT” as its first line on stdout, and everything else on stderr.',
  VERSION_MISMATCH: 'Use a version of the agent that speaks protocol 1 or 2.',
  DIAL_TIMEOUT: 'Let the agent listen before it prints its handshake line, on the very address that it prints.',
  STORE_UNAVAILABLE: 'Check the address of the store and the network, then try again.',
  STORE_MISSING: 'Check the name and the version, and that one was published for this platform.',
  NOT_SERVING: 'Look at what the agent itself waits for; its health check must say SERVING.',
  DIGEST_MISMATCH: 'Do not run it. Publish the agent again, or ask whoever runs the store.',
  MCP_PROTOCOL: 'Let the server write JSON-RPC messages on stdout, one a line, and everything else on stderr.',
};

/** How much of the stderr tail travels with an error; the rest is asked for, characters. */
const TAIL_SENT = 4_096;
/** Causes below one another that are told. */
const CAUSES_TOLD = 8;

interface AgentErrorFacts {
  readonly cause?: unknown;
  /** Last bytes of its stderr, as text. */
  readonly stderr?: string;
  /** What is wrong, as a person would say it; the message when missing. */
  readonly diagnosis?: string;
  /** What to do; that of the code when missing. */
  readonly remedy?: string;
  /** Phase in which it failed. */
  readonly phase?: string;
  readonly subject?: string;
}

/** A failure of an agent: its code, the causes below it, the end of its stderr, and what to do. */
export class AgentError extends AppError {
  override readonly code: AgentCode;
  /** What is wrong, as a person would say it. */
  readonly diagnosis: string;
  /** All of the stderr tail that was kept. */
  readonly stderr: string;

  constructor(code: AgentCode, message: string, facts: AgentErrorFacts = {}) {
    const { cause, stderr = '', diagnosis = message, remedy = REMEDIES[code], phase, subject } = facts;
    const causes = causesOf(cause);
    super(code, message, {
      hint: remedy,
      cause,
      ...(subject === undefined ? {} : { subject }),
      detail: {
        diagnosis,
        ...(phase === undefined ? {} : { phase }),
        ...(stderr === '' ? {} : { stderr: stderr.slice(-TAIL_SENT) }),
        ...(causes.length === 0 ? {} : { causes }),
      },
    });
    this.name = 'AgentError';
    this.code = code;
    this.diagnosis = diagnosis;
    this.stderr = stderr;
  }
}

/** The agent's failure in a chain of causes: the outermost one with a code of agents; null where there is none. */
export function agentErrorIn(thrown: unknown): AgentError | null {
  for (let at = thrown, step = 0; at instanceof Error && step < 50; at = at.cause, step += 1)
    if (at instanceof AgentError) return at;
  return null;
}

function causesOf(cause: unknown): string[] {
  const told: string[] = [];
  for (let at = cause; at !== undefined && at !== null && told.length < CAUSES_TOLD; ) {
    told.push(at instanceof Error ? at.message : String(at));
    at = at instanceof Error ? at.cause : undefined;
  }
  return told;
}
