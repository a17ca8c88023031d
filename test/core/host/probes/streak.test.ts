import { describe, expect, it } from 'vitest';
import { decodeStatus, encodeRequest } from '../../../../electron/core/grpc-health.ts';
import type { ProbeSpec } from '../../../../electron/core/host/component.ts';
import { bad, good } from '../../../../electron/core/host/probes/answer.ts';
import { countAnswer, NO_ANSWERS, type Streak, verdictOf } from '../../../../electron/core/host/probes/streak.ts';

function spec(purpose: ProbeSpec['purpose'], part: Partial<ProbeSpec> = {}): ProbeSpec {
  const how = { sort: 'tcp', host: '127.0.0.1', port: 1 } as const;
  const times = { intervalMs: 1, timeoutMs: 1, initialDelayMs: 0, successes: 1, failures: 3 };
  return { name: purpose, purpose, how, ...times, ...part };
}

function answered(one: ProbeSpec, answers: string): Streak {
  return [...answers].reduce(
    (streak, letter) => countAnswer(one, streak, letter === '+' ? good('') : bad('')),
    NO_ANSWERS,
  );
}

describe('answers of a probe in a row', () => {
  it('tells the first failure of a start at once, and believes a later one after the threshold only', () => {
    expect(answered(spec('readiness'), '-')).toMatchObject({ state: 'failing', count: 1 });
    expect(answered(spec('readiness'), '+--').state).toBe('passing');
    expect(answered(spec('readiness'), '+---')).toMatchObject({ state: 'failing', count: 3, dead: false });
    expect(answered(spec('readiness', { successes: 2 }), '---+').state).toBe('failing');
    expect(answered(spec('readiness', { successes: 2 }), '---++').state).toBe('passing');
  });

  it('gives up what does not live or start after its threshold, and not before', () => {
    expect(answered(spec('liveness'), '+--')).toMatchObject({ state: 'failing', dead: false });
    expect(answered(spec('liveness'), '+---').dead).toBe(true);
    expect(answered(spec('liveness'), '+--+--').dead).toBe(false);
    expect(answered(spec('startup'), '---').dead).toBe(true);
  });

  it('joins them: dead before not ready, and a liveness probe keeps nobody waiting', () => {
    const ready = spec('readiness');
    const live = spec('liveness');
    expect(verdictOf([{ spec: live, streak: NO_ANSWERS }])).toBe('ready');
    expect(verdictOf([{ spec: ready, streak: NO_ANSWERS }])).toBe('not-ready');
    expect(
      verdictOf([
        { spec: ready, streak: answered(ready, '+') },
        { spec: live, streak: answered(live, '+-') },
      ]),
    ).toBe('not-ready');
    expect(
      verdictOf([
        { spec: ready, streak: answered(ready, '-') },
        { spec: live, streak: answered(live, '---') },
      ]),
    ).toBe('dead');
  });
});

describe('the health message of gRPC', () => {
  it('is encoded as protocol buffers are, with long names too', () => {
    expect(encodeRequest('')).toEqual(Buffer.alloc(0));
    expect(encodeRequest('ab')).toEqual(Buffer.from([0x0a, 2, 0x61, 0x62]));
    expect(encodeRequest('x'.repeat(200)).subarray(0, 3)).toEqual(Buffer.from([0x0a, 0xc8, 0x01]));
    expect(decodeStatus(Buffer.from([0x08, 1]))).toBe(1);
    expect(decodeStatus(Buffer.alloc(0))).toBe(0);
  });
});
