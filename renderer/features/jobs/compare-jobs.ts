import type { FieldChange } from '../../../shared/events/fields.ts';
import { exitWords, jobLook, tookWords } from './job-look.ts';
import type { JobFacts } from './job-rows.ts';

/** One fact of two jobs beside each other. */
export interface ComparedFact {
  readonly name: string;
  readonly one: string;
  readonly other: string;
}

/** How two jobs went, fact by fact. */
export function comparedFacts(one: JobFacts, other: JobFacts): readonly ComparedFact[] {
  const fact = (name: string, words: (facts: JobFacts) => string): ComparedFact => ({
    name,
    one: words(one),
    other: words(other),
  });
  return [
    fact('command', ({ job }) => `${job.tool}/${job.command}`),
    fact('status', ({ job }) => jobLook(job.status).word),
    fact('exit', ({ job }) => exitWords(job) || '—'),
    fact('took', ({ job }) => tookWords(job) || '—'),
    fact('program', ({ executable, argv }) => executable ?? argv[0] ?? '—'),
    fact('folder', ({ cwd }) => cwd),
  ];
}

/** Arguments that differ; a hidden value cannot be compared and says so by being the same sign on both sides. */
export function comparedArguments(one: JobFacts, other: JobFacts): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(one.job.args), ...Object.keys(other.job.args)])];
  return names.flatMap((path): FieldChange[] => {
    const old = one.job.args[path];
    const now = other.job.args[path];
    if (old === now) return [];
    return [{ path, ...(old === undefined ? {} : { old }), ...(now === undefined ? {} : { new: now }) }];
  });
}
