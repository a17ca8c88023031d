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
  /** Place in its column, from 0. */
  readonly row: number;
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
/** Rounds of putting each node beside the middle of its neighbours. */
const ROUNDS = 4;

/** Places components in columns by what they need, each column ordered so that lines cross little. The same twice. */
export function layOut(nodes: readonly GraphNode[]): Graph {
  const known = new Map(nodes.map((node) => [node.name, node]));
  const layers = intoLayers(nodes, known);
  sortLayers(layers, known);
  const placed = new Map<string, PlacedNode>();
  const tallest = Math.max(0, ...layers.map((layer) => layer.length));
  for (const [layer, names] of layers.entries()) {
    // A short column stands at the middle of the tallest.
    const shift = Math.floor((tallest - names.length) / 2) * ROW;
    for (const [row, name] of names.entries()) {
      placed.set(name, { name, layer, row, x: MARGIN + layer * COLUMN, y: MARGIN + shift + row * ROW });
    }
  }
  return {
    nodes: [...placed.values()],
    edges: edgesOf(nodes, placed),
    width: MARGIN * 2 + Math.max(0, layers.length - 1) * COLUMN + (layers.length > 0 ? NODE_WIDTH : 0),
    height: MARGIN * 2 + Math.max(0, tallest - 1) * ROW + (tallest > 0 ? NODE_HEIGHT : 0),
  };
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

/** A smooth line from the right edge of one node to the left edge of another. */
function pathOf(from: PlacedNode, to: PlacedNode): string {
  const startX = from.x + NODE_WIDTH;
  const startY = from.y + NODE_HEIGHT / 2;
  const endX = to.x;
  const endY = to.y + NODE_HEIGHT / 2;
  const bend = Math.max(24, Math.abs(endX - startX) / 2);
  return `M${startX} ${startY}C${startX + bend} ${startY} ${endX - bend} ${endY} ${endX} ${endY}`;
}

/** Where an arrow key leads from a node: along its column, or to the nearest node of the next one. */
export function neighbour(graph: Graph, name: string, key: string): string | null {
  const from = graph.nodes.find((node) => node.name === name);
  if (!from) return graph.nodes[0]?.name ?? null;
  switch (key) {
    case 'ArrowUp':
    case 'ArrowDown': {
      const row = from.row + (key === 'ArrowUp' ? -1 : 1);
      return graph.nodes.find((node) => node.layer === from.layer && node.row === row)?.name ?? null;
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
