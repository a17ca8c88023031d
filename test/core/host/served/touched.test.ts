import { describe, expect, it } from 'vitest';
import { touchedBy } from '../../../../electron/core/hotswap/touched.ts';
import { descriptor, hostOf, reaches } from '../../components/workspace-of.ts';

describe('what a reload touched', () => {
  it('is told with it: the component that the file declares, and the definitions that name it', async () => {
    const host = await hostOf({ db: descriptor(), api: descriptor({ dependsOn: ['db'] }) });
    host.write('models/fast.yaml', 'name: fast\nprovider: openai\nmodel: one\n');
    await host.until(({ definitions }) => definitions['models/fast']?.loaded?.version === 1);
    host.write('agents/scout.yaml', 'name: scout\nmodel: fast\n');
    await host.until(({ definitions }) => definitions['agents/scout']?.loaded?.version === 1);
    const up = await reaches(host, 'api', 'running');
    const reloaded = async (id: string, version: number) => {
      const event = await host.untilEvent(
        ({ type, subject, body }) =>
          type === 'definition.reloaded' && subject === `definition:${id}` && body.version === version,
      );
      return event;
    };
    // What the first scan loads touches nothing: all of it came at once.
    expect((await reloaded('components/db', 1)).body.touched).toEqual([]);
    host.write('models/fast.yaml', 'name: fast\nprovider: openai\nmodel: two\n');
    expect((await reloaded('models/fast', 2)).body.touched).toEqual(['agents/scout']);
    host.write('components/db.json', descriptor({ stop: { grace: 1 } }));
    const event = await reloaded('components/db', 2);
    expect(event.body.touched).toEqual(['component:db', 'components/api']);
    // The restart that it caused stands beside it: its chain leads back to the reload.
    const restart = await host.untilEvent(
      ({ type, body, subject }) => type === 'run.started' && body.number === 2 && subject.startsWith('run:'),
    );
    const { causes } = await host.call('chain', { position: `${restart.epoch}:${restart.seq}` });
    expect(causes.map(({ seq }: { seq: number }) => seq)).toContain(event.seq);
    expect((await host.snapshot()).components['api']?.pid).toBe(up.pid);
  });

  it('is cut where it would make the event too long, and counted', () => {
    const users = (count: number, name: string) => ({
      usedBy: () => Array.from({ length: count }, (_, at) => ({ id: `${name}${at}`, reference: {} as never })),
    });
    const many = touchedBy(users(500, 'agents/a'), 'models/m', ['component:m']);
    expect(many).toMatchObject({ touched: { length: 100 }, touchedCount: 501 });
    expect(many.touched[0]).toBe('component:m');
    const long = touchedBy(users(50, `agents/${'x'.repeat(300)}`), 'models/m', []);
    expect(long.touched.join('').length).toBeLessThanOrEqual(4_000);
    expect(long.touchedCount).toBe(50);
    expect(touchedBy(users(0, ''), 'models/m', [])).toEqual({ touched: [] });
  });

  it('leaves out itself, and names a definition that names it twice once', () => {
    const usedBy = () => ['agents/b', 'models/m', 'agents/a', 'agents/b'].map((id) => ({ id, reference: {} as never }));
    expect(touchedBy({ usedBy }, 'models/m', [])).toEqual({ touched: ['agents/a', 'agents/b'] });
  });
});
