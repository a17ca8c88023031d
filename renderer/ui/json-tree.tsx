import { formatCount } from '../lib/format.ts';
import css from './json-tree.module.css';
import { ScrollBox } from './scroll-box.tsx';

/** So many members of a list or a map are drawn; the rest is counted. */
const DRAWN = 200;
/** Levels that are open at first. */
const OPEN = 2;

interface JsonTreeProps {
  readonly value: unknown;
  /** What it is, for screen readers. */
  readonly label: string;
}

/** A plain value as a tree: lists and maps can be folded. */
export function JsonTree({ value, label }: JsonTreeProps) {
  return (
    <ScrollBox as="figure" label={label} framed className={css['tree']}>
      <Node name={null} value={value} depth={0} />
    </ScrollBox>
  );
}

interface NodeProps {
  readonly name: string | null;
  readonly value: unknown;
  readonly depth: number;
}

function Node({ name, value, depth }: NodeProps) {
  const members = membersOf(value);
  if (members === null || members.length === 0) {
    return (
      <div className={css['leaf']}>
        <Name name={name} />
        <span className={css['value']} data-sort={sortOf(value)}>
          {members === null ? JSON.stringify(value) : Array.isArray(value) ? '[]' : '{}'}
        </span>
      </div>
    );
  }
  return (
    <details className={css['node']} open={depth < OPEN}>
      <summary>
        <Name name={name} />
        <span className={css['count']}>
          {Array.isArray(value) ? `[${formatCount(members.length)}]` : `{${formatCount(members.length)}}`}
        </span>
      </summary>
      <div className={css['members']}>
        {members.slice(0, DRAWN).map(([key, member]) => (
          <Node key={key} name={key} value={member} depth={depth + 1} />
        ))}
        {members.length > DRAWN ? <p className={css['count']}>{formatCount(members.length - DRAWN)} more</p> : null}
      </div>
    </details>
  );
}

function Name({ name }: { readonly name: string | null }) {
  return name === null ? null : <span className={css['name']}>{name}: </span>;
}

function membersOf(value: unknown): [string, unknown][] | null {
  return typeof value === 'object' && value !== null ? Object.entries(value) : null;
}

function sortOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
