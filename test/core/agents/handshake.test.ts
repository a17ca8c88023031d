import { describe, expect, it } from 'vitest';
import { LONGEST_HANDSHAKE, readHandshake, readLine } from '../../../electron/core/agents/handshake.ts';

const good: readonly [line: string, target: string][] = [
  ['1|54321', 'dns:///127.0.0.1:54321'],
  ['1|1', 'dns:///127.0.0.1:1'],
  ['1|65535', 'dns:///127.0.0.1:65535'],
  ['2|dns:///127.0.0.1:80', 'dns:///127.0.0.1:80'],
  ['2|dns:///[::1]:80', 'dns:///[::1]:80'],
  ['2|unix:/run/a.sock', 'unix:/run/a.sock'],
  ['2|unix:///run/a.sock', 'unix:/run/a.sock'],
  ['2|unix:/with blanks/a b.sock', 'unix:/with blanks/a b.sock'],
];

const bad: readonly [line: string, code: string, diagnosis: string | RegExp][] = [
  ['', 'HANDSHAKE_MALFORMED', 'printed an empty line before the handshake'],
  ['Starting up...', 'HANDSHAKE_MALFORMED', 'printed to stdout before the handshake: «Starting up...»'],
  ['3|54321', 'VERSION_MISMATCH', 'speaks protocol 3, this app speaks 1 and 2'],
  ['0|54321', 'VERSION_MISMATCH', 'speaks protocol 0, this app speaks 1 and 2'],
  ['x|54321', 'VERSION_MISMATCH', 'printed «x|54321», which begins with no protocol version'],
  ['|54321', 'VERSION_MISMATCH', /no protocol version/],
  ['1|0', 'HANDSHAKE_MALFORMED', 'names the port «0»; a port is a number from 1 to 65535'],
  ['1|70000', 'HANDSHAKE_MALFORMED', /«70000»/],
  ['1|-1', 'HANDSHAKE_MALFORMED', /«-1»/],
  ['1|http', 'HANDSHAKE_MALFORMED', /«http»/],
  ['1| 80', 'HANDSHAKE_MALFORMED', /«80»/],
  ['1|80|x', 'HANDSHAKE_MALFORMED', /«80\|x»/],
  ['1|', 'HANDSHAKE_MALFORMED', /names the port «»/],
  ['2|54321', 'HANDSHAKE_MALFORMED', /neither dns:\/\/\/127.0.0.1:PORT nor unix:\/PATH/],
  ['2|dns:///10.0.0.1:80', 'HANDSHAKE_MALFORMED', /not on this machine/],
  ['2|dns:///evil.example:80', 'HANDSHAKE_MALFORMED', /not on this machine/],
  ['2|dns:///127.0.0.1:0', 'HANDSHAKE_MALFORMED', /«0»/],
  ['2|dns:///127.0.0.1:99999', 'HANDSHAKE_MALFORMED', /«99999»/],
  ['2|unix:relative.sock', 'HANDSHAKE_MALFORMED', /not absolute/],
  [`2|unix:/${'x'.repeat(200)}`, 'HANDSHAKE_MALFORMED', /more than 107 bytes/],
  [
    '1|1|tcp|127.0.0.1:1234|grpc|',
    'HANDSHAKE_MALFORMED',
    /HashiCorp go-plugin \(version 1, grpc at tcp 127.0.0.1:1234\)/,
  ],
  ['1|2|unix|/tmp/plugin1|netrpc', 'HANDSHAKE_MALFORMED', /HashiCorp go-plugin/],
];

describe('the first line of an agent', () => {
  it.each(good)('%j is a handshake', (line, target) => {
    expect(readLine(line)).toMatchObject({ target });
  });

  it.each(bad)('%j is none', (line, code, diagnosis) => {
    const read = readLine(line) as { code: string; diagnosis: string };
    expect(read.code).toBe(code);
    if (typeof diagnosis === 'string') expect(read.diagnosis).toBe(diagnosis);
    else expect(read.diagnosis).toMatch(diagnosis);
  });

  it('is read when it is whole, wherever it is cut, with either end of line, and what follows is kept', () => {
    for (const end of ['\n', '\r\n']) {
      const bytes = Buffer.from(`1|54321${end}after`);
      const whole = 7 + end.length;
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        const result = readHandshake(bytes.subarray(0, cut));
        if (cut < whole) expect(result.status).toBe('waiting');
        else expect(result).toMatchObject({ status: 'done', line: '1|54321', rest: bytes.subarray(whole, cut) });
      }
    }
  });

  it('is not waited for when more comes than a line may hold, and bytes that are no text do no harm', () => {
    expect(readHandshake(Buffer.alloc(LONGEST_HANDSHAKE, 0x61)).status).toBe('waiting');
    const flood = readHandshake(Buffer.alloc(LONGEST_HANDSHAKE + 1, 0x61));
    expect(flood).toMatchObject({ status: 'failed', line: null, code: 'HANDSHAKE_MALFORMED' });
    expect(readHandshake(Buffer.from([0xff, 0xfe, 0x00, 0x0a]))).toMatchObject({ code: 'HANDSHAKE_MALFORMED' });
  });
});
