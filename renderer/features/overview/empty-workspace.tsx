import { FolderOpen, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ask } from '../../client/calls.ts';
import { openDefinition, showDialog } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import { selectIsConnected, selectWorkspace, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Frame } from '../../ui/frame.tsx';
import css from './empty-workspace.module.css';

interface KindRow {
  readonly kind: string;
  readonly extensions: readonly string[];
}

/** A workspace without definitions: what one is, the first one, and the way elsewhere. */
export function EmptyWorkspace() {
  const workspace = useWorkspace(selectWorkspace);
  const kinds = useKinds();
  const createOff = useWhyOff('definition.create');
  const openOff = useWhyOff('workspace.open');
  const first = kinds.find(({ kind }) => kind === 'agents') ?? kinds[0];
  return (
    <section className={css['empty']} data-testid="empty-workspace">
      <h2 className={css['title']}>Nothing needs you</h2>
      <p className={css['lead']}>
        Signalbox watches {workspace === null ? 'this folder' : <code>{workspace.root}</code>}, and there is no
        definition in it yet. A definition is one file in the folder of its kind; saving it is all it takes.
      </p>
      <ol className={css['steps']}>
        <li className={css['step']}>
          <span className={css['number']}>1</span>
          <div>
            <h3 className={css['head']}>Write a first definition</h3>
            <p>
              From a template, or with your own editor
              {first ? (
                <>
                  : a file such as{' '}
                  <code>
                    {first.kind}/first{first.extensions[0] ?? '.yaml'}
                  </code>
                </>
              ) : null}
              . It is loaded a moment after the save.
            </p>
          </div>
          {first ? (
            <Button
              kind="primary"
              icon={<Plus aria-hidden />}
              disabledReason={createOff}
              onClick={() => openDefinition(`${first.kind}/`, 'create')}
            >
              New definition…
            </Button>
          ) : null}
        </li>
        <li className={css['step']}>
          <span className={css['number']}>2</span>
          <div>
            <h3 className={css['head']}>Break it on purpose</h3>
            <p>
              Save something that cannot load. It is refused with the line at fault, and the last good version keeps
              serving.
            </p>
            <div className={css['frame']}>
              <Frame text={'  3 | name: first\n> 4 | options: {temperature: warm\n  5 | model: fast'} />
            </div>
          </div>
        </li>
        <li className={css['step']}>
          <span className={css['number']}>3</span>
          <div>
            <h3 className={css['head']}>Or open another folder</h3>
            <p>
              {kinds.length === 0
                ? 'Any folder that holds definitions.'
                : `Watched kinds: ${kinds.map(({ kind }) => kind).join(', ')}.`}
            </p>
          </div>
          <Button icon={<FolderOpen aria-hidden />} disabledReason={openOff} onClick={() => showDialog('open-folder')}>
            Open folder…
          </Button>
        </li>
      </ol>
    </section>
  );
}

function useKinds(): readonly KindRow[] {
  const isConnected = useWorkspace(selectIsConnected);
  const [kinds, setKinds] = useState<readonly KindRow[]>([]);
  useEffect(() => {
    if (!isConnected) return;
    let shown = true;
    // Without the list the page still says what to do; it is asked again at the next connection.
    ask('kinds', {}).then(
      (answer) => shown && setKinds(answer.kinds),
      () => {},
    );
    return () => {
      shown = false;
    };
  }, [isConnected]);
  return kinds;
}
