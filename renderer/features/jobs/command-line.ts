/** One word of a POSIX shell: quoted where the shell would read it otherwise. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command line for a POSIX shell. */
export function shellLine(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ');
}

/** The same job on the command line of this app. */
export function signalboxLine(tool: string, command: string, args: Readonly<Record<string, string>>): string {
  const given = Object.entries(args).map(([name, value]) => shellWord(`${name}=${value}`));
  return ['signalbox', 'run', shellWord(`${tool}/${command}`), ...given].join(' ');
}
