/** One row per code: HTTP status, exit code of the command line, whether trying again can help, and the default hint. */
interface ErrorRow {
  readonly status: number;
  readonly exit: number;
  readonly retryable: boolean;
  readonly hint: string;
}

function row(status: number, exit: number, hint: string, retryable = false): ErrorRow {
  return { status, exit, hint, retryable };
}

/** Every code the product can answer with. The union is closed: a new code is a new row here. */
export const ERRORS = {
  BAD_REQUEST: row(400, 2, 'Check the request against the list of actions.'),
  UNAUTHENTICATED: row(401, 3, 'Use the address with its token that Signalbox printed at start.'),
  FORBIDDEN: row(403, 3, 'Use a token that carries the capability, from the machine that runs Signalbox.'),
  NOT_FOUND: row(404, 4, 'Check the name; the list may have changed a moment ago.'),
  METHOD: row(405, 2, 'Use the method the answer names.'),
  GONE: row(410, 4, 'It existed and was dropped; ask the history.'),
  TOO_LARGE: row(413, 2, 'Send less at once.'),
  INVALID_INPUT: row(422, 2, 'Correct the named field.'),
  RATE_LIMITED: row(429, 5, 'Wait a second and go on.', true),
  INTERNAL: row(500, 70, 'This is a fault of Signalbox; its own log holds the details.'),
  NOT_CONFIGURED: row(503, 5, 'Configure it, then try again.'),

  DUPLICATE: row(409, 6, 'Choose another name, or change the one that exists.'),
  RUNNING: row(409, 6, 'Stop it first.'),
  BUSY: row(409, 6, 'Try again when the other act has ended.', true),
  REENTRANT: row(409, 6, 'Do it after the current start or stop has ended.'),
  HAS_DEPENDENTS: row(409, 6, 'Include what depends on it, or force it.'),
  CYCLE: row(409, 6, 'Remove one of the named dependencies.'),
  STALE: row(409, 6, 'It changed since you looked: look again, then decide.'),
  READ_ONLY: row(409, 6, 'Another Signalbox holds this workspace; act there, or take over.'),
  NOT_TRUSTED: row(409, 6, 'Trust this workspace first; until then it is only looked at.'),
  CANCELLED: row(409, 6, 'It was cancelled; start it again if you still want it.'),
  DEADLINE: row(504, 7, 'It took too long; look at what it waits for.', true),
  STORAGE_FULL: row(507, 8, 'Free some disk space; Signalbox goes on from memory until then.', true),
  HOST_LOST: row(502, 8, 'The host went away; look whether it is running.', true),

  UNREADABLE: row(422, 10, 'Give your user the right to read the file.'),
  NOT_UTF8: row(422, 10, 'Save the file as UTF-8 text.'),
  TOO_BIG: row(422, 10, 'Keep a definition below 4 MiB; move data into a file beside it.'),
  TOO_DEEP: row(422, 10, 'Nest at most 100 levels.'),
  ALIAS_LIMIT: row(422, 10, 'Use fewer aliases: at most 10,000 values after they are expanded, and no loops.'),
  SYNTAX: row(422, 10, 'Correct the line; the last good version keeps serving.'),
  DUPLICATE_KEY: row(422, 10, 'Remove one of the two keys; case does not tell keys apart.'),
  MULTI_DOCUMENT: row(422, 10, 'Keep one document a file: remove the `---` line, or split the file.'),
  EMPTY: row(422, 10, 'Write a definition, or delete the file.'),
  UNSAFE_KEY: row(422, 10, 'Rename the key.'),
  SCHEMA: row(422, 10, 'Correct the named field; the last good version keeps serving.'),
  CONFLICT: row(409, 10, 'Two files claim one name: rename or delete one of them.'),
  UNKNOWN_TYPE: row(422, 10, 'Use one of the types that are listed.'),
  UNKNOWN_REFERENCE: row(422, 10, 'Create what is named, or name what exists.'),

  AGENT_NIL: row(422, 11, 'Name an agent.'),
  AGENT_NOT_FOUND: row(404, 11, 'Check the reference and the stores it was looked for in.'),
  AGENT_SPAWN: row(502, 11, 'Check that the program exists and may be run.'),
  HANDSHAKE_TIMEOUT: row(504, 11, 'Look at the stderr of the agent: it did not print its handshake in time.', true),
  HANDSHAKE_MALFORMED: row(502, 11, 'The agent must print its handshake line first on stdout.'),
  VERSION_MISMATCH: row(502, 11, 'Use an agent that speaks the protocol version asked for.'),
  DIAL_TIMEOUT: row(504, 11, 'The agent named an address that does not answer.', true),
  STORE_UNAVAILABLE: row(503, 11, 'The store does not answer; try again.', true),
  STORE_MISSING: row(404, 11, 'No store holds this agent.'),
  NOT_SERVING: row(502, 11, 'The agent answers, and says it is not ready to serve.', true),
  DIGEST_MISMATCH: row(502, 11, 'What arrived is not what was asked for; do not run it.'),
  MCP_PROTOCOL: row(502, 11, 'The server does not speak the protocol as it should.'),

  COMMAND_NOT_FOUND: row(422, 12, 'Install the program, or correct the path.'),
  NOT_EXECUTABLE: row(422, 12, 'Make the file executable.'),
  WORLD_WRITABLE: row(422, 12, 'Take the right to write from others.'),
  START_DEADLINE: row(504, 12, 'It did not become ready in time; look at its log.', true),
  EXITED_EARLY: row(502, 12, 'It ended before it was ready; look at its log.'),
  STOP_INCOMPLETE: row(502, 12, 'Some of its processes are still alive; see the list.'),
  MEMORY_CEILING: row(502, 12, 'It used more memory than it may; raise the ceiling or mend the leak.'),
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** Where in a file a fault stands; line and column count from 1. `frame` is the code around it, secrets hidden. */
export interface Place {
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly frame?: string | undefined;
}

/** An error as it travels: the same plain object in events, frames, HTTP answers and on the command line. */
export interface WireError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly at?: Place | undefined;
  readonly subject?: string | undefined;
  readonly retryable: boolean;
  readonly detail?: unknown;
}

interface ErrorOptions {
  readonly hint?: string;
  readonly at?: Place;
  readonly subject?: string;
  readonly detail?: unknown;
  readonly cause?: unknown;
}

/** An expected failure. Anything else that is thrown is a fault of the product and becomes INTERNAL at the door. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly hint: string;
  readonly at: Place | undefined;
  readonly subject: string | undefined;
  readonly detail: unknown;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.hint = options.hint ?? ERRORS[code].hint;
    this.at = options.at;
    this.subject = options.subject;
    this.detail = options.detail;
  }

  /** The plain object that travels. */
  toWire(): WireError {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      retryable: ERRORS[this.code].retryable,
      ...(this.at ? { at: this.at } : {}),
      ...(this.subject ? { subject: this.subject } : {}),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }
}

/** Turns whatever was thrown into the travelling form; what was not expected becomes INTERNAL with its message. */
export function toWireError(thrown: unknown): WireError {
  if (thrown instanceof AppError) return thrown.toWire();
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('INTERNAL', `Something went wrong inside Signalbox: ${message}`).toWire();
}

/** Rebuilds the error in the process that receives it. */
export function fromWireError(wire: WireError): AppError {
  return new AppError(wire.code, wire.message, {
    hint: wire.hint,
    ...(wire.at ? { at: wire.at } : {}),
    ...(wire.subject ? { subject: wire.subject } : {}),
    ...(wire.detail === undefined ? {} : { detail: wire.detail }),
  });
}
