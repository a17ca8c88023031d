import { formatDuration } from '../lib/format.ts';
import { layOutWaterfall, type PartialTimings } from '../lib/waterfall.ts';
import css from './waterfall.module.css';

/** Where the time of one reload went: a row per phase on one track; a phase that dwarfs the rest is cut, visibly. */
export function Waterfall({ timings }: { readonly timings: PartialTimings }) {
  const { phases, totalMs, broken } = layOutWaterfall(timings);
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  return (
    <div className={css['waterfall']}>
      <div className={css['scale']} aria-hidden>
        <span />
        <span className={css['track']}>
          <span>0</span>
          {broken === null ? null : (
            <span className={css['break']} style={{ left: percent(broken.at) }}>
              {'//'}
            </span>
          )}
          <span>{formatDuration(totalMs)}</span>
        </span>
      </div>
      <dl>
        {phases.map((phase) => (
          <div key={phase.name} className={css['row']}>
            <dt>{phase.name}</dt>
            <dd className={css['track']}>
              <span
                className={css['bar']}
                data-waits={phase.waits || undefined}
                hidden={phase.ms === null}
                style={{ left: percent(phase.start), width: percent(phase.length) }}
              />
              {broken?.phase === phase.name ? (
                <span className={css['cut']} style={{ left: percent(broken.at) }} />
              ) : null}
            </dd>
            <dd className={css['value']} data-missing={phase.ms === null || undefined}>
              {phase.ms === null ? 'not reached' : formatDuration(phase.ms)}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
