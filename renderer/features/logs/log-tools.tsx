import { Clock, Columns2, Copy, Download, Eraser, History, ListCollapse, WrapText } from 'lucide-react';
import { formatCount } from '../../lib/format.ts';
import { type LogPrefs, setLogPrefs, TIME_MODES } from '../../stores/log-store.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import css from './bars.module.css';
import { ToolToggle } from './tool-toggle.tsx';
import type { Since } from './use-logs.ts';
import type { Taking } from './use-taking.ts';

interface LogToolsProps {
  readonly prefs: LogPrefs;
  readonly lastReload: Since | null;
  readonly isSince: boolean;
  readonly onSince: () => void;
  readonly isCompared: boolean;
  readonly whyNoCompare: string | undefined;
  readonly onCompare: () => void;
  readonly taking: Taking;
  readonly onClear: () => void;
}

const TIME_WORDS = { absolute: 'absolute', relative: 'how long ago', off: 'not shown' } as const;

/** The time mode after this one. */
export function nextTime(time: LogPrefs['time']): LogPrefs['time'] {
  return TIME_MODES[(TIME_MODES.indexOf(time) + 1) % TIME_MODES.length] ?? 'absolute';
}

/** How lines are shown, and what can be done with all of them. */
export function LogTools(props: LogToolsProps) {
  const { prefs, lastReload, isSince, onSince, isCompared, whyNoCompare, onCompare, taking, onClear } = props;
  return (
    <>
      <span className={css['tools']}>
        <ToolToggle
          label="Only lines since the last reload, and mark those never seen before it"
          isOn={isSince}
          disabledReason={lastReload === null && !isSince ? 'nothing has been reloaded yet' : undefined}
          onToggle={onSince}
          testId="log-since"
        >
          <History aria-hidden />
        </ToolToggle>
        <ToolToggle
          label="Compare with the last healthy run"
          isOn={isCompared}
          disabledReason={whyNoCompare}
          onToggle={onCompare}
          testId="log-compare"
        >
          <Columns2 aria-hidden />
        </ToolToggle>
        <ToolToggle
          label="Fold repeated lines"
          isOn={prefs.fold}
          onToggle={() => setLogPrefs({ fold: !prefs.fold })}
          testId="log-fold"
        >
          <ListCollapse aria-hidden />
        </ToolToggle>
        <ToolToggle
          label="Wrap long lines"
          keys="w"
          isOn={prefs.wrap}
          onToggle={() => setLogPrefs({ wrap: !prefs.wrap })}
          testId="log-wrap"
        >
          <WrapText aria-hidden />
        </ToolToggle>
      </span>
      <span className={css['tools']}>
        <IconButton
          label={`Times: ${TIME_WORDS[prefs.time]}; change to ${TIME_WORDS[nextTime(prefs.time)]}`}
          keys="t"
          onClick={() => setLogPrefs({ time: nextTime(prefs.time) })}
          testId="log-time"
        >
          <Clock aria-hidden />
        </IconButton>
        <IconButton label="Copy all that is shown" onClick={taking.copy} testId="log-copy">
          <Copy aria-hidden />
        </IconButton>
        {taking.exported === null ? (
          <IconButton label="Export what is shown as a file" onClick={taking.export} testId="log-export">
            <Download aria-hidden />
          </IconButton>
        ) : (
          <Button onClick={taking.stop} testId="log-export-stop">
            Stop at {formatCount(taking.exported)}
          </Button>
        )}
        <IconButton label="Clear the view" keys="Ctrl L" onClick={onClear} testId="log-clear">
          <Eraser aria-hidden />
        </IconButton>
      </span>
    </>
  );
}
