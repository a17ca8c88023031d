import { formatCount } from '../../../lib/format.ts';
import { type GlyphName, glyphShape } from '../../../ui/glyph.tsx';
import { COUNT_PX } from './merge.ts';
import type { TrackColours } from './palette.ts';
import { type DrawnLane, LANE_PX, lookOf, type TrackScene } from './track-scene.ts';
import { xOf } from './view.ts';

/** Draws a scene on a canvas. */
export type PaintTrack = (scene: TrackScene) => void;

const GLYPH_PX = 12;
/** A glyph with the ground that keeps it apart from the lines below. */
const SPRITE_PX = GLYPH_PX + 2;
const TICK = { width: 3, height: 14 };
const FONT = '11px';

/**
 * Makes what paints a track with these colours. Signs are drawn once and copied after that: hundreds stand on a track, and
 * all of them move while it is dragged.
 */
export function createTrackPainter(
  canvas: HTMLCanvasElement,
  colours: TrackColours,
  scale: number,
  family: string,
): PaintTrack | null {
  const opened = canvas.getContext('2d');
  if (!opened) return null;
  const context: CanvasRenderingContext2D = opened;
  const sprites = new Map<string, HTMLCanvasElement>();
  let hasFont = false;

  function spriteOf(name: GlyphName, ground: string): HTMLCanvasElement {
    const key = `${name} ${ground}`;
    const known = sprites.get(key);
    if (known) return known;
    const made = drawSprite(canvas.ownerDocument, name, ground, colours, scale);
    sprites.set(key, made);
    return made;
  }

  function sign(name: GlyphName, x: number, middle: number, ground: string = colours.background): void {
    const half = SPRITE_PX / 2;
    context.drawImage(spriteOf(name, ground), Math.round(x) - half, middle - half, SPRITE_PX, SPRITE_PX);
  }

  function bar(colour: string, x: number, middle: number, width: number): void {
    context.fillStyle = colour;
    context.fillRect(Math.round(x - width / 2), middle - TICK.height / 2, width, TICK.height);
  }

  function count(text: string, x: number, middle: number, side: 'left' | 'right' = 'left'): void {
    context.fillStyle = colours.soft;
    context.textAlign = side === 'left' ? 'right' : 'left';
    context.fillText(text, Math.round(x) + (side === 'left' ? -COUNT_PX : COUNT_PX), middle + 0.5);
  }

  function spans({ spans: list }: DrawnLane, scene: TrackScene, top: number): void {
    context.fillStyle = colours.warn;
    for (const { from, to, why } of list) {
      const left = Math.max(-10, xOf(scene.view, from));
      const width = Math.max(2, Math.min(scene.view.width + 10, xOf(scene.view, to)) - left);
      if (why === 'refused') context.fillRect(left, top + LANE_PX - 5, width, 2);
      else
        for (let dash = 0; dash < width; dash += 7)
          context.fillRect(left + dash, top + LANE_PX - 5, Math.min(4, width - dash), 2);
    }
  }

  function lane(drawn: DrawnLane, scene: TrackScene, index: number): void {
    const top = index * LANE_PX;
    const middle = top + LANE_PX / 2;
    const selected = scene.selected?.lane === drawn.lane.name ? scene.selected.cluster : null;
    spans(drawn, scene, top);
    for (const hold of drawn.holds) {
      sign('held', hold.x, middle);
      count(formatCount(hold.count), hold.x, middle, hold.side);
    }
    for (const mark of drawn.marks) {
      const { shape, glyph } = lookOf(mark);
      if (mark === selected) ring(mark.x, middle);
      if (shape === 'glyph') sign(glyph, mark.x, middle, mark === selected ? colours.select : colours.background);
      else if (shape === 'tick') bar(colours.ok, mark.x, middle, TICK.width);
      else bar(colours.hairline, mark.x, middle, 1);
      const several = mark.end - mark.first;
      if (several > 1) count(`×${formatCount(several)}`, mark.x, middle, mark.side);
    }
  }

  function ring(x: number, middle: number): void {
    context.beginPath();
    context.roundRect(Math.round(x) - 8, middle - 9, 16, 18, 3);
    context.fillStyle = colours.select;
    context.fill();
    context.lineWidth = 1.5;
    context.strokeStyle = colours.ring;
    context.stroke();
  }

  function hatch(from: number, to: number, height: number, slope: 1 | -1, alpha: number): void {
    if (to <= from) return;
    context.save();
    context.beginPath();
    context.rect(from, 0, to - from, height);
    context.clip();
    context.globalAlpha = alpha;
    context.strokeStyle = colours.line;
    context.lineWidth = 1;
    context.beginPath();
    for (let x = from - height; x < to + height; x += 8) {
      context.moveTo(x, slope === 1 ? 0 : height);
      context.lineTo(x + height, slope === 1 ? height : 0);
    }
    context.stroke();
    context.restore();
  }

  return (scene) => {
    const { width } = scene.view;
    const height = scene.lanes.length * LANE_PX;
    // Setting a font lays styles out, and a new size forgets it: not with every frame.
    if (resize(canvas, width, height, scale) || !hasFont) {
      context.font = `${FONT} ${family}`;
      hasFont = true;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    context.textBaseline = 'middle';
    context.fillStyle = colours.line;
    for (const x of scene.lines) context.fillRect(Math.round(x), 0, 1, height);
    for (let index = 1; index < scene.lanes.length; index += 1) context.fillRect(0, index * LANE_PX, width, 1);
    const nowX = Math.max(0, Math.round(scene.nowX));
    hatch(nowX, width, height, -1, 1);
    context.fillStyle = colours.ink;
    if (scene.nowX >= 0 && scene.nowX <= width) context.fillRect(nowX, 0, 1, height);
    context.fillStyle = colours.ring;
    if (scene.selected) context.fillRect(Math.round(xOf(scene.view, scene.selected.at)), 0, 1, height);
    for (const [index, drawn] of scene.lanes.entries()) lane(drawn, scene, index);
    hatch(0, scene.unknownX, height, 1, 0.6);
  };
}

/** Answers whether anything changed. */
function resize(canvas: HTMLCanvasElement, width: number, height: number, scale: number): boolean {
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  // Setting either clears the canvas and gives it new memory, also when nothing changes.
  if (canvas.width === wide && canvas.height === high) return false;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  return true;
}

function drawSprite(
  document: Document,
  name: GlyphName,
  ground: string,
  colours: TrackColours,
  scale: number,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SPRITE_PX * scale;
  const context = canvas.getContext('2d');
  if (!context) return canvas;
  const { tone, fill, line, width = 1, dash } = glyphShape(name);
  context.scale(scale, scale);
  context.beginPath();
  context.roundRect(0, 0, SPRITE_PX, SPRITE_PX, 3);
  context.fillStyle = ground;
  context.fill();
  context.translate(1, 1);
  context.fillStyle = context.strokeStyle = colours[tone];
  if (fill !== undefined) context.fill(new Path2D(fill), 'evenodd');
  if (line === undefined) return canvas;
  context.lineWidth = width;
  context.setLineDash(dash === undefined ? [] : dash.split(' ').map(Number));
  context.stroke(new Path2D(line));
  return canvas;
}
