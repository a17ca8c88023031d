import { useState } from 'react';
import { actAndTell } from '../../client/calls.ts';
import { openDefinition } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ScrollBox } from '../../ui/scroll-box.tsx';
import css from './empty-tools.module.css';
import { touchJobs } from './use-jobs-fresh.ts';

const EXAMPLE = `${JSON.stringify(
  {
    name: 'example',
    version: '1.0.0',
    commands: [
      {
        name: 'hello',
        description: 'Says hello to somebody.',
        exec_parts: ['/bin/echo', 'Hello,', '{{.who}}'],
        timeout: '10s',
        args: [{ name: 'who', type: 'string', required: true, pattern: 'identifier', description: 'Whom to greet.' }],
      },
    ],
  },
  null,
  2,
)}\n`;

/** A workspace without tools: what a manifest looks like, and a first one to begin with. */
export function EmptyTools() {
  const [isBusy, setIsBusy] = useState(false);
  const whyOff = useWhyOff('definition.create');

  async function create(): Promise<void> {
    setIsBusy(true);
    const words = { done: 'tools/example.json is written', failed: 'The example was not written' };
    const input = { kind: 'tools', name: 'example', path: 'tools/example.json', text: EXAMPLE };
    const result = await actAndTell('definition.create', input, {
      ...words,
      action: { label: 'Open', run: () => openDefinition('tools/example', 'text') },
    });
    setIsBusy(false);
    if (result) touchJobs();
  }

  return (
    <EmptyState
      title="This workspace has no tools yet."
      action={
        <Button
          kind="primary"
          busy={isBusy ? 'Writing' : undefined}
          disabledReason={whyOff}
          onClick={() => void create()}
          testId="tools-example"
        >
          Write this example
        </Button>
      }
    >
      <p>
        A tool is a set of commands that a manifest in the folder <code>tools</code> describes. Each command gets a form
        here; what it is given becomes arguments of a program, and no shell reads them.
      </p>
      <ScrollBox as="section" label="An example of a manifest" framed className={css['example']}>
        <pre>{EXAMPLE}</pre>
      </ScrollBox>
    </EmptyState>
  );
}
