import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { plural } from '../../../lib/format.ts';
import { createPace, type PaceLimits } from '../../../lib/pace.ts';
import { marks } from '../../../stores/marks.ts';
import { useUi } from '../../../stores/ui-store.ts';
import { useNow } from '../../../ui/time.tsx';
import { clusterLook } from './cluster-words.ts';
import { createTrackPainter, type PaintTrack } from './paint-track.ts';
import { readColours } from './palette.ts';
import { layTrack, type TrackScene } from './track-scene.ts';
import type { Lane } from './use-lanes.ts';
import { hostNow, type ViewControl } from './use-view.ts';

/** How soon marks that arrive are painted. */
const MARKS_PACE: PaceLimits = { atOnce: 4, everyMs: 100 };

/** The selected mark as the document tells it; the rest of the track is on the canvas. */
export interface ActiveMark {
  readonly lane: string;
  /** Its time, epoch ms. */
  readonly at: number;
  /** Number of the first event of the cluster it stands in; null while that is out of sight. */
  readonly first: number | null;
  readonly count: number;
  readonly title: string;
}

/** The elements that follow every frame without being drawn by React for it. */
export interface TrackParts {
  readonly canvas: RefObject<HTMLCanvasElement | null>;
  /** The selected mark. */
  readonly option: RefObject<HTMLDivElement | null>;
  /** Where the number of events in sight is written. */
  readonly count: RefObject<HTMLDivElement | null>;
}

interface SceneSource {
  readonly lanes: () => readonly Lane[];
  readonly control: ViewControl;
  /** Number of the selected event; null without one. */
  readonly selected: number | null;
}

/**
 * Keeps the canvas as the marks, the view and the selection are: at most once a frame, whatever comes in it. Answers what
 * was drawn last, and the selected mark.
 */
export function useTrackScene(
  parts: TrackParts,
  { lanes, control, selected }: SceneSource,
): { readonly scene: () => TrackScene | null; readonly active: ActiveMark | null } {
  const drawn = useRef<TrackScene | null>(null);
  const frame = useRef(0);
  const [active, setActive] = useState<ActiveMark | null>(null);
  const second = useNow();
  const painter = usePainter(parts.canvas);

  const draw = useEffectEvent(() => {
    frame.current = 0;
    const scene = layTrack(lanes(), control.get(), {
      now: hostNow(),
      selected,
      unknownBefore: marks.hasOlder() ? (marks.oldest()?.at ?? hostNow()) : null,
      spansOf: marks.spans,
    });
    drawn.current = scene;
    painter()?.(scene);
    parts.canvas.current?.setAttribute('data-from', String(scene.view.from));
    place(parts.option.current, scene);
    const words = plural(scene.count, 'event');
    if (parts.count.current && parts.count.current.textContent !== words) parts.count.current.textContent = words;
    setActive((before) => activeOf(scene, before));
  });
  const invalidate = useCallback(() => {
    if (frame.current === 0) frame.current = requestAnimationFrame(() => draw());
  }, []);

  useEffect(() => {
    // The view moves with every frame it can; marks that arrive fall on pixels that are taken already.
    const pace = createPace(invalidate, MARKS_PACE);
    const stops = [control.subscribe(invalidate), marks.subscribe(pace.ask), pace.stop];
    return () => {
      for (const stop of stops) stop();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [control, invalidate]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is a reason to draw anew
  useEffect(invalidate, [lanes, selected, second, painter, invalidate]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new element has to be put in its place
  useLayoutEffect(() => place(parts.option.current, drawn.current), [active]);
  return { scene: useCallback(() => drawn.current, []), active };
}

function place(option: HTMLElement | null, scene: TrackScene | null): void {
  const x = scene?.selected?.cluster?.x;
  if (option && x !== undefined) option.style.transform = `translateX(${Math.round(x)}px)`;
}

/** The same object as before unless something about it is told differently. */
function activeOf({ selected, lanes }: TrackScene, before: ActiveMark | null): ActiveMark | null {
  if (!selected) return null;
  const { lane: name, at, cluster } = selected;
  const columns = lanes.find(({ lane }) => lane.name === name)?.lane.marks;
  const first = cluster && columns ? (columns.seqs[cluster.first] ?? null) : null;
  const count = cluster ? cluster.end - cluster.first : 0;
  const isSame = before?.lane === name && before.at === at && before.first === first && before.count === count;
  if (isSame) return before;
  const title = cluster && columns ? clusterLook(columns, cluster.first, cluster.end, marks.name).title : '';
  return { lane: name, at, first, count, title };
}

/** What paints the canvas in the colours of the theme; another function when they change. */
function usePainter(canvas: RefObject<HTMLCanvasElement | null>): () => PaintTrack | null {
  const theme = useUi((ui) => ui.theme);
  const [changes, setChanges] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the resolution that is asked about is the one of now
  useEffect(() => {
    const changed = () => setChanges((count) => count + 1);
    const media = ['(prefers-color-scheme: dark)', `(resolution: ${devicePixelRatio}dppx)`];
    const queries = media.map((one) => matchMedia(one));
    for (const query of queries) query.addEventListener('change', changed);
    return () => {
      for (const query of queries) query.removeEventListener('change', changed);
    };
  }, [changes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours are those of the theme
  return useMemo(() => {
    let made: PaintTrack | null | undefined;
    return () => {
      const element = canvas.current;
      if (made !== undefined || !element?.parentElement) return made ?? null;
      const family = getComputedStyle(element).fontFamily;
      made = createTrackPainter(element, readColours(element.parentElement), devicePixelRatio || 1, family);
      return made;
    };
  }, [theme, changes, canvas]);
}
