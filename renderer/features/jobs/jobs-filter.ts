import type { ActionRequest } from '../../../shared/actions/all.ts';
import { JOB_STATUSES, type JobStatus } from '../../../shared/job-state.ts';
import { type FilterTerms, matchesFilter } from '../../lib/filter-terms.ts';
import type { CommandRow, ToolRow } from './job-rows.ts';

/** Columns a filter term can name. */
export const JOB_KEYS = ['tool', 'command', 'status'] as const;

/** What the history is asked for, out of the text of the filter box. */
export function historyQuery(text: string): Omit<ActionRequest<'jobs'>, 'before' | 'limit'> {
  const words: string[] = [];
  const asked: Record<string, string> = {};
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const cut = word.indexOf(':');
    const key = word.slice(0, Math.max(0, cut)).toLowerCase();
    const value = word.slice(cut + 1);
    // Several states are alternatives, however they are written; of a name there can be only one.
    if (key === 'status') asked[key] = [asked[key], value].filter(Boolean).join(',');
    else if ((JOB_KEYS as readonly string[]).includes(key)) asked[key] = value;
    else words.push(word);
  }
  const status = statusesIn(asked['status'] ?? '');
  const found = words.join(' ').slice(0, 200);
  return {
    ...(asked['tool'] ? { tool: asked['tool'] } : {}),
    ...(asked['command'] ? { command: asked['command'] } : {}),
    ...(status.length > 0 ? { status } : {}),
    ...(found === '' ? {} : { text: found }),
  };
}

function statusesIn(text: string): JobStatus[] {
  const names = text.toLowerCase().split(',');
  return JOB_STATUSES.filter((status) => names.includes(status));
}

/** Tools with the commands that pass the filter; a state narrows the history only. */
export function filterTools(tools: readonly ToolRow[], terms: FilterTerms): readonly ToolRow[] {
  const { status: _, ...keys } = terms.keys;
  const wanted = { ...terms, keys };
  return tools.flatMap((tool) => {
    const commands = tool.commands.filter((command) => isWanted(tool, command, wanted));
    return commands.length === 0 ? [] : [{ ...tool, commands }];
  });
}

function isWanted(tool: ToolRow, command: CommandRow, terms: FilterTerms): boolean {
  const fields = { tool: [tool.name.toLowerCase()], command: [command.name.toLowerCase()] };
  const text = [command.key, tool.description, command.description, command.execParts.join(' ')].join(' ');
  return matchesFilter(terms, fields, text);
}

/** What stands in the way of running a command, in words; null when nothing does. */
export function whyNotRun({ serves, allowed, aclCap, key }: CommandRow): string | undefined {
  if (!serves) return `another manifest serves ${key}`;
  return allowed ? undefined : `it needs the capability ${aclCap ?? ''}`;
}
