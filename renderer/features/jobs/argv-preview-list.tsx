import { Copy } from 'lucide-react';
import { copyText } from '../../lib/copy-text.ts';
import { IconButton } from '../../ui/button.tsx';
import { Glyph } from '../../ui/glyph.tsx';
import { Section } from '../../ui/inspector.tsx';
import { argvPreview } from './argv-preview.ts';
import { shellLine } from './command-line.ts';
import css from './inspector-parts.module.css';
import type { CommandRow } from './job-rows.ts';

interface ArgvPreviewProps {
  readonly command: CommandRow;
  readonly given: Readonly<Record<string, string>>;
}

/** What would run, one element on each line: no shell reads it, so nothing in it is split. */
export function ArgvPreview({ command, given }: ArgvPreviewProps) {
  const elements = argvPreview(command, given);
  const { path, problem, name } = command.program;
  return (
    <Section
      title="Will run"
      right={
        <IconButton
          label="Copy as a command line"
          onClick={() => void copyText(shellLine(elements.map(({ text }) => text)), 'the command line')}
        >
          <Copy />
        </IconButton>
      }
    >
      <ol className={css['argv']} data-testid="argv">
        {elements.map(({ text, missing }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an element has no name but its place
          <li key={index} className={css['element']} data-missing={missing || undefined}>
            {text === '' ? <span className={css['faint']}>(empty)</span> : text}
          </li>
        ))}
      </ol>
      {problem === null ? null : (
        <p className={css['problem']} data-testid="program-problem">
          <Glyph name="warning" title="Problem" /> {problem}
        </p>
      )}
      {path === null || path === name ? null : <p className={css['soft']}>{`${name} is ${path}`}</p>}
    </Section>
  );
}
