import {
  type MouseEvent,
  memo,
  type PointerEvent,
  type RefObject,
  useEffect,
  useRef,
  useSyncExternalStore,
} from 'react';
import { hasTerm, toggleTerm } from '../../../lib/filter-terms.ts';
import { formatCount } from '../../../lib/format.ts';
import { marks } from '../../../stores/marks.ts';
import { selectFilter, setFilter, useUi } from '../../../stores/ui-store.ts';
import { DIFFERS_WORDS, hitWords } from './hit-words.ts';
import css from './lanes.module.css';
import { type Hit, hitTrack, LANE_PX, type TrackScene } from './track-scene.ts';
import type { LaneName } from './use-lanes.ts';
import { useTrackPointer } from './use-track-pointer.ts';
import type { ActiveMark, TrackParts } from './use-track-scene.ts';
import type { ViewControl } from './use-view.ts';

interface TimelineLanesProps {
  readonly track: RefObject<HTMLDivElement | null>;
  readonly parts: TrackParts;
  readonly names: readonly LaneName[];
  readonly control: ViewControl;
  readonly scene: () => TrackScene | null;
  readonly active: ActiveMark | null;
  readonly onPick: (hit: Hit) => void;
  readonly onFit: () => void;
  readonly onOpenCluster: (hit: Extract<Hit, { sort: 'mark' }>) => void;
}

/** The id of the element of a mark, by the number of its first event. */
function markId(seq: number): string {
  return `mark-${seq}`;
}

/** The lanes with their names on the left. What is marked is painted; the selected mark is an element besides. */
export function TimelineLanes(props: TimelineLanesProps) {
  const { track, parts, names, control, scene, active, onPick, onFit, onOpenCluster } = props;
  const pointer = useTrackPointer(track, control);
  const over = useRef<string | undefined>(undefined);
  const activeId = active?.first == null ? null : markId(active.first);

  useEffect(() => {
    if (activeId) document.getElementById(activeId)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
  }, [activeId]);

  function hitAt({ clientX, clientY, currentTarget }: MouseEvent<HTMLElement>): Hit | null {
    const drawn = scene();
    const { left, top } = currentTarget.getBoundingClientRect();
    return drawn && hitTrack(drawn, clientX - left, clientY - top);
  }
  function onMove(event: PointerEvent<HTMLElement>): void {
    pointer.handlers.onPointerMove(event);
    const hit = pointer.drags ? null : hitAt(event);
    const words = hit ? hitWords(hit) : undefined;
    if (words === over.current) return;
    over.current = words;
    event.currentTarget.title = words ?? '';
    event.currentTarget.toggleAttribute('data-over', hit !== null && hit.sort !== 'span');
  }

  return (
    <div className={css['lanes']}>
      <div className={css['labels']}>
        {names.map(({ name, total }) => (
          <LaneLabel key={name} name={name} total={total} />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the timeline around it */}
      <div
        ref={track}
        role="listbox"
        tabIndex={0}
        className={css['track']}
        style={{ height: names.length * LANE_PX }}
        aria-label="Timeline of reloads"
        aria-orientation="horizontal"
        aria-activedescendant={activeId ?? undefined}
        data-testid="timeline-track"
        data-drags={pointer.drags || undefined}
        {...pointer.handlers}
        onPointerMove={onMove}
        onClick={(event) => {
          const hit = pointer.wasDrag() ? null : hitAt(event);
          if (hit) onPick(hit);
        }}
        onDoubleClick={(event) => {
          const hit = hitAt(event);
          if (hit?.sort !== 'mark') onFit();
          else if (hit.mark.end - hit.mark.first > 1) onOpenCluster(hit);
        }}
      >
        <canvas ref={parts.canvas} className={css['canvas']} aria-hidden />
        {names.map(({ name }) => (
          <LaneGroup
            key={name}
            name={name}
            active={active?.lane === name && active.first !== null ? active : null}
            option={parts.option}
          />
        ))}
      </div>
    </div>
  );
}

interface LaneGroupProps {
  readonly name: string;
  /** The selected mark, if it stands in this lane and in sight. */
  readonly active: ActiveMark | null;
  readonly option: RefObject<HTMLDivElement | null>;
}

/** What the document says of a lane: whether something in it differs from the disk now, and the selected mark. */
const LaneGroup = memo(function LaneGroup({ name, active, option }: LaneGroupProps) {
  const why = useSyncExternalStore(marks.subscribe, () => {
    const last = marks.spans(name).at(-1);
    return last?.to === null ? last.why : undefined;
  });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of options is no fieldset
    <div
      role="group"
      aria-label={name}
      aria-description={why && DIFFERS_WORDS[why]}
      className={css['lane']}
      data-testid={`lane-${name}`}
      data-why={why}
    >
      {active?.first == null ? null : (
        // biome-ignore lint/a11y/useFocusableInteractive: the timeline has the focus and names its active mark
        <div
          ref={option}
          role="option"
          id={markId(active.first)}
          className={css['option']}
          aria-label={active.title}
          aria-selected
          data-testid={markId(active.first)}
          data-count={active.count}
        />
      )}
    </div>
  );
});

const LaneLabel = memo(function LaneLabel({ name, total }: LaneName) {
  const filter = useUi(selectFilter('reloads'));
  const isOn = hasTerm(filter, 'kind', name.toLowerCase());
  return (
    <button
      type="button"
      className={css['label']}
      aria-pressed={isOn}
      title={isOn ? `Show all lanes, not only ${name}` : `Show only ${name}`}
      data-testid={`lane-label-${name}`}
      onClick={() => setFilter('reloads', toggleTerm(filter, 'kind', name.toLowerCase()))}
    >
      <span className={css['labelName']}>{name}</span>
      {total !== null && <span className={css['labelCount']}>{formatCount(total)}</span>}
    </button>
  );
});
