import { randomBytes } from 'node:crypto';
import type { Logger } from './logger.ts';
import type { Attributes, Observer, Span, SpanContext } from './observer.ts';

/** A new span's name in its trace; a span without parent begins a trace of its own. */
export function newContext(parent: SpanContext | undefined): SpanContext {
  return { traceId: parent?.traceId ?? randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') };
}

/** An observer that tells nobody. */
export const noObserver: Observer = {
  startSpan: (_name, options) => ({ context: newContext(options?.parent), setAttributes() {}, end() {} }),
  counter() {},
  histogram() {},
  async flush() {},
};

/** An observer that writes what it is told as log lines: spans at debug level, failed ones at error level. */
export function logObserver(logger: Logger): Observer {
  return {
    startSpan(name, { parent, attributes = {} } = {}) {
      const context = newContext(parent);
      const own = logger.with({ span: name, trace: context.traceId, spanId: context.spanId });
      let ended = false;
      own.debug('span.start', attributes);
      return {
        context,
        setAttributes: (more) => {
          if (!ended) own.debug('span.attr', more);
        },
        end(error) {
          if (ended) return;
          ended = true;
          if (error === undefined) own.debug('span.end');
          else own.error('span.end', { error: error instanceof Error ? error.message : String(error) });
        },
      };
    },
    counter: (name, delta, attributes = {}) => logger.info('metric', { ...attributes, name, kind: 'counter', delta }),
    histogram: (name, value, attributes = {}) =>
      logger.info('metric', { ...attributes, name, kind: 'histogram', value }),
    async flush() {},
  };
}

/** Tells several observers the same; each for itself, so that a fault in one is no fault of the others. */
export function tee(observers: readonly Observer[]): Observer {
  const each = <T>(list: readonly T[], act: (one: T) => void): void => {
    for (const one of list) {
      try {
        act(one);
      } catch {
        // What only watches must never stop what it watches.
      }
    }
  };
  return {
    startSpan(name, options = {}) {
      const spans: Span[] = [];
      each(observers, (one) => spans.push(one.startSpan(name, options)));
      return {
        context: spans[0]?.context ?? newContext(options.parent),
        setAttributes: (attributes: Attributes) => each(spans, (span) => span.setAttributes(attributes)),
        end: (error, at) => each(spans, (span) => span.end(error, at)),
      };
    },
    counter: (name, delta, attributes) => each(observers, (one) => one.counter(name, delta, attributes)),
    histogram: (name, value, attributes) => each(observers, (one) => one.histogram(name, value, attributes)),
    flush: async () => void (await Promise.allSettled(observers.map((one) => one.flush()))),
  };
}
