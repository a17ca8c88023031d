import { useState } from 'react';
import type { Problem } from '../../../shared/state.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, selectDefinitions, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { nameFault } from '../definitions/name-fault.ts';
import { createMissing, writeName } from './problem-acts.ts';
import css from './problem-inspector.module.css';

/** Rules that say: nothing has this name, so it can be made. */
const MISSING = new Set(['unknown-reference', 'default-missing']);

/** What would end a problem about a name: write the name that was probably meant, or define the one that is missing. */
export function WaysOut({ problem }: { readonly problem: Problem }) {
  const [busy, setBusy] = useState<'write' | 'create' | null>(null);
  const definitions = useWorkspace(selectDefinitions);
  const definition = useWorkspace(selectDefinition(problem.definition ?? null));
  const whyNotSave = useWhyOff('definition.save');
  const whyNotCreate = useWhyOff('definition.create');
  const { refersTo, rule, level } = problem;
  if (refersTo === undefined || !MISSING.has(rule)) return null;
  const { kinds, name, near } = refersTo;
  // Where the name may be meant for something outside, and where several kinds would do, nothing is made for the user.
  const kind = level === 'warning' ? undefined : kinds[0];
  const canCreate = kind !== undefined && nameFault(definitions, kind, name) === null;
  if (near === undefined && !canCreate) return null;

  const differs =
    definition && definition.disk?.hash === definition.loaded?.hash
      ? undefined
      : 'the file differs from what is loaded';
  async function run(what: 'write' | 'create', work: Promise<void>): Promise<void> {
    setBusy(what);
    await work;
    setBusy(null);
  }
  return (
    <div className={css['ways']}>
      {near !== undefined && (
        <Button
          busy={busy === 'write' ? 'Saving' : undefined}
          disabledReason={whyNotSave ?? differs ?? (problem.line === undefined ? 'its line is not known' : undefined)}
          onClick={() => void run('write', writeName(problem, near))}
          testId="problem-write"
        >
          Write {near} instead
        </Button>
      )}
      {canCreate && (
        <Button
          busy={busy === 'create' ? 'Writing' : undefined}
          disabledReason={whyNotCreate}
          onClick={() => void run('create', createMissing(kind, name))}
          testId="problem-create"
        >
          Create {kind}/{name}
        </Button>
      )}
    </div>
  );
}
