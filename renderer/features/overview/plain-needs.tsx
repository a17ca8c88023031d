import { useShallow } from 'zustand/react/shallow';
import { actAndTell } from '../../client/calls.ts';
import { formatPlace, plural } from '../../lib/format.ts';
import { problemCounts } from '../../lib/problem-counts.ts';
import { showFiltered, showView } from '../../stores/ui-store.ts';
import { useWhyOff } from '../../stores/why-off.ts';
import {
  selectConfig,
  selectProblems,
  selectWatch,
  selectWorkspace,
  useWorkspace,
} from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { Frame } from '../../ui/frame.tsx';
import { Time } from '../../ui/time.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { Words } from '../../ui/words.tsx';
import { NeedFrame } from './need-frame.tsx';
import type { NeedProps } from './need-props.ts';

/** The workspace's folder is not there any more. */
export function RootNeed({ id, isSelected }: NeedProps) {
  const root = useWorkspace(selectWorkspace)?.root;
  const reason = useWhyOff('workspace.rescan');
  const look = () =>
    void actAndTell('workspace.rescan', {}, { done: 'Compared with the disk', failed: 'Not compared with the disk' });
  useHotkeys({ 'mod+Enter': look }, isSelected && reason === undefined);
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="failed"
      title="The folder is gone"
      where={<code>{root}</code>}
      message="What was loaded keeps serving. Mount it or put it back; it is picked up by itself."
      acts={
        <Button
          kind={isSelected ? 'primary' : 'secondary'}
          keys={isSelected ? 'Ctrl Enter' : undefined}
          disabledReason={reason}
          onClick={look}
        >
          Look again
        </Button>
      }
    />
  );
}

/** The workspace's own settings do not load. */
export function ConfigNeed({ id, isSelected }: NeedProps) {
  const { error } = useWorkspace(selectConfig);
  if (error === null) return null;
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="refused"
      title="Settings refused"
      where={error.at ? <code>{formatPlace(error.at)}</code> : undefined}
      message={<Words text={`${error.message} ${error.hint} The settings before stay in force.`} />}
    >
      {error.at?.frame === undefined ? undefined : (
        <Frame text={error.at.frame} path={error.at.path} line={error.at.line} />
      )}
    </NeedFrame>
  );
}

/** A part of the folder that cannot be watched as it should. */
export function DegradedNeed({ id, isSelected, path }: NeedProps & { readonly path: string }) {
  const fact = useWorkspace(useShallow((view) => selectWatch(view).degraded[path]));
  useHotkeys({ 'mod+Enter': () => showView('watcher') }, isSelected);
  if (!fact) return null;
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="warning"
      title="Watching is degraded"
      where={<code>{path === '' ? 'the whole folder' : path}</code>}
      when={<Time at={fact.at} mode="clock" />}
      message={`${fact.reason}; ${fact.fallback}`}
      acts={
        <Button keys={isSelected ? 'Ctrl Enter' : undefined} onClick={() => showView('watcher')}>
          Watcher
        </Button>
      }
    />
  );
}

/** What is wrong between files: one calm line that leads to the list. */
export function ProblemsNeed({ id, isSelected }: NeedProps) {
  const { error, warning } = problemCounts(useWorkspace(selectProblems));
  const show = () => showFiltered('problems', '');
  useHotkeys({ 'mod+Enter': show }, isSelected);
  return (
    <NeedFrame
      id={id}
      isSelected={isSelected}
      glyph="warning"
      title={plural(error + warning, 'problem')}
      where={warning > 0 ? `${plural(error, 'error')}, ${plural(warning, 'warning')}` : undefined}
      acts={
        <Button keys={isSelected ? 'Ctrl Enter' : undefined} onClick={show}>
          Problems
        </Button>
      }
    />
  );
}
