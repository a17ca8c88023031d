import { useMemo, useRef, useState } from 'react';
import { act, actAndTell } from '../../client/calls.ts';
import { plural } from '../../lib/format.ts';
import {
  select,
  selectFilter,
  selectSelection,
  setFilter,
  setTheme,
  type Theme,
  useUi,
} from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';
import { Bar } from '../../ui/bar.tsx';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/error-note.tsx';
import { Filter } from '../../ui/filter.tsx';
import { useListKeys } from '../../ui/use-list-keys.ts';
import { EnvironmentSection } from './environment-section.tsx';
import { FileTextDialog } from './file-text-dialog.tsx';
import { appRow, groupRows, type RowView, workspaceRow } from './rows.ts';
import { SettingLine } from './setting-line.tsx';
import css from './settings.module.css';
import { type SettingsAnswer, useSettings } from './use-settings.ts';

/** Every setting: of this workspace and of the app, what is saved and what is in use, and where it comes from. */
export function SettingsScreen() {
  const { answer, error, refresh } = useSettings();
  const text = useUi(selectFilter('settings'));
  const selected = useUi(selectSelection('settings'));
  const list = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => (answer ? rowsOf(answer) : []), [answer]);
  const groups = useMemo(() => groupRows(rows, text), [rows, text]);
  const ids = groups.flatMap(([, shown]) => shown.map((row) => row.id));
  const waiting = rows.filter((row) => row.differs?.why === 'restart').length;
  const offReopen = useWhyOff('workspace.reopen');
  const offSet = useWhyOff('config.set');
  const offApp = useWhyOff('settings.set');

  function show(id: string): void {
    select('settings', id);
    list.current?.querySelector(`[data-testid="row-${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'nearest' });
  }
  useListKeys({
    ids,
    selected,
    onSelect: show,
    onOpen: (id) => list.current?.querySelector<HTMLElement>(`[data-testid="set-${CSS.escape(id)}"]`)?.focus(),
    onClose: () => select('settings', null),
  });

  async function set(row: RowView, value: unknown): Promise<void> {
    try {
      await save(row, value);
    } finally {
      await refresh();
    }
  }

  async function save(row: RowView, value: unknown): Promise<void> {
    if (row.of === 'app') {
      await act('settings.set', { path: row.path, value, expectedHash: answer?.app.hash ?? null });
      if (row.path === 'theme') setTheme((value ?? 'system') as Theme);
    } else await act('config.set', { path: row.path, value, expectedHash: answer?.config.hash ?? null });
  }

  async function reopen(): Promise<void> {
    await actAndTell('workspace.reopen', {}, { done: 'Workspace opened anew', failed: 'Workspace not opened anew' });
  }

  return (
    <div className={css['settings']}>
      <Bar
        title="Settings"
        right={
          waiting === 0 ? null : (
            <Button
              kind="primary"
              disabledReason={offReopen}
              onClick={() => void reopen()}
              testId="reopen"
              title="Closes this workspace and opens it again with what is saved"
            >
              Reopen workspace: {plural(waiting, 'setting')} waiting
            </Button>
          )
        }
      >
        <Filter
          id="settings-filter"
          value={text}
          onChange={(value) => setFilter('settings', value)}
          placeholder="Search settings"
          onLeave={() => ids[0] !== undefined && show(ids[0])}
        />
      </Bar>
      <div className={css['list']} ref={list}>
        {error === null ? null : <ErrorNote error={error} />}
        {answer === null ? null : <Files answer={answer} />}
        {answer !== null && ids.length === 0 ? <p className={css['soft']}>No setting matches “{text}”.</p> : null}
        {groups.map(([group, shown]) => (
          <section key={group} aria-label={group} className={css['section']}>
            <h2 className={css['group']}>{group}</h2>
            {shown.map((row) => (
              <SettingLine
                key={row.id}
                row={row}
                isSelected={row.id === selected}
                off={row.of === 'app' ? offApp : (offSet ?? brokenFile(answer))}
                onSet={set}
                onSelect={(id) => select('settings', id)}
              />
            ))}
          </section>
        ))}
        {answer === null ? null : <EnvironmentSection config={answer.config} />}
      </div>
    </div>
  );
}

function rowsOf({ config, app }: SettingsAnswer): RowView[] {
  return [...config.rows.map((row) => workspaceRow(row, config.file)), ...app.rows.map(appRow)];
}

/** A file that does not load is not written: what is wrong in it is mended by hand. */
function brokenFile(answer: SettingsAnswer | null): string | undefined {
  return answer?.config.error ? `${answer.config.file} is refused; correct it first` : undefined;
}

/** Which files the settings are in, and why one of them is not used. */
function Files({ answer }: { readonly answer: SettingsAnswer }) {
  const workspace = useWorkspace(selectWorkspace);
  const off = useWhyOff('config.text');
  const [isOpen, setOpen] = useState(false);
  const { config, app } = answer;
  const path = workspace === null ? config.file : `${workspace.root}/${config.file}`;
  return (
    <section aria-label="Files" className={css['files']}>
      <p className={css['fileLine']}>
        <span className={css['soft']}>this workspace</span>
        <code>{path}</code>
        {config.hash === null ? <span className={css['soft']}>not there yet</span> : null}
        <Button kind="quiet" disabledReason={off} onClick={() => setOpen(true)} testId="open-text">
          Open text
        </Button>
      </p>
      <p className={css['fileLine']}>
        <span className={css['soft']}>the app</span>
        <code>{app.path}</code>
      </p>
      {config.error === null ? null : (
        <div data-testid="config-error">
          <ErrorNote
            error={{ ...config.error, hint: `${config.error.hint} Until then the values shown below are in force.` }}
          />
        </div>
      )}
      {app.fault === null ? null : (
        <div data-testid="app-fault">
          <ErrorNote
            error={{
              message: app.fault,
              hint: 'Correct the file; a change made here sets it aside and begins a new one.',
            }}
          />
        </div>
      )}
      {isOpen ? <FileTextDialog path={path} onClose={() => setOpen(false)} /> : null}
    </section>
  );
}
