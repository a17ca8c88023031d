import { describe, expect, test } from 'vitest';
import { layOut, NODE_HEIGHT, neighbour } from '../../../renderer/features/components/graph-layout.ts';

describe('the graph', () => {
  const nodes = [
    { name: 'web', needs: ['api'] },
    { name: 'api', needs: ['db', 'cache'] },
    { name: 'db', needs: [] },
    { name: 'cache', needs: [] },
    { name: 'alone', needs: ['nobody'] },
  ];

  test('puts what is needed left of what needs it, and is the same for any order of names', () => {
    const graph = layOut(nodes);
    const layer = (name: string) => graph.nodes.find((node) => node.name === name)?.layer;
    expect(['db', 'cache', 'alone', 'api', 'web'].map(layer)).toEqual([0, 0, 0, 1, 2]);
    expect(graph.edges.map(({ from, to }) => `${from} ${to}`).sort()).toEqual(['api web', 'cache api', 'db api']);
    expect(layOut(nodes.toReversed()).nodes).toEqual(graph.nodes);
  });

  test('no two nodes stand in the same place', () => {
    const places = layOut(nodes).nodes.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('a circle and an empty graph are drawn too', () => {
    const circle = layOut([
      { name: 'a', needs: ['b'] },
      { name: 'b', needs: ['a'] },
    ]);
    expect(circle.edges).toHaveLength(2);
    expect(layOut([])).toMatchObject({ nodes: [], edges: [] });
  });

  test('a line that leads back in a circle stays on the sheet', () => {
    const circle = layOut([
      { name: 'a', needs: ['b'] },
      { name: 'b', needs: ['a'] },
    ]);
    for (const { path } of circle.edges) {
      const numbers = [...path.matchAll(/-?[\d.]+/g)].map(Number);
      for (const [at, number] of numbers.entries()) {
        expect(number).toBeGreaterThan(0);
        expect(number).toBeLessThan(at % 2 === 0 ? circle.width : circle.height);
      }
    }
  });

  test('a line over several columns is not hidden behind the nodes between', () => {
    const graph = layOut([
      { name: 'a', needs: [] },
      { name: 'b', needs: ['a'] },
      { name: 'c', needs: ['a', 'b'] },
    ]);
    const between = graph.nodes.find(({ name }) => name === 'b');
    const long = graph.edges.find(({ from, to }) => from === 'a' && to === 'c');
    const level = Number(/L[\d.]+ ([\d.]+)/.exec(long?.path ?? '')?.[1]);
    expect(level > (between?.y ?? 0) + NODE_HEIGHT || level < (between?.y ?? 0)).toBe(true);
  });

  test('what has no line stands below what has, and arrow keys lead there', () => {
    const graph = layOut([...nodes, { name: 'alone', needs: [] }]);
    const lowest = Math.max(...graph.nodes.filter(({ name }) => name !== 'alone').map(({ y }) => y));
    const alone = graph.nodes.find(({ name }) => name === 'alone');
    expect(alone?.y).toBeGreaterThan(lowest);
    const above = neighbour(graph, 'alone', 'ArrowUp');
    expect(above).not.toBeNull();
    expect(neighbour(graph, above ?? '', 'ArrowDown')).not.toBeNull();
  });

  test('arrow keys lead along a column and to a linked neighbour', () => {
    const graph = layOut(nodes);
    expect(neighbour(graph, 'api', 'ArrowRight')).toBe('web');
    expect(['db', 'cache']).toContain(neighbour(graph, 'api', 'ArrowLeft'));
    expect(neighbour(graph, 'api', 'ArrowUp')).toBeNull();
    expect(neighbour(graph, 'web', 'ArrowRight')).toBeNull();
  });
});
