import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../shared/errors.ts';
import { act, asAppError } from '../../client/calls.ts';
import { openDefinition, select } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectDefinition, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Inspector, Section } from '../../ui/inspector.tsx';
import rows from '../../ui/rows.module.css';
import type { Draft } from '../../ui/schema-form/form-field.ts';
import { SchemaForm } from '../../ui/schema-form/schema-form.tsx';
import {
  argumentDraft,
  argumentFields,
  carriedDraft,
  readArguments,
  shownFaults,
  withoutSecrets,
} from './argument-form.ts';
import { ArgvPreview } from './argv-preview-list.tsx';
import { useFormStart } from './form-store.ts';
import css from './inspector-parts.module.css';
import { lengthWords } from './job-look.ts';
import type { ArgumentRow } from './job-rows.ts';
import { whyNotRun } from './jobs-filter.ts';
import { selectionText } from './jobs-selection.ts';
import { SavedSets } from './saved-sets.tsx';
import { touchJobs } from './use-jobs-fresh.ts';
import type { ToolCommand } from './use-tools.ts';

interface CommandFormProps extends ToolCommand {
  /** No manifest has the command any more: what was typed stays, in case it comes back. */
  readonly isGone: boolean;
}

/** The form of a command: its arguments, the command line that they make, and the one place where Enter runs it. */
export function CommandForm({ tool, command, isGone }: CommandFormProps) {
  const { key, name, args, description } = command;
  const start = useFormStart(key);
  const [draft, setDraft] = useState<Draft>(() => argumentDraft(args, start?.args));
  const [shape, setShape] = useState(args);
  if (shape !== args) {
    setShape(args);
    if (JSON.stringify(shape) !== JSON.stringify(args)) setDraft(carriedDraft(shape, args, draft));
  }
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [isTried, setIsTried] = useState(false);
  const [saveAs, setSaveAs] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<AppError | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const whyNot = useWhyOff('job.run');
  const whyOff = isGone ? `no manifest has ${key} now` : (whyNot ?? whyNotRun(command));
  const isRefused = useWorkspace(selectDefinition(tool.definition))?.state === 'refused';
  const { given, faults } = readArguments(args, draft);
  const refused = failure?.code === 'INVALID_INPUT' ? faultOfCore(failure, args) : null;
  const shown = { ...refused, ...shownFaults(faults, touched, isTried) };

  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus({ preventScroll: true });
  }, []);

  function change(path: string, typed: string | readonly string[]): void {
    setDraft((before) => ({ ...before, [path]: typed }));
    setTouched((before) => new Set(before).add(path));
    setFailure(null);
  }

  function fill(values: Readonly<Record<string, string>>): void {
    setDraft(argumentDraft(args, values));
    setTouched(new Set());
    setFailure(null);
  }

  async function run(): Promise<void> {
    if (isBusy || whyOff !== undefined) return;
    setIsTried(true);
    const first = Object.keys(faults)[0];
    if (first !== undefined) {
      form.current?.querySelector<HTMLElement>(`[data-testid="input-${CSS.escape(first)}"]`)?.focus();
      return;
    }
    setIsBusy(true);
    setFailure(null);
    try {
      const { result } = await startJob();
      if (saveAs.trim() !== '') touchJobs();
      setDraft((before) => withoutSecrets(args, before));
      select('jobs', selectionText({ sort: 'job', id: result.jobId }));
    } catch (thrown) {
      setFailure(asAppError(thrown));
    } finally {
      setIsBusy(false);
    }
  }

  /** A job that is repeated keeps its arguments unless others are given, so it can be repeated only with all of them. */
  function startJob() {
    const name = saveAs.trim();
    const repeats =
      start !== null && name === '' && Object.keys(start.args).every((each) => Object.hasOwn(given, each));
    if (repeats) return act('job.rerun', { jobId: start.job, args: given });
    const wanted = { tool: tool.name, command: command.name, args: given };
    return act('job.run', name === '' ? wanted : { ...wanted, saveAs: name });
  }

  function onKeyDown(event: KeyboardEvent<HTMLFormElement>): void {
    if (event.key !== 'Enter' || event.nativeEvent.isComposing || event.shiftKey) return;
    const { target } = event;
    if (target instanceof HTMLButtonElement) return;
    const isLong = target instanceof HTMLTextAreaElement && takesLines(args, target.dataset['testid']);
    if (isLong && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    void run();
  }

  return (
    <Inspector
      title={`${tool.name}/${name}`}
      glyph={command.program.problem === null ? 'action' : 'warning'}
      subtitle={start === null ? (description ?? undefined) : 'With the arguments of an earlier job, to be changed'}
      actions={
        <Button
          kind="primary"
          keys="Enter"
          busy={isBusy ? 'Starting' : undefined}
          disabledReason={whyOff}
          onClick={() => void run()}
          testId="job-run"
        >
          Run
        </Button>
      }
      onClose={() => select('jobs', null)}
    >
      {whyOff === undefined ? null : (
        <p className={css['why']} data-testid="why-not-run">
          It cannot be run here: {whyOff}.
        </p>
      )}
      {isRefused ? (
        <p className={css['why']} data-testid="manifest-refused">
          The manifest on disk was refused. This is the last one that loaded, and what runs.{' '}
          <button type="button" className={css['link']} onClick={() => openDefinition(tool.definition, 'text')}>
            Look at it
          </button>
        </p>
      ) : null}
      {failure !== null && refused === null ? (
        <div className={css['failure']}>
          <ErrorNote error={failure} />
        </div>
      ) : null}
      <form
        ref={form}
        aria-label={`Arguments of ${key}`}
        onKeyDown={onKeyDown}
        onSubmit={(event) => event.preventDefault()}
      >
        <Section title="Arguments">
          {args.length === 0 ? <p className={css['soft']}>It takes none.</p> : null}
          <SavedSets tool={tool.name} command={command} onPick={fill} />
          <SchemaForm fields={argumentFields(args)} draft={draft} faults={shown} onChange={change} />
          {args.length === 0 ? null : (
            <label className={css['saveAs']}>
              Remember them as
              <input
                type="text"
                value={saveAs}
                maxLength={200}
                placeholder="a name, when it runs"
                autoComplete="off"
                spellCheck={false}
                data-testid="save-as"
                onChange={(event) => setSaveAs(event.currentTarget.value)}
              />
            </label>
          )}
        </Section>
      </form>
      <ArgvPreview command={command} given={given} />
      <Section title="About">
        <dl className={css['facts']}>
          <dt>Tool</dt>
          <dd>
            {tool.name} {tool.version}
            {tool.description === null ? '' : `: ${tool.description}`}
          </dd>
          <dt>Manifest</dt>
          <dd>
            <button type="button" className={rows['link']} onClick={() => openDefinition(tool.definition, 'text')}>
              {tool.definition}
            </button>
          </dd>
          <dt>Time limit</dt>
          <dd>{lengthWords(command.timeoutMs)}</dd>
          <dt>Folder</dt>
          <dd>{command.cwd ?? 'the workspace'}</dd>
          <Fact
            name="Environment"
            value={Object.entries(command.env)
              .map(([each, value]) => `${each}=${value}`)
              .join(' ')}
          />
          <Fact name="At once" value={command.concurrency ?? tool.concurrency} />
          <Fact name="Capability" value={command.aclCap} />
          <Fact name="Host" value={tool.tsnetHost} />
        </dl>
      </Section>
    </Inspector>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string | number | null }) {
  if (value === null || value === '') return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** What the core found, as the fault of the field it is about; null when it is about none. */
function faultOfCore({ subject, message }: AppError, args: readonly ArgumentRow[]): Record<string, string> | null {
  if (subject === undefined || !args.some(({ name }) => name === subject)) return null;
  const words = message.split(`\`${subject}\` `)[1] ?? message;
  return { [subject]: words.replace(/\.$/, '') };
}

function takesLines(args: readonly ArgumentRow[], testId: string | undefined): boolean {
  return args.some(({ name, allowNewline }) => allowNewline && testId === `input-${name}`);
}
