import type { EventDraft, KnownEvent } from '../../../shared/envelope.ts';
import type { Attributes, Observer, Span, SpanContext } from './observer.ts';

/** Tells an observer what the journal is told: work as spans, under the span of what caused it, and numbers. */
export interface JournalSpans {
  /** Takes a fact that was just appended, with its position. */
  note(draft: EventDraft, position: string): void;
}

/** Positions whose span is remembered, so that what they cause finds its parent. */
const KEPT = 10_000;
const PHASES = ['settle', 'read', 'parse', 'validate', 'swap'] as const;
const CRASHED: ReadonlySet<string> = new Set(['backing-off', 'crashed', 'crash-looping']);

type Timings = { readonly [P in (typeof PHASES)[number]]?: number | undefined };

/** Remembers nothing yet. */
export function journalSpans(observer: Observer, now: () => number = Date.now): JournalSpans {
  const contexts = new Map<string, SpanContext>();
  const open = new Map<string, { readonly span: Span; readonly began: number }>();

  function begin(key: string, name: string, parent: SpanContext | undefined, attributes: Attributes): SpanContext {
    end(key);
    const span = observer.startSpan(name, { parent, attributes });
    open.set(key, { span, began: now() });
    return span.context;
  }

  /** Ends a span that is open; answers how long it took, ms. */
  function end(key: string, error?: unknown, attributes?: Attributes): number | null {
    const one = open.get(key);
    if (!one) return null;
    open.delete(key);
    if (attributes) one.span.setAttributes(attributes);
    one.span.end(error);
    return now() - one.began;
  }

  /** A piece of work that is over, with its phases one after the other. */
  function past(
    name: string,
    parent: SpanContext | undefined,
    attributes: Attributes,
    phases: Timings,
    error?: unknown,
  ): SpanContext {
    const until = now();
    const took = PHASES.map((phase) => [phase, phases[phase] ?? 0] as const);
    let at = until - took.reduce((sum, [, ms]) => sum + ms, 0);
    const span = observer.startSpan(name, { parent, attributes, at });
    for (const [phase, ms] of took) {
      if (phases[phase] === undefined) continue;
      observer.startSpan(`${name}.${phase}`, { parent: span.context, at }).end(undefined, at + ms);
      at += ms;
    }
    span.end(error, until);
    return span.context;
  }

  function changed({ subject, body }: EventDraft<'component.changed'>, parent: SpanContext | undefined) {
    const { from, to, reason, error } = body;
    const component = subject.slice('component:'.length);
    const failure = error ? (error.message ?? reason) : undefined;
    if (from === 'starting') {
      const ms = end(`start:${component}`, to === 'running' || to === 'completed' ? undefined : (failure ?? reason), {
        to,
      });
      if (ms !== null) observer.histogram('signalbox.component.start.ms', ms, { component, to });
      observer.counter('signalbox.component.starts', 1, { component, to });
    }
    if (from === 'stopping') {
      const ms = end(`stop:${component}`, to === 'unknown' ? (failure ?? reason) : undefined, { to });
      if (ms !== null) observer.histogram('signalbox.component.stop.ms', ms, { component });
    }
    if (CRASHED.has(to)) observer.counter('signalbox.component.crashes', 1, { component });
    if (to === 'starting') return begin(`start:${component}`, 'component.start', parent, { component, reason });
    if (to === 'stopping') return begin(`stop:${component}`, 'component.stop', parent, { component, reason });
    return parent;
  }

  function contextOf(draft: EventDraft, parent: SpanContext | undefined): SpanContext | undefined {
    // The union of all drafts tells the type of the body by the type of the event.
    const event = draft as unknown as KnownEvent;
    switch (event.type) {
      case 'action.requested':
        return begin(event.subject, `action ${event.body.name}`, parent, { door: event.body.door });
      case 'action.ended': {
        const { outcome, error } = event.body;
        const ms = end(event.subject, error?.message, { outcome });
        if (ms !== null) observer.histogram('signalbox.action.ms', ms, { outcome });
        return parent;
      }
      case 'file.settled':
        return past(
          'file.settled',
          parent,
          { path: event.body.path, change: event.body.change },
          { settle: event.body.ms },
        );
      case 'definition.reloaded': {
        const { rule, version, timings } = event.body;
        observer.counter('signalbox.reloads', 1, { 'definition.kind': rule });
        observer.histogram('signalbox.reload.ms', sum(timings), { 'definition.kind': rule });
        const attributes = { definition: idOf(event.subject), 'definition.kind': rule, version };
        return past('definition.reload', parent, attributes, timings);
      }
      case 'definition.refused': {
        const { phase, error, timings } = event.body;
        observer.counter('signalbox.refusals', 1, { phase, code: error.code });
        const attributes = { definition: idOf(event.subject), phase, code: error.code };
        return past('definition.reload', parent, attributes, timings, error.message);
      }
      case 'component.changed':
        return changed(draft as EventDraft<'component.changed'>, parent);
      case 'run.started':
        observer.counter('signalbox.runs', 1, { component: event.body.component });
        return parent;
      case 'run.ended': {
        const { component, asked, afterMs } = event.body;
        observer.histogram('signalbox.run.ms', afterMs, { component, asked });
        return parent;
      }
      default:
        return parent;
    }
  }

  return {
    note(draft, position) {
      const parent = draft.cause === null ? undefined : contexts.get(draft.cause);
      const context = contextOf(draft, parent);
      if (!context) return;
      contexts.set(position, context);
      const oldest = contexts.keys().next().value;
      if (contexts.size > KEPT && oldest !== undefined) contexts.delete(oldest);
    },
  };
}

function sum(timings: Timings): number {
  return PHASES.reduce((all, phase) => all + (timings[phase] ?? 0), 0);
}

function idOf(subject: string): string {
  return subject.slice(subject.indexOf(':') + 1);
}
