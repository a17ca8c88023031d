import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { canonical } from '../../shared/canonical.ts';
import type { Envelope } from '../../shared/envelope.ts';
import { eventSchemas } from '../../shared/events/all.ts';
import { upcast } from '../../shared/events/upcast.ts';
import { fold } from '../../shared/fold.ts';
import { snapshotOf } from '../../shared/snapshot.ts';
import { EMPTY_STATE } from '../../shared/state.ts';

const folder = path.resolve(import.meta.dirname, '../fixtures/journals');

/** Types whose events may begin a chain of causes. */
const ROOTS =
  /^(epoch\.opened|action\.requested|file\.settled|schedule\.fired|run\.ended|probe\.changed|host\..*|lock\.lost|root\..*|watch\.degraded|watch\.rescanned|agent\.changed)$/;

describe.each(readdirSync(folder))('the journal of version %s', (version) => {
  const events = readFileSync(path.join(folder, version, 'events.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Envelope);

  it('J15: folds to the state it was recorded with', () => {
    const recorded = JSON.parse(readFileSync(path.join(folder, version, 'state.json'), 'utf8')) as unknown;
    expect(canonical(snapshotOf(fold(EMPTY_STATE, events.map(upcast))))).toBe(canonical(recorded));
  });

  it('J4: every body fits the schema of its type', () => {
    for (const event of events) {
      const schema = eventSchemas[event.type as keyof typeof eventSchemas];
      const parsed = schema.safeParse(event.body);
      expect(parsed.success, `${event.seq} ${event.type}: ${parsed.error?.message}`).toBe(true);
    }
  });

  it('J5: only what begins outside has no cause, and every chain ends', () => {
    for (const event of events) {
      if (event.cause === null) expect(event.type).toMatch(ROOTS);
      else expect(Number(event.cause.split(':')[1])).toBeLessThan(event.seq);
    }
  });
});
