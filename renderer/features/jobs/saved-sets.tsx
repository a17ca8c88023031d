import { X } from 'lucide-react';
import { actAndTell } from '../../client/calls.ts';
import { IconButton } from '../../ui/button.tsx';
import css from './inspector-parts.module.css';
import { argumentWords } from './job-look.ts';
import type { CommandRow } from './job-rows.ts';
import { touchJobs } from './use-jobs-fresh.ts';

interface SavedSetsProps {
  readonly tool: string;
  readonly command: CommandRow;
  readonly onPick: (args: Readonly<Record<string, string>>) => void;
}

/** Arguments that were remembered under a name: picked to fill the form, or forgotten. */
export function SavedSets({ tool, command, onPick }: SavedSetsProps) {
  if (command.saved.length === 0) return null;

  async function forget(name: string): Promise<void> {
    const words = { done: `${name} is forgotten`, failed: `${name} was not forgotten` };
    await actAndTell('job.forget', { tool, command: command.name, name }, words);
    touchJobs();
  }

  return (
    <ul className={css['sets']} aria-label="Remembered arguments" data-testid="saved-sets">
      {command.saved.map(({ name, args }) => (
        <li key={name} className={css['set']}>
          <button
            type="button"
            className={css['pick']}
            title={argumentWords(args)}
            onClick={() => onPick(args)}
            data-testid={`saved-${name}`}
          >
            {name}
          </button>
          <IconButton label={`Forget ${name}`} onClick={() => void forget(name)} testId={`forget-${name}`}>
            <X />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
