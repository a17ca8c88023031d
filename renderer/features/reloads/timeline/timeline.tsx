import { type KeyboardEvent, memo, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { parsePosition } from '../../../../shared/position.ts';
import { marks } from '../../../stores/marks.ts';
import { keyName } from '../../../ui/use-hotkeys.ts';
import { AxisRow } from './axis-row.tsx';
import { MERGE_PX } from './merge.ts';
import { Minimap } from './minimap.tsx';
import { type Move, moveMark } from './moves.ts';
import css from './timeline.module.css';
import { TimelineLanes } from './timeline-lanes.tsx';
import type { Hit } from './track-scene.ts';
import { type Lane, useLaneNames } from './use-lanes.ts';
import { useTrackScene } from './use-track-scene.ts';
import { FIRST_SPAN_MS, hostNow, useFollow, useTrackWidth, useViewPart, type ViewControl } from './use-view.ts';
import { liveView, reveal, showRange, spanOf } from './view.ts';
import { showAll } from './zoom-control.tsx';

interface TimelineProps {
  /** The lanes as they stand when it is called. */
  readonly lanes: () => readonly Lane[];
  readonly control: ViewControl;
  /** Position of the selected event, or null. */
  readonly selected: string | null;
  readonly onSelect: (position: string) => void;
  readonly onOpen: (position: string) => void;
}

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'first',
  End: 'last',
};

/**
 * What became of every change, on one line of time per kind: it moves with the live edge, and nothing in it jumps. Marks and
 * the view change with every frame; what they look like is painted, and React draws only what stays for longer.
 */
export const Timeline = memo(function Timeline({ lanes, control, selected, onSelect, onOpen }: TimelineProps) {
  const track = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const option = useRef<HTMLDivElement>(null);
  const count = useRef<HTMLDivElement>(null);
  const parts = useMemo(() => ({ canvas, option, count }), []);
  const [isPointed, setIsPointed] = useState(false);
  const { change } = control;
  useTrackWidth(track, control);
  useFollow(control, isPointed);
  const names = useLaneNames();
  const seq = selected === null ? null : (parsePosition(selected)?.seq ?? null);
  const { scene, active } = useTrackScene(parts, { lanes, control, selected: seq });
  const follows = useViewPart(control, (view) => view.follows);
  useReveal(active?.at ?? null, control);

  function pick({ drawn: { lane }, ...hit }: Hit): void {
    if (hit.sort === 'hold') onSelect(marks.position(hit.hold.seq));
    // The newest of what stands as one: the others are one key away.
    else if (hit.sort === 'mark') onSelect(marks.position(lane.marks.seqs[hit.mark.end - 1] ?? 0));
  }
  function openCluster({ marks: { ats } }: Lane, first: number, end: number): void {
    const from = ats[first] ?? 0;
    change((before) => {
      const length = Math.max((ats[end - 1] ?? from) - from, before.msPerPx);
      return showRange(before, from - length * 0.2, from + length * 1.2, hostNow());
    });
  }
  const goLive = useCallback(() => {
    change((before) => liveView(before.width, Math.max(spanOf(before), FIRST_SPAN_MS / 20), hostNow()));
  }, [change]);

  function onKeyDown(event: KeyboardEvent): void {
    const move = MOVES[event.key];
    if (!(event.target instanceof Element) || event.target !== track.current) return;
    const mark = scene()?.selected ?? null;
    if (move !== undefined && keyName(event) === event.key) {
      const stands = lanes();
      const to = moveMark(stands, mark, move, MERGE_PX * control.get().msPerPx);
      const lane = to && stands.find((each) => each.name === to.lane);
      if (lane) onSelect(marks.position(lane.marks.seqs[to.place] ?? 0));
    } else if (event.key === 'Enter' && selected !== null) {
      const lane = scene()?.lanes.find((each) => each.lane.name === mark?.lane)?.lane;
      const cluster = mark?.cluster;
      if (lane && cluster && cluster.end - cluster.first > 1) openCluster(lane, cluster.first, cluster.end);
      else onOpen(selected);
    } else return;
    event.preventDefault();
  }

  return (
    <section
      className={css['timeline']}
      aria-label="Timeline"
      data-testid="timeline"
      data-follows={follows}
      onKeyDown={onKeyDown}
      onPointerEnter={(event) => setIsPointed(event.pointerType === 'mouse')}
      onPointerLeave={() => setIsPointed(false)}
    >
      <Minimap lanes={lanes} control={control} />
      <AxisRow count={count} control={control} selectedAt={active?.at ?? null} onLive={goLive} />
      <TimelineLanes
        track={track}
        parts={parts}
        names={names}
        control={control}
        scene={scene}
        active={active}
        onPick={pick}
        onFit={() => showAll(control)}
        onOpenCluster={({ drawn, mark }) => openCluster(drawn.lane, mark.first, mark.end)}
      />
    </section>
  );
});

/** Brings a newly selected mark into sight; after that the track goes where the reader or the live edge moves it. */
function useReveal(at: number | null, { change }: ViewControl): void {
  const show = useEffectEvent((time: number) => change((view) => reveal(view, time)));
  useEffect(() => {
    if (at !== null) show(at);
  }, [at]);
}
