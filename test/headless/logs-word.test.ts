import { describe, expect, it } from 'vitest';
import { type User, user } from './spawned.ts';

// Written so that it ends when nobody reads it any more.
const TALK = `
const { writeSync } = require('node:fs');
console.log('first\\u001b[2J line');
console.error('ERROR: it broke');
setInterval(() => writeSync(1, 'tick ' + process.uptime() + '\\n'), 200);
`;

async function withComponent(me: User): Promise<void> {
  const config = { command: [process.execPath, '-e', TALK] };
  await me.write('components/talk.json', JSON.stringify({ type: 'process', config, enabled: true }));
}

describe('signalbox logs', () => {
  it('prints what components wrote, follows them, and still does when the host was killed', async () => {
    await using me = await user();
    await withComponent(me);
    const app = await me.serve(['.']);
    const following = me.start(['logs', 'talk', '--follow']);
    await following.stdout(/tick[\s\S]*tick/);
    const all = await me.run(['logs', 'talk/stdout', '--run', '1', '--grep', 'first']);
    expect(all).toMatchObject({ code: 0, stderr: '' });
    expect(all.stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} {2}first line\n$/);
    const errors = await me.run(['logs', '--level', 'error', '--json', '--exclude', '^tick']);
    const rows = errors.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; text?: string });
    expect(rows.filter(({ kind }) => kind === 'line').map(({ text }) => text)).toContain('ERROR: it broke');
    expect(await me.run(['logs', 'nope'])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('component:talk/stderr'),
    });
    expect(await me.run(['logs', '--grep', '('])).toMatchObject({
      stdout: '',
      stderr: expect.stringContaining('cannot be read'),
    });

    app.child.kill('SIGKILL');
    await app.ended;
    expect(await following.ended).toMatchObject({ code: 0, stderr: 'Signalbox ended.\n' });
    const left = await me.run(['logs', 'talk', '--tail', '2']);
    expect(left.stdout).toMatch(/^(\S+ {2}component:talk\/std(out|err) {2}.*\n){2}$/);
    expect((await me.run(['logs', 'talk', '--since', '1h', '--grep', 'first'])).stdout).toMatch(/first line\n$/);
    expect((await me.run(['logs', '--follow'])).code).toBe(3);
  });

  it('says that nothing runs where nothing ever did', async () => {
    await using me = await user();
    expect(await me.run(['logs'])).toMatchObject({ code: 3, stderr: expect.stringContaining('Start one') });
  });
});
