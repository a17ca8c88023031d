import { COMPONENT_STATES } from '../../shared/component-state.ts';
import type { KnownEvent } from '../../shared/envelope.ts';
import { plural } from '../lib/format.ts';
import { stateLook } from './component-look.ts';
import type { EventWords } from './said-event.ts';

const STATES: ReadonlySet<string> = new Set(COMPONENT_STATES);
const BY = { file: 'by the file', user: 'by hand', trust: 'by trust' } as const;
const ACTS = { deploy: 'deploy', undeploy: 'undeploy', redeploy: 'redeploy', restart: 'restart' } as const;
const SKIPPED = {
  overlap: 'the run before is not over',
  held: 'it is held',
  'not-trusted': 'the workspace is only looked at',
  failed: 'it could not begin',
} as const;
const RUNGS = {
  asked: 'was asked to stop',
  waiting: 'is given time to stop',
  killed: 'was killed',
  reaped: 'is gone',
  escaped: 'may have escaped',
} as const;

/** Events about components and their processes in words; null for any other. */
export function componentEventWords(event: KnownEvent, subject: string): EventWords | null {
  switch (event.type) {
    case 'component.declared':
      return words('added', `${subject} declared`, `${event.body.type} v${event.body.version}`);
    case 'component.desired':
      return words('action', `${subject} wanted ${event.body.desired}`, BY[event.body.by]);
    case 'component.changed': {
      const { to, reason, reverted } = event.body;
      // A newer build may know states that this one does not.
      if (!STATES.has(to)) return words('unknown', event.type, event.subject);
      const { glyph, word } = stateLook(to);
      return words(glyph, `${subject} ${word}`, reverted === true ? `${reason} (reverted)` : reason);
    }
    case 'component.pending': {
      const { pending } = event.body;
      return pending === null
        ? words('ok', `${subject}: no change waits`)
        : words('held', `${subject}: a change waits`, `${plural(pending.calls, 'call')} left`);
    }
    case 'component.forgotten':
      return words('removed', `${subject} forgotten`);
    case 'probe.changed': {
      const { probe, to, why } = event.body;
      const glyph = to === 'passing' ? 'ok' : to === 'failing' ? 'degraded' : 'unknown';
      return words(glyph, `${subject} probe ${probe} ${to}`, why);
    }
    case 'plan.made': {
      const { action, names, steps } = event.body;
      return words('action', `plan to ${ACTS[action]} ${names.join(', ')}`, plural(steps.length, 'step'));
    }
    case 'plan.stepped': {
      const { step, state } = event.body;
      const glyph = state === 'failed' ? 'failed' : state === 'done' ? 'ok' : 'action';
      return words(glyph, `step ${step + 1} of the plan ${state}`, event.body.error?.message);
    }
    case 'schedule.fired':
      return words('action', `${subject} came due`);
    case 'schedule.skipped': {
      const { why, error } = event.body;
      return words('unchanged', `${subject} came due and was skipped`, error?.message ?? SKIPPED[why]);
    }
    default:
      return runEventWords(event);
  }
}

function runEventWords(event: KnownEvent): EventWords | null {
  switch (event.type) {
    case 'run.started': {
      const { component, number, pid, adopted } = event.body;
      return words('starting', `${component} run ${number} ${adopted === true ? 'adopted' : 'started'}`, `pid ${pid}`);
    }
    case 'run.ended': {
      const { component, asked } = event.body;
      return words(asked ? 'stopped' : 'crashed', `${component} ended`, event.body.words);
    }
    case 'stop.stepped': {
      const { component, rung, pids } = event.body;
      const alive = pids.length === 0 ? '' : `${plural(pids.length, 'process', 'processes')} alive`;
      return words('stopping', `${component} ${RUNGS[rung]}`, alive);
    }
    case 'orphan.found':
      return words(
        'warning',
        `leftover process ${event.body.pid} of ${event.body.component} found`,
        event.body.command,
      );
    case 'orphan.resolved':
      return words('ok', `leftover process ${event.body.decision}`);
    default:
      return null;
  }
}

function words(glyph: EventWords['glyph'], text: string, more = ''): EventWords {
  return { glyph, text, more };
}
