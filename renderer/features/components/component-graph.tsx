import { type KeyboardEvent, memo, useEffect, useMemo } from 'react';
import type { Component } from '../../../shared/component-state.ts';
import { select } from '../../stores/ui-store.ts';
import { selectComponent, selectDefinition, selectRun, useWorkspace } from '../../stores/workspace-store.ts';
import { Glyph } from '../../ui/glyph.tsx';
import { useHotkeys } from '../../ui/use-hotkeys.ts';
import { stateWords } from '../../words/component-words.ts';
import { ComponentGlyph } from './component-glyph.tsx';
import css from './component-graph.module.css';
import { componentVersions } from './component-versions.ts';
import { type Graph, layOut, NODE_HEIGHT, NODE_WIDTH, neighbour, type PlacedNode } from './graph-layout.ts';
import { planRows } from './plan-rows.ts';
import { selectPreview, usePreview } from './preview-store.ts';
import { Since } from './since.tsx';

interface ComponentGraphProps {
  readonly components: readonly Component[];
  readonly selected: string | null;
}

/** Before the name of a component this gives the id of its node. */
const NODE_PREFIX = 'graph-node-';

/** Who needs whom, from left to right; what is waited for stands out, and a plan that is looked at is numbered. */
export function ComponentGraph({ components, selected }: ComponentGraphProps) {
  const shape = JSON.stringify(components.map(({ name, dependsOn }) => [name, Object.keys(dependsOn)]));
  const graph = useMemo(() => graphOf(shape), [shape]);
  const waits = useMemo(() => waitingEdges(components), [components]);
  const off = useMemo(() => new Set(components.filter(isOff).map(({ name }) => name)), [components]);
  const preview = usePreview(selectPreview);
  const orders = useMemo(() => new Map(planRows(preview ?? []).map(({ name, order }) => [name, order])), [preview]);
  // With nothing selected the first node is the one that Tab reaches.
  const entry = graph.nodes.some(({ name }) => name === selected) ? selected : (graph.nodes[0]?.name ?? null);

  const close = () => (selected === null ? false : select('components', null));
  useHotkeys({ Escape: close });
  useEffect(() => {
    if (selected === null) return;
    document.getElementById(`${NODE_PREFIX}${selected}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [selected]);

  function onKeyDown(event: KeyboardEvent): void {
    const next = entry === null ? null : neighbour(graph, entry, event.key);
    if (next === null) return;
    event.preventDefault();
    select('components', next);
    document.getElementById(`${NODE_PREFIX}${next}`)?.focus();
  }

  return (
    <div className={css['frame']}>
      <section className={css['graph']} aria-label="Dependencies" onKeyDown={onKeyDown} data-testid="graph">
        <div className={css['sheet']} style={{ width: graph.width, height: graph.height }}>
          <Edges graph={graph} waits={waits} off={off} orders={orders} />
          {graph.nodes.map((node) => (
            <Node
              key={node.name}
              node={node}
              isSelected={node.name === selected}
              isEntry={node.name === entry}
              order={orders.get(node.name) ?? null}
            />
          ))}
        </div>
      </section>
      <Legend hasOrder={orders.size > 0} hasWaits={waits.size > 0} />
    </div>
  );
}

function graphOf(shape: string): Graph {
  const pairs = JSON.parse(shape) as readonly (readonly [string, readonly string[]])[];
  return layOut(pairs.map(([name, needs]) => ({ name, needs })));
}

interface EdgesProps {
  readonly graph: Graph;
  readonly waits: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
  readonly orders: ReadonlyMap<string, number>;
}

function Edges({ graph, waits, off, orders }: EdgesProps) {
  return (
    <svg className={css['edges']} width={graph.width} height={graph.height} aria-hidden="true">
      <defs>
        {(['plain', 'waits', 'plan'] as const).map((tone) => (
          <marker
            key={tone}
            id={`arrow-${tone}`}
            className={css['arrow']}
            data-tone={tone}
            viewBox="0 0 6 6"
            refX="6"
            refY="3"
            markerWidth="6"
            markerHeight="6"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 .5 6 3 0 5.5z" />
          </marker>
        ))}
      </defs>
      {graph.edges.map(({ from, to, path }) => {
        const isWaiting = waits.has(edgeId(from, to));
        const tone = orders.has(from) && orders.has(to) ? 'plan' : isWaiting ? 'waits' : 'plain';
        return (
          <path
            key={edgeId(from, to)}
            d={path}
            className={css['edge']}
            data-tone={tone}
            data-off={off.has(to) || undefined}
            data-edge={edgeId(from, to)}
            markerEnd={`url(#arrow-${tone})`}
          />
        );
      })}
    </svg>
  );
}

interface NodeProps {
  readonly node: PlacedNode;
  readonly isSelected: boolean;
  readonly isEntry: boolean;
  readonly order: number | null;
}

const Node = memo(function Node({ node, isSelected, isEntry, order }: NodeProps) {
  const { name, x, y } = node;
  const component = useWorkspace(selectComponent(name));
  const definition = useWorkspace(selectDefinition(component?.definition ?? null));
  const run = useWorkspace(selectRun(component?.run ?? null));
  if (!component) return null;
  const differs = componentVersions(component, definition, run).some((fact) => fact.differs);
  const [waits] = component.waitingOn;
  return (
    <button
      type="button"
      id={`${NODE_PREFIX}${name}`}
      className={css['node']}
      style={{ left: x, top: y, width: NODE_WIDTH, height: NODE_HEIGHT }}
      aria-pressed={isSelected}
      tabIndex={isEntry ? 0 : -1}
      data-off={isOff(component) || undefined}
      data-plan={order !== null || undefined}
      data-testid={`node-${name}`}
      title={component.reason}
      onClick={() => select('components', name)}
    >
      {order === null ? null : (
        <span className={css['order']}>
          <span className={css['hidden']}>step </span>
          {order}
        </span>
      )}
      <span className={css['nodeHead']}>
        <ComponentGlyph component={component} />
        <span className={css['name']}>{name}</span>
        {differs ? <Glyph name="differs" title="descriptor differs" /> : null}
      </span>
      <span className={css['nodeState']}>
        {stateWords(component, undefined)}
        {waits ? ` on ${waits.name}` : ''}
        {component.state === 'starting' || component.state === 'stopping' ? (
          <>
            , <Since at={component.since} />
          </>
        ) : null}
      </span>
    </button>
  );
});

function Legend({ hasOrder, hasWaits }: { readonly hasOrder: boolean; readonly hasWaits: boolean }) {
  return (
    <p className={css['legend']}>
      <span className={css['legendItem']}>
        <Glyph name="differs" /> descriptor differs
      </span>
      {hasWaits ? (
        <span className={css['legendItem']}>
          <span className={css['waitMark']} aria-hidden="true" /> waits on
        </span>
      ) : null}
      {hasOrder ? (
        <span className={css['legendItem']}>
          <span className={css['orderMark']} aria-hidden="true">
            1
          </span>{' '}
          order of the previewed plan
        </span>
      ) : null}
      <span>dashed: off</span>
      <span className={css['legendKeys']}>arrow keys move</span>
    </p>
  );
}

function waitingEdges(components: readonly Component[]): ReadonlySet<string> {
  return new Set(
    components.flatMap(({ name, waitingOn }) =>
      waitingOn.filter(({ sort }) => sort === 'dependency').map((each) => edgeId(each.name, name)),
    ),
  );
}

function edgeId(from: string, to: string): string {
  return `${from} ${to}`;
}

function isOff({ state }: Component): boolean {
  return state === 'stopped' || state === 'disabled' || state === 'completed';
}
