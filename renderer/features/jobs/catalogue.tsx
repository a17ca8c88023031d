import { memo } from 'react';
import { formatCount } from '../../lib/format.ts';
import { select } from '../../stores/ui-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import css from './catalogue.module.css';
import { forgetFormStart } from './form-store.ts';
import type { CommandRow, ToolRow } from './job-rows.ts';
import { whyNotRun } from './jobs-filter.ts';
import { selectionText } from './jobs-selection.ts';

interface CatalogueProps {
  readonly tools: readonly ToolRow[];
  /** `tool/command` of the open form. */
  readonly opened: string | null;
}

/** Tools and their commands; each opens the form that runs it. */
export function Catalogue({ tools, opened }: CatalogueProps) {
  return (
    <nav className={css['catalogue']} aria-label="Tools" data-testid="catalogue">
      {tools.map((tool) => (
        <section key={tool.definition} className={css['tool']} aria-label={`Tool ${tool.name}`}>
          <h2 className={css['head']} title={tool.description ?? tool.definition}>
            <span className={css['toolName']}>{tool.name}</span>
            <span className={css['version']}>{tool.version}</span>
            <span className={css['count']}>{formatCount(tool.commands.length)}</span>
          </h2>
          <ul>
            {tool.commands.map((command) => (
              <Command key={command.key} command={command} isOpen={command.serves && opened === command.key} />
            ))}
          </ul>
        </section>
      ))}
    </nav>
  );
}

const Command = memo(function Command({ command, isOpen }: { readonly command: CommandRow; readonly isOpen: boolean }) {
  const { key, name, description, program } = command;
  const why = whyNotRun(command);
  const below = program.problem ?? why ?? description ?? '';
  return (
    <li>
      <button
        type="button"
        className={css['command']}
        aria-current={isOpen || undefined}
        title={below === '' ? key : `${key}: ${below}`}
        data-testid={`command-${key}`}
        onClick={() => {
          forgetFormStart();
          select('jobs', selectionText({ sort: 'command', key }));
        }}
      >
        <span className={css['glyph']}>
          <Glyph name={program.problem !== null ? 'warning' : why === undefined ? 'action' : 'disabled'} />
        </span>
        <span className={css['name']}>{name}</span>
        <span className={css['below']} data-bad={program.problem !== null || why !== undefined || undefined}>
          {below}
        </span>
      </button>
    </li>
  );
});
