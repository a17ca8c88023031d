import { selectDialog, showDialog, useUi } from '../../stores/ui-store.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Key } from '../../ui/key.tsx';
import css from './help-dialog.module.css';

const GROUPS: readonly { readonly title: string; readonly keys: readonly (readonly [string, string])[] }[] = [
  {
    title: 'Everywhere',
    keys: [
      [
        '1  2  3  4  5  6  8',
        'Overview, Reloads, Components, Agents, Jobs, Definitions, Logs (with Ctrl or Cmd also inside a field)',
      ],
      ['Ctrl K  F1', 'Go to or run anything'],
      ['Ctrl ,', 'Settings'],
      ['Ctrl B', 'Rail with words or icons'],
      ['?', 'These keys'],
    ],
  },
  {
    title: 'In a list',
    keys: [
      ['↓ ↑  j k', 'Move'],
      ['Page ↓  Page ↑', 'Move by a page'],
      ['Home  End', 'First, last'],
      ['Enter', 'Open'],
      ['Esc', 'Close the details'],
      ['/', 'Filter'],
    ],
  },
  {
    title: 'Overview',
    keys: [['Ctrl Enter', 'Do what the filled button of the selected item says']],
  },
  {
    title: 'Reloads',
    keys: [['n', 'Next failure']],
  },
  {
    title: 'Components',
    keys: [
      ['Shift R', 'Redeploy the selected one, after its preview'],
      ['Space', 'Check the selected one'],
      ['g', 'Table or graph'],
    ],
  },
  {
    title: 'Logs',
    keys: [
      ['Ctrl F  F3  Shift F3', 'Find; the next match, the one before'],
      ['/', 'Only lines that hold a text'],
      ['f  End', 'Follow the newest line'],
      ['e  Shift E', 'Next error, the one before'],
      ['[  ]', 'Run before, next run'],
      ['Enter', 'Open the JSON of the selected line, or the whole of it'],
      ['w  t', 'Wrap long lines; times absolute, relative, off'],
      ['Ctrl L', 'Clear the view'],
    ],
  },
  {
    title: 'In the text of a definition',
    keys: [
      ['Ctrl S', 'Save'],
      ['Ctrl Space', 'What can stand here'],
      ['F8  Shift F8', 'Next problem, the one before'],
      ['Ctrl F', 'Find and replace'],
      ['Ctrl Alt G', 'Go to a line, or to line:column'],
      ['Tab', 'Leave the text'],
      ['Ctrl M', 'Let Tab indent; then Esc and Tab leave the text'],
    ],
  },
];

/** Every key, in one place. */
export function HelpDialog() {
  const isOpen = useUi(selectDialog) === 'help';
  const close = () => showDialog(null);
  return (
    <Dialog
      open={isOpen}
      onClose={close}
      title="Keys"
      testId="help"
      footer={
        <Button keys="Esc" onClick={close}>
          Close
        </Button>
      }
    >
      {GROUPS.map((group) => (
        <section key={group.title} className={css['group']}>
          <h3 className={css['title']}>{group.title}</h3>
          <dl>
            {group.keys.map(([keys, words]) => (
              <div key={keys} className={css['line']}>
                <dt>
                  <Key>{keys}</Key>
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
