import { ArrowDown, Braces, EyeOff, History, Maximize2 } from 'lucide-react';
import type { LogLineRow } from '../../../shared/log.ts';
import { copyText } from '../../lib/copy-text.ts';
import { formatClockMs, formatCount } from '../../lib/format.ts';
import { selectIsStale, useWorkspace } from '../../stores/workspace-store.ts';
import { Button } from '../../ui/button.tsx';
import { openEventAt } from './event-at.ts';
import css from './pane.module.css';
import { likeThis } from './text/like-this.ts';
import { copyLine, type ItemWords, streamWord } from './text/row-text.ts';
import type { Pane } from './use-pane.ts';

interface PaneFootProps {
  readonly pane: Pane;
  readonly words: ItemWords | undefined;
  readonly onWhole: (line: LogLineRow) => void;
  readonly onHide: ((line: LogLineRow) => void) | undefined;
}

/** The row below the lines: what is selected and can be done with it, and the way back to the newest line. */
export function PaneFoot({ pane, words, onWhole, onHide }: PaneFootProps) {
  const { handle, state, cursor, follows, newer } = pane;
  const isStale = useWorkspace(selectIsStale);
  const row = cursor === null ? undefined : handle?.model.row(cursor);
  return (
    <footer className={css['foot']} data-testid="log-foot">
      {isStale ? <span className={css['lost']}>disconnected: last known lines</span> : null}
      {row?.kind === 'line' ? (
        <LineActs
          line={row}
          words={words}
          onJson={() => cursor !== null && handle?.list.toggleJson(cursor)}
          onWhole={onWhole}
          onHide={onHide}
        />
      ) : (
        <span className={css['what']}>{follows ? 'Following the newest line' : 'Not following'}</span>
      )}
      <span className={css['grow']} />
      {follows || state === null || state.rows === 0 ? null : (
        <Button icon={<ArrowDown />} keys="End" onClick={() => handle?.list.follow(true)} testId="log-follow">
          {newer > 0 ? `${formatCount(newer)} new` : 'Follow'}
        </Button>
      )}
    </footer>
  );
}

interface LineActsProps {
  readonly line: LogLineRow;
  readonly words: ItemWords | undefined;
  readonly onJson: () => void;
  readonly onWhole: (line: LogLineRow) => void;
  readonly onHide: ((line: LogLineRow) => void) | undefined;
}

function LineActs({ line, words, onJson, onWhole, onHide }: LineActsProps) {
  return (
    <>
      <span className={css['what']} title={`line ${formatCount(line.n)} of ${streamWord(line.stream, words)}`}>
        {formatClockMs(line.at)} {streamWord(line.stream, words)}
      </span>
      <span className={css['acts']}>
        <Button
          kind="quiet"
          icon={<History />}
          onClick={() => void openEventAt(line.seq)}
          testId="log-to-event"
          title="What had just happened when this line was written"
        >
          Event
        </Button>
        <Button kind="quiet" icon={<Maximize2 />} onClick={() => onWhole(line)} testId="log-whole">
          Whole line
        </Button>
        <Button kind="quiet" icon={<Braces />} onClick={onJson} testId="log-json">
          JSON
        </Button>
        {onHide === undefined || likeThis(line.text) === null ? null : (
          <Button
            kind="quiet"
            icon={<EyeOff />}
            onClick={() => onHide(line)}
            testId="log-hide"
            title="Hide lines that differ from this one only in numbers, times and ids"
          >
            Hide alike
          </Button>
        )}
        <Button kind="quiet" onClick={() => void copyText(copyLine(line), 'line')} testId="log-copy-line">
          Copy
        </Button>
      </span>
    </>
  );
}
