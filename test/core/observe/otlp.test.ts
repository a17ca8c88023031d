import { expect, it } from 'vitest';
import { otlpObserver } from '../../../electron/core/observe/otlp.ts';
import { onEnd } from '../../helpers/temp.ts';
import { descriptor, hostOf, reaches } from '../components/workspace-of.ts';
import { metricsOf, type Receiver, spansOf, startReceiver } from './receiver.ts';

function observer(receiver: Pick<Receiver, 'url'>, lines: string[] = []) {
  const made = otlpObserver({
    endpoint: `${receiver.url}/`,
    headers: { authorization: 'Bearer collector' },
    serviceName: 'signalbox',
    version: '1',
    log: (line) => lines.push(line),
    // Sent when the test says so.
    intervalMs: 3_600_000,
  });
  onEnd(() => made.close());
  return made;
}

it('sends spans with their parents, times and errors', async () => {
  const receiver = await startReceiver();
  const one = observer(receiver);
  const parent = one.startSpan('outer', { attributes: { count: 1, part: 0.5, on: true, name: 'x' }, at: 1_000 });
  one.startSpan('inner', { parent: parent.context, at: 1_250.5 }).end(new Error('it broke'), 1_300);
  parent.end(undefined, 2_000);
  parent.end(new Error('said too late'));
  await one.flush();
  const [inner, outer] = spansOf(receiver);
  expect(outer).toMatchObject({
    name: 'outer',
    kind: 1,
    startTimeUnixNano: '1000000000',
    endTimeUnixNano: '2000000000',
    status: { code: 1 },
    attributes: [
      { key: 'count', value: { intValue: '1' } },
      { key: 'part', value: { doubleValue: 0.5 } },
      { key: 'on', value: { boolValue: true } },
      { key: 'name', value: { stringValue: 'x' } },
    ],
  });
  expect(inner).toMatchObject({
    parentSpanId: outer.spanId,
    traceId: outer.traceId,
    status: { code: 2, message: 'it broke' },
  });
  expect(inner.startTimeUnixNano).toBe('1250500000');
  expect(outer.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(outer.spanId).toMatch(/^[0-9a-f]{16}$/);
  const [request] = receiver.requests;
  expect(request?.headers['authorization']).toBe('Bearer collector');
  expect(request?.body.resourceSpans[0].resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'signalbox' },
  });
});

it('counts up over all sendings, and sends what changed only', async () => {
  const receiver = await startReceiver();
  const one = observer(receiver);
  one.counter('runs', 1, { a: 1, b: 2 });
  one.histogram('took', 7);
  await one.flush();
  one.counter('runs', 2, { b: 2, a: 1 });
  await one.flush();
  await one.flush();
  const [runs, took, again, ...none] = metricsOf(receiver);
  expect(runs.sum).toMatchObject({ aggregationTemporality: 2, isMonotonic: true, dataPoints: [{ asDouble: 1 }] });
  expect(took.histogram.dataPoints[0]).toMatchObject({ count: '1', sum: 7 });
  expect(took.histogram.dataPoints[0].bucketCounts).toHaveLength(
    took.histogram.dataPoints[0].explicitBounds.length + 1,
  );
  expect(again.sum.dataPoints).toMatchObject([{ asDouble: 3 }]);
  expect(none).toEqual([]);
});

it('keeps what a collector that is away could not take, and says so once', async () => {
  const receiver = await startReceiver();
  const lines: string[] = [];
  const one = observer(receiver, lines);
  receiver.answer({ status: 503 }, { status: 503 }, { status: 503 }, { status: 503 });
  one.startSpan('kept').end();
  one.counter('runs', 1);
  await one.flush();
  await one.flush();
  expect(lines).toHaveLength(1);
  receiver.answer({ status: 200 });
  while (metricsOf(receiver).length === 0) await one.flush();
  expect(lines.at(-1)).toContain('answers again');
  expect(spansOf(receiver).at(-1).name).toBe('kept');
  expect(metricsOf(receiver).at(-1).sum.dataPoints).toMatchObject([{ asDouble: 1 }]);
});

it('lets go of what a collector refuses for good, and passes on its words', async () => {
  const receiver = await startReceiver();
  const lines: string[] = [];
  const one = observer(receiver, lines);
  receiver.answer({ status: 400 });
  one.startSpan('refused').end();
  await one.flush();
  receiver.answer({
    status: 200,
    body: JSON.stringify({ partialSuccess: { rejectedSpans: '1', errorMessage: 'too old' } }),
  });
  one.startSpan('next').end();
  await one.flush();
  expect(spansOf(receiver).map(({ name }) => name)).toEqual(['refused', 'next']);
  expect(lines).toEqual([expect.stringContaining('400'), expect.stringContaining('too old')]);
});

it('never fails without a collector, drops the newest above its bound and says how many', async () => {
  const lines: string[] = [];
  const one = observer({ url: 'http://127.0.0.1:1' }, lines);
  for (let index = 0; index < 10_005; index += 1) one.startSpan(`s${index}`).end();
  await one.flush();
  expect(lines).toEqual([expect.stringContaining('5 spans were dropped'), expect.stringContaining('does not take')]);
});

it('sends the reload, deploy and start of a component as one trace, by what caused what', async () => {
  const receiver = await startReceiver();
  const env = {
    PATH: process.env['PATH'],
    SHELL: '/bin/sh',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b, other=c',
  };
  const host = await hostOf({}, { env });
  host.write('components/db.json', descriptor());
  await reaches(host, 'db', 'running');
  host.write('components/db.json', '{');
  await host.until((now) => now.definitions['components/db']?.state === 'refused');
  await host.close();
  const spans = spansOf(receiver);
  const named = (name: string) => spans.find((span) => span.name === name);
  const settled = spans.find(({ spanId }) => spanId === named('definition.reload').parentSpanId);
  expect(settled.name).toBe('file.settled');
  expect(named('definition.reload.parse').parentSpanId).toBe(named('definition.reload').spanId);
  expect(named('component.start')).toMatchObject({
    traceId: settled.traceId,
    parentSpanId: named('definition.reload').spanId,
  });
  expect(spans.find((span) => span.name === 'definition.reload' && span.status.code === 2)).toBeDefined();
  expect(receiver.requests[0]?.headers).toMatchObject({ 'x-key': 'a b', other: 'c' });
  const names = new Set(metricsOf(receiver).map(({ name }) => name));
  for (const name of [
    'signalbox.reloads',
    'signalbox.refusals',
    'signalbox.component.starts',
    'signalbox.component.start.ms',
  ])
    expect(names).toContain(name);
});
