import { Braces, Play } from 'lucide-react';
import { useId, useMemo, useState } from 'react';
import type { McpTool } from '../../../shared/actions/agent.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { draftOf, type FormValues, readForm, readJson } from '../../ui/schema-form/form-values.ts';
import { readSchema } from '../../ui/schema-form/read-schema.ts';
import { SchemaForm } from '../../ui/schema-form/schema-form.tsx';
import { callTool, useCalls } from './call-store.ts';
import { readCallTime } from './call-time.ts';
import { CancelCall } from './cancel-call.tsx';
import { setToolDraft, useToolDraft } from './draft-store.ts';
import { TimeField } from './time-field.tsx';
import css from './tools-pane.module.css';

interface ToolFormProps {
  readonly server: string;
  readonly tool: McpTool;
}

const NO_FAULTS: Readonly<Record<string, string>> = {};

/** The form of one tool, made from its schema, and the act that calls it. */
export function ToolForm({ server, tool }: ToolFormProps) {
  const { name, title, description, inputSchema } = tool;
  const id = useId();
  const fields = useMemo(() => readSchema(inputSchema), [inputSchema]);
  const first = useMemo(
    () => ({ fields: draftOf(fields ?? []), json: fields === null ? '{}' : null, time: '' }),
    [fields],
  );
  const draft = useToolDraft(server, name) ?? first;
  const [isTried, setIsTried] = useState(false);
  const going = useCalls(server).find((call) => call.tool === name && call.end === null);
  const isBusy = going !== undefined;
  const whyOff = useWhyOff('mcp.call');
  const read = draft.json === null ? readForm(fields ?? [], draft.fields) : readWhole(draft.json);
  const time = readCallTime(draft.time);
  const faults = isTried && !read.ok ? read.faults : NO_FAULTS;

  function call(): void {
    setIsTried(true);
    if (!read.ok || 'fault' in time || isBusy || whyOff !== undefined) return;
    setIsTried(false);
    void callTool(server, name, { ...read.values }, time.ms);
  }
  function switchWay(): void {
    setIsTried(false);
    if (draft.json === null) {
      setToolDraft(server, name, { ...draft, json: JSON.stringify(read.ok ? read.values : {}, null, 2) });
    } else {
      const fieldsNow = read.ok ? draftOf(fields ?? [], read.values) : draft.fields;
      setToolDraft(server, name, { ...draft, fields: fieldsNow, json: null });
    }
  }

  return (
    <form
      className={css['form']}
      data-testid="tool-form"
      onSubmit={(event) => {
        event.preventDefault();
        call();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        call();
      }}
    >
      <h2 className={css['title']}>
        {name}
        {title === undefined || title === name ? null : <span className={css['faint']}>{title}</span>}
      </h2>
      {description === undefined ? null : <p className={css['about']}>{description}</p>}
      {draft.json === null ? (
        fields !== null && fields.length > 0 ? (
          <SchemaForm
            fields={fields}
            draft={draft.fields}
            faults={faults}
            onChange={(path, typed) =>
              setToolDraft(server, name, { ...draft, fields: { ...draft.fields, [path]: typed } })
            }
          />
        ) : (
          <p className={css['faint']}>It takes no arguments.</p>
        )
      ) : (
        <div className={css['whole']}>
          <label className={css['label']} htmlFor={id}>
            Arguments as JSON
          </label>
          <textarea
            id={id}
            className={css['json']}
            value={draft.json}
            rows={8}
            spellCheck={false}
            aria-invalid={faults[''] !== undefined || undefined}
            data-testid="tool-json"
            onChange={(event) => setToolDraft(server, name, { ...draft, json: event.currentTarget.value })}
          />
          {faults[''] === undefined ? null : (
            <p className={css['fault']} role="alert">
              {faults['']}
            </p>
          )}
        </div>
      )}
      <TimeField
        typed={draft.time}
        fault={'fault' in time ? time.fault : null}
        onChange={(typed) => setToolDraft(server, name, { ...draft, time: typed })}
      />
      <div className={css['acts']}>
        <Button
          kind="primary"
          icon={<Play aria-hidden />}
          keys="Ctrl Enter"
          busy={isBusy ? 'Calling' : undefined}
          disabledReason={whyOff}
          onClick={call}
          testId="tool-call"
        >
          Call
        </Button>
        {going === undefined ? null : <CancelCall server={server} call={going} />}
        {fields === null ? null : (
          <Button kind="quiet" icon={<Braces aria-hidden />} onClick={switchWay} testId="tool-as-json">
            {draft.json === null ? 'Write as JSON' : 'Back to the form'}
          </Button>
        )}
        {whyOff === undefined ? null : <span className={css['faint']}>{whyOff}</span>}
      </div>
    </form>
  );
}

function readWhole(text: string): FormValues {
  const read = readJson(text);
  if ('fault' in read) return { ok: false, faults: { '': `The text ${read.fault}.` } };
  const { value } = read;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ok: false, faults: { '': 'Arguments are a JSON object: names with values.' } };
  }
  return { ok: true, values: value as Record<string, unknown> };
}
