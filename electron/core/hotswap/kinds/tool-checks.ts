import { compilePattern } from './tool-patterns.ts';
import { readSlots } from './tool-slots.ts';
import { timeoutFault } from './tool-timeout.ts';

/** What is checked of an argument. */
interface ArgumentShape {
  readonly name: string;
  readonly type: 'string' | 'int' | 'bool';
  readonly pattern?: string | undefined;
  readonly enum?: readonly string[] | undefined;
  readonly default?: string | undefined;
  readonly max_length: number;
}

/** What is checked of a command. */
interface CommandShape {
  readonly exec_parts: readonly string[];
  readonly args: readonly ArgumentShape[];
  readonly timeout?: number | string | undefined;
  readonly timeout_ms?: number | undefined;
}

/** A fault that the form alone does not show. */
interface Fault {
  readonly path: (string | number)[];
  readonly message: string;
}

/** Where faults are told, as zod hands it to a check. */
interface Context {
  addIssue(issue: { code: 'custom'; path: (string | number)[]; message: string }): void;
}

/** Checks what the parts of a command say about each other: slots, arguments, times. */
export function checkCommand(command: CommandShape, context: Context): void {
  const timeout = timeoutFault(command.timeout, command.timeout_ms);
  const faults = [
    ...partFaults(command),
    ...doubleNames(command.args).map(({ path, message }) => ({ path: ['args', ...path], message })),
    ...command.args.flatMap((argument, index) =>
      argumentFaults(argument).map(({ path, message }) => ({ path: ['args', index, ...path], message })),
    ),
    ...(timeout === null
      ? []
      : [{ path: [command.timeout === undefined ? 'timeout_ms' : 'timeout'], message: timeout }]),
  ];
  for (const fault of faults) context.addIssue({ code: 'custom', ...fault });
}

/** Checks that no two things of a list have the same name. */
export function checkUnique(list: readonly { readonly name: string }[], context: Context): void {
  for (const fault of doubleNames(list)) context.addIssue({ code: 'custom', ...fault });
}

/** Whether a text is a value of a type: a whole number that is exact, true or false, or anything. */
export function isOfType(type: ArgumentShape['type'], value: string): boolean {
  if (type === 'int') return /^[+-]?\d+$/.test(value) && Number.isSafeInteger(Number(value));
  return type === 'bool' ? value === 'true' || value === 'false' : true;
}

function partFaults({ exec_parts, args }: CommandShape): Fault[] {
  const declared = new Set(args.map(({ name }) => name));
  return exec_parts.flatMap((part, index): Fault[] => {
    const path = ['exec_parts', index];
    if (index === 0 && part.trim() === '') return [{ path, message: 'must name a program' }];
    const reading = readSlots(part);
    if (!reading.ok) return [{ path, message: reading.why }];
    const names = reading.pieces.flatMap((piece) => ('arg' in piece ? [piece.arg] : []));
    if (index === 0 && names.length > 0) return [{ path, message: 'must name the program itself; it takes no slot' }];
    const unknown = names.find((name) => !declared.has(name));
    return unknown === undefined
      ? []
      : [{ path, message: `takes \`${unknown.slice(0, 60)}\`, which \`args\` does not declare` }];
  });
}

function doubleNames(list: readonly { readonly name: string }[]): Fault[] {
  const first = new Map<string, number>();
  return list.flatMap(({ name }, index): Fault[] => {
    const before = first.get(name);
    if (before === undefined) first.set(name, index);
    return before === undefined
      ? []
      : [{ path: [index, 'name'], message: `is the name of number ${before + 1} already` }];
  });
}

function argumentFaults({ type, pattern, enum: choices, default: fallback, max_length }: ArgumentShape): Fault[] {
  const faults: Fault[] = [];
  const compiled = pattern === undefined ? null : compilePattern(pattern);
  if (compiled && !compiled.ok) faults.push({ path: ['pattern'], message: compiled.why });
  for (const [index, choice] of (choices ?? []).entries())
    if (!isOfType(type, choice)) faults.push({ path: ['enum', index], message: `is no ${type}` });
  if (fallback === undefined) return faults;
  const path = ['default'];
  if (!isOfType(type, fallback)) faults.push({ path, message: `is no ${type}` });
  else if (choices && !choices.includes(fallback)) faults.push({ path, message: 'is none of `enum`' });
  else if (fallback.length > max_length) faults.push({ path, message: 'is longer than `max_length`' });
  else if (compiled?.ok && !compiled.matches(fallback)) faults.push({ path, message: 'does not match `pattern`' });
  return faults;
}
