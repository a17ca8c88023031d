/** What the drawing needs of a component. */
export interface GraphNode {
  readonly name: string;
  readonly needs: readonly string[];
}

/** A component with its place; pixels from the top left. */
export interface PlacedNode {
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Column, from 0: what needs nothing stands in the first. */
  readonly layer: number;
}

/** A line from what is needed to what needs it. */
export interface PlacedEdge {
  readonly from: string;
  readonly to: string;
  /** Path of an SVG. */
  readonly path: string;
}

/** Where everything stands. */
export interface Graph {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

/** Size of a node and the space around, px. */
export const NODE_WIDTH = 160;
export const NODE_HEIGHT = 44;
const COLUMN = 224;
const ROW = 60;
const MARGIN = 24;
/** What has no line fills rows of at least so many. */
const LEAST_COLUMNS = 3;
/** Rounds of putting each node beside the middle of its neighbours. */
const ROUNDS = 4;

/**
 * Places components in columns by what they need, each column ordered so that lines cross little; what has no line
 * stands in rows below. The same twice.
 */
export function layOut(nodes: readonly GraphNode[]): Graph {
  const linked = linkedOf(nodes);
  const known = new Map(nodes.filter(({ name }) => linked.has(name)).map((node) => [node.name, node]));
  const layers = intoLayers([...known.values()], known);
  sortLayers(layers, known);
  const placed = new Map<string, PlacedNode>();
  const tallest = Math.max(0, ...layers.map((layer) => layer.length));
  for (const [layer, names] of layers.entries()) {
    // A short column stands at the middle of the tallest.
    const shift = Math.floor((tallest - names.length) / 2) * ROW;
    for (const [row, name] of names.entries()) {
      placed.set(name, { name, layer, x: MARGIN + layer * COLUMN, y: MARGIN + shift + row * ROW });
    }
  }
  const single = nodes.map(({ name }) => name).filter((name) => !linked.has(name));
  const columns = Math.max(layers.length, LEAST_COLUMNS);
  for (const [at, name] of single.sort().entries()) {
    const layer = at % columns;
    const row = tallest + Math.floor(at / columns);
    placed.set(name, { name, layer, x: MARGIN + layer * COLUMN, y: MARGIN + row * ROW });
  }
  const all = [...placed.values()];
  return {
    nodes: all,
    edges: edgesOf(nodes, placed),
    width: Math.max(0, ...all.map(({ x }) => x + NODE_WIDTH)) + MARGIN,
    height: Math.max(0, ...all.map(({ y }) => y + NODE_HEIGHT)) + MARGIN,
  };
}

/** What needs something that is there, or is needed. */
function linkedOf(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const names = new Set(nodes.map(({ name }) => name));
  return new Set(
    nodes.flatMap(({ name, needs }) => {
      const found = needs.filter((need) => names.has(need) && need !== name);
      return found.length === 0 ? [] : [name, ...found];
    }),
  );
}

/** The longest way down decides the column; a need that leads in a circle does not count. */
function intoLayers(nodes: readonly GraphNode[], known: ReadonlyMap<string, GraphNode>): string[][] {
  const depths = new Map<string, number>();
  const open = new Set<string>();
  const depthOf = (name: string): number => {
    const found = depths.get(name);
    if (found !== undefined) return found;
    open.add(name);
    let depth = 0;
    for (const need of known.get(name)?.needs ?? []) {
      if (known.has(need) && !open.has(need)) depth = Math.max(depth, depthOf(need) + 1);
    }
    open.delete(name);
    depths.set(name, depth);
    return depth;
  };
  const layers: string[][] = [];
  for (const { name } of [...nodes].sort((one, other) => (one.name < other.name ? -1 : 1))) {
    const depth = depthOf(name);
    while (layers.length <= depth) layers.push([]);
    layers[depth]?.push(name);
  }
  return layers;
}

/** Orders each column by the middle of its neighbours, forwards and backwards; names decide between equals. */
function sortLayers(layers: string[][], known: ReadonlyMap<string, GraphNode>): void {
  const dependents = new Map<string, string[]>();
  for (const { name, needs } of known.values())
    for (const need of needs) dependents.set(need, [...(dependents.get(need) ?? []), name]);
  for (let round = 0; round < ROUNDS; round += 1) {
    const places = new Map(layers.flatMap((layer) => layer.map((name, row) => [name, row / layer.length] as const)));
    const forwards = round % 2 === 0;
    for (const layer of layers) {
      const weights = new Map(
        layer.map((name) => {
          const beside = (forwards ? known.get(name)?.needs : dependents.get(name)) ?? [];
          const at = beside.flatMap((other) => places.get(other) ?? []);
          const own = places.get(name) ?? 0;
          return [name, at.length === 0 ? own : at.reduce((sum, place) => sum + place, 0) / at.length] as const;
        }),
      );
      layer.sort((one, other) => (weights.get(one) ?? 0) - (weights.get(other) ?? 0) || (one < other ? -1 : 1));
      for (const [row, name] of layer.entries()) places.set(name, row / layer.length);
    }
  }
}

function edgesOf(nodes: readonly GraphNode[], placed: ReadonlyMap<string, PlacedNode>): PlacedEdge[] {
  return nodes.flatMap(({ name, needs }) =>
    needs.flatMap((need): PlacedEdge[] => {
      const from = placed.get(need);
      const to = placed.get(name);
      return from && to && from !== to ? [{ from: need, to: name, path: pathOf(from, to) }] : [];
    }),
  );
}

/**
 * A smooth line from the right edge of one node to the left edge of another; one that leads back, in a circle, goes from
 * top to top, over what lies between.
 */
function pathOf(from: PlacedNode, to: PlacedNode): string {
  if (from.layer >= to.layer) {
    const [startX, endX] = [from.x + NODE_WIDTH / 2, to.x + NODE_WIDTH / 2];
    const over = Math.max(2, Math.min(from.y, to.y) - ROW / 2);
    return `M${startX} ${from.y}C${startX} ${over} ${endX} ${over} ${endX} ${to.y}`;
  }
  if (to.layer - from.layer > 1) return pathBetweenRows(from, to);
  const startX = from.x + NODE_WIDTH;
  const startY = from.y + NODE_HEIGHT / 2;
  const endX = to.x;
  const endY = to.y + NODE_HEIGHT / 2;
  const bend = Math.max(24, Math.abs(endX - startX) / 2);
  return `M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`;
}

/** A line over more than one column runs between two rows: behind the nodes on its way nobody would see it. */
function pathBetweenRows(from: PlacedNode, to: PlacedNode): string {
  const [startX, startY] = [from.x + NODE_WIDTH, from.y + NODE_HEIGHT / 2];
  const [endX, endY] = [to.x, to.y + NODE_HEIGHT / 2];
  // Those that begin in neighbouring columns would otherwise look like one line.
  const gap = (ROW - NODE_HEIGHT) / 2 + ((from.layer % 3) - 1) * 4;
  const row = to.y < from.y ? from.y - gap : from.y + NODE_HEIGHT + gap;
  const turn = (COLUMN - NODE_WIDTH) / 2;
  const down = `C${startX + turn} ${startY} ${startX + turn / 2} ${row} ${startX + turn} ${row}`;
  const up = `C${endX - turn / 2} ${row} ${endX - turn} ${endY} ${endX} ${endY}`;
  return `M${startX} ${startY}${down}L${endX - turn} ${row}${up}`;
}

/** Where an arrow key leads from a node: along its column, or to the nearest node of the next one. */
export function neighbour(graph: Graph, name: string, key: string): string | null {
  const from = graph.nodes.find((node) => node.name === name);
  if (!from) return graph.nodes[0]?.name ?? null;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      const isUp = key === 'ArrowUp';
      const beyond = graph.nodes.filter(({ layer, y }) => layer === from.layer && (isUp ? y < from.y : y > from.y));
      return nearest(beyond, from)?.name ?? null;
    }
    case 'ArrowLeft':
    case 'ArrowRight': {
      const step = key === 'ArrowLeft' ? -1 : 1;
      const beside = graph.nodes.filter((node) => node.layer === from.layer + step);
      const linked = beside.filter((node) => isLinked(graph, from.name, node.name));
      return nearest(linked.length > 0 ? linked : beside, from)?.name ?? null;
    }
    default:
      return null;
  }
}

function isLinked({ edges }: Graph, one: string, other: string): boolean {
  return edges.some(({ from, to }) => (from === one && to === other) || (from === other && to === one));
}

function nearest(nodes: readonly PlacedNode[], to: PlacedNode): PlacedNode | undefined {
  return [...nodes].sort((one, other) => Math.abs(one.y - to.y) - Math.abs(other.y - to.y))[0];
}
