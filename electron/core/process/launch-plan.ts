import { isSecretName } from '../../../shared/secret-names.ts';
import { type CommandLine, jobHelper, systemdScope } from './platform-commands.ts';
import { RUN_VARIABLE } from './process-table.ts';

/** Descriptor on which the launcher waits; it is closed before the program runs. */
export const GATE = 3;
/** Descriptor that marks every process of a run; it is never read or written. */
export const MARKER = 4;

/**
 * Joins the control group when there is one and says how that went, then waits for the host's one byte: the ledger is
 * on the disk by then. A host that died meanwhile closes the gate, and the program never runs. Arguments: the folder of
 * the control group or nothing, then the command.
 */
const LAUNCHER = `[ -z "$1" ] || echo 0 2>/dev/null >"$1/cgroup.procs"; echo "$?" >&${GATE}
shift; IFS= read -r go <&${GATE} || exit 125
exec "$@" ${GATE}<&-`;

/** How the pieces of one start fit together. */
export interface LaunchPlan extends CommandLine {
  readonly env: Readonly<Record<string, string>>;
  /** Whether a launcher waits at the gate; without one the program runs at once. */
  readonly gated: boolean;
  /** Whether the child holds the marker descriptor. */
  readonly marked: boolean;
  readonly warnings: readonly string[];
}

/** What a start is planned from. */
export interface LaunchInput {
  readonly platform: NodeJS.Platform;
  readonly runId: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  /** Folder of the control group the launcher is to join; null for none. */
  readonly cgroup: string | null;
  /** Whether the user's own systemd makes the control group. */
  readonly scope?: boolean;
  /** Windows: path of a helper that holds a job object, when one is installed. */
  readonly helper?: string | null;
}

/** Plans a start: nothing is put into a shell text, the command travels as arguments. */
export function planLaunch(input: LaunchInput): LaunchPlan {
  const env = { ...input.env, [RUN_VARIABLE]: input.runId };
  const command: CommandLine = { file: input.file, args: input.args };
  if (input.platform === 'win32') {
    const line = input.helper ? jobHelper(input.helper, input.runId, command) : command;
    return { ...line, env, gated: false, marked: false, warnings: [] };
  }
  const { passed, odd, lost } = splitEnvironment(env, input.secretNames);
  // `env` sets what a shell would drop; its arguments can be seen by others, so secrets never go that way.
  const wrapped = odd.length === 0 ? [input.file, ...input.args] : ['/usr/bin/env', ...odd, input.file, ...input.args];
  const launcher: CommandLine = {
    file: '/bin/sh',
    args: ['-c', LAUNCHER, 'signalbox-launcher', input.cgroup ?? '', ...wrapped],
  };
  const line = input.scope ? systemdScope(input.runId, launcher) : launcher;
  const warnings = lost.map(
    (name) => `The variable "${name}" was left out: a secret cannot be passed under a name that shells do not know.`,
  );
  // A shell sets PWD in any case; the real folder is the one true value for it.
  return { ...line, env: { ...passed, PWD: input.cwd }, gated: true, marked: true, warnings };
}

/** The commands and arguments of a start as words, with the values of secret variables hidden. */
export function commandWords(
  file: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  secretNames: readonly string[],
): string {
  const secrets = Object.entries(env)
    .filter(([name, value]) => value.length >= LEAST_SECRET && isSecret(name, secretNames))
    .map(([, value]) => value)
    .sort((one, other) => other.length - one.length);
  const hidden = args.map((arg) => secrets.reduce((text, secret) => text.replaceAll(secret, '•••'), arg));
  return [file, ...hidden].map((word) => (/^[\w@%+=:,./•-]+$/.test(word) ? word : JSON.stringify(word))).join(' ');
}

/** Whether the value of a variable must not be written down. */
export function isSecret(name: string, secretNames: readonly string[]): boolean {
  return secretNames.includes(name) || isSecretName(name);
}

// Shorter values occur by chance in any text.
const LEAST_SECRET = 6;

/** Shells keep only variables whose names could be their own. */
function splitEnvironment(env: Readonly<Record<string, string>>, secretNames: readonly string[]) {
  const passed: Record<string, string> = {};
  const odd: string[] = [];
  const lost: string[] = [];
  for (const [name, value] of Object.entries(env)) {
    if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) passed[name] = value;
    else if (isSecret(name, secretNames)) lost.push(name);
    else if (name !== '' && !name.includes('=')) odd.push(`${name}=${value}`);
  }
  return { passed, odd, lost };
}
