import type { FieldChange } from '../../shared/events/fields.ts';
import { formatValue } from '../lib/format.ts';
import css from './diff-table.module.css';

/** Changed fields: path, the value before, the value after, in columns that line up. */
export function DiffTable({ changes }: { readonly changes: readonly FieldChange[] }) {
  return (
    <table className={css['diff']}>
      <thead className={css['head']}>
        <tr>
          <th scope="col">Field</th>
          <th scope="col">Before</th>
          <th scope="col">After</th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path}>
            <th scope="row" className={css['path']} title={change.path}>
              {change.path}
            </th>
            <Side sign="−" value={change.old} present={Object.hasOwn(change, 'old')} />
            <Side sign="+" value={change.new} present={Object.hasOwn(change, 'new')} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface SideProps {
  readonly sign: '−' | '+';
  readonly value: unknown;
  readonly present: boolean;
}

function Side({ sign, value, present }: SideProps) {
  if (!present || value === undefined) return <td className={css['absent']}>not set</td>;
  const text = formatValue(value);
  return (
    <td className={css['side']} title={text}>
      <span className={css[sign === '−' ? 'old' : 'new']}>
        {sign} {text}
      </span>
    </td>
  );
}
