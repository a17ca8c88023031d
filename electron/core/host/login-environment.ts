import path from 'node:path';
import { isSecretName } from '../../../shared/secret-names.ts';
import { type LoginEnvironment, readLoginEnvironment } from '../process/login-path.ts';

/** What a child gets of the host's own environment, besides what its descriptor asks for: nothing that opens anything. */
const PASSED_ON =
  /^(HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TEMP|TMP|TERM|XDG_[A-Z_]+|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMFILES.*|PROGRAMDATA|HOMEDRIVE|HOMEPATH|USERNAME)$/i;

/** The environment that components start with: read from the login shell once, and again when asked. */
export interface BaseEnvironment {
  /** Resolves with it when the login shell has answered, or is known not to. */
  current(): Promise<Readonly<Record<string, string>>>;
  /** Asks the login shell again; what runs keeps what it was started with. */
  read(): Promise<void>;
  /** What is shown of it, secret values masked. */
  view(): {
    readonly shell: string;
    readonly path: string[];
    readonly variables: Record<string, string>;
    readonly readAt: number | null;
    readonly fault: string | null;
  };
}

export interface BaseEnvironmentOptions {
  /** The environment of the host. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables wanted of the login shell besides PATH, as the settings name them. */
  readonly names?: () => readonly string[];
  readonly now?: () => number;
}

/** Asks nobody before it is needed. */
export function createBaseEnvironment({ env, names, now = Date.now }: BaseEnvironmentOptions): BaseEnvironment {
  let asked: Promise<LoginEnvironment> | null = null;
  let askedFor = '';
  let said: { readonly login: LoginEnvironment; readonly at: number } | null = null;

  function ask(): Promise<LoginEnvironment> {
    const wanted = names?.() ?? [];
    askedFor = wanted.join('\0');
    const asking = readLoginEnvironment({ env, names: wanted }).then((login) => {
      // An answer that is overtaken by a newer question counts no more.
      if (asked === asking) said = { login, at: now() };
      return login;
    });
    asked = asking;
    return asking;
  }

  function searchPath(login: LoginEnvironment | null): string {
    return login?.path ?? env['PATH'] ?? env['Path'] ?? '';
  }

  return {
    async current() {
      // Other names are wanted by now: what was read before lacks them, or has too many.
      const isStale = askedFor !== (names?.() ?? []).join('\0');
      const login = await (asked === null || isStale ? ask() : asked);
      const own = Object.entries(env).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && PASSED_ON.test(entry[0]),
      );
      return { ...Object.fromEntries(own), ...login.variables, PATH: searchPath(login) };
    },
    async read() {
      await ask();
    },
    view() {
      const login = said?.login ?? null;
      const variables = Object.entries(login?.variables ?? {}).map(([name, value]) => [
        name,
        isSecretName(name) ? '•••' : value,
      ]);
      return {
        shell: login?.shell ?? env['SHELL'] ?? '',
        path: searchPath(login).split(path.delimiter).filter(Boolean),
        variables: Object.fromEntries(variables),
        readAt: said?.at ?? null,
        fault: login?.fault ?? null,
      };
    },
  };
}
