/** Values that describe a span or a measurement. */
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** One piece of work being watched. Every method may be called after `end` and then does nothing. */
export interface Span {
  setAttributes(attributes: Attributes): void;
  /** Ends it, now or at a time (epoch ms) that was told later; with an error it counts as failed. */
  end(error?: unknown, at?: number): void;
  /** Where a child begins: pass it to `startSpan`. */
  readonly context: SpanContext;
}

/** What names a span beyond its process (W3C trace context: 32 and 16 hex digits). */
export interface SpanContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** How a span begins. */
export interface SpanOptions {
  readonly parent?: SpanContext | undefined;
  readonly attributes?: Attributes;
  /** When it began, epoch ms; now when missing. */
  readonly at?: number;
}

/** How work and numbers are told to whoever collects them. Never throws, whatever is behind it. */
export interface Observer {
  startSpan(name: string, options?: SpanOptions): Span;
  counter(name: string, delta: number, attributes?: Attributes): void;
  histogram(name: string, value: number, attributes?: Attributes): void;
  /** Sends what is waiting. */
  flush(): Promise<void>;
}
