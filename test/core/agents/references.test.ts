import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT_CODES, AgentError, agentErrorIn } from '../../../electron/core/agents/agent-error.ts';
import { createByteTail, TAIL_BYTES } from '../../../electron/core/agents/byte-tail.ts';
import {
  agentFile,
  agentPlaces,
  agentSourceLocal,
  platformOf,
  platformSuffix,
} from '../../../electron/core/agents/places.ts';
import { identifierOf, keyOf, kindOf, parseReference } from '../../../electron/core/agents/reference.ts';
import { pinToLatestRelease, resolveAgent, resolveLatest } from '../../../electron/core/agents/resolve.ts';
import { findLocalLatest } from '../../../electron/core/agents/stores/local.ts';
import type { AgentStore } from '../../../electron/core/agents/stores/store.ts';
import { compareVersions, newestOf, versionOfTag } from '../../../electron/core/agents/versions.ts';
import { tempFolder } from '../../helpers/temp.ts';
import { failure } from './stand.ts';

const reference = (text: string) => parseReference(text).reference;
const { signal } = new AbortController();

describe('references', () => {
  it.each([
    ['go-grpc', 'codefly.dev/go-grpc:latest'],
    ['go-grpc:0.0.1', 'codefly.dev/go-grpc:0.0.1'],
    ['acme.io/scout:1.2.3', 'acme.io/scout:1.2.3'],
    [' acme.io/scout ', 'acme.io/scout:latest'],
  ])('%j is %j', (text, identifier) => {
    expect(identifierOf(reference(text))).toBe(identifier);
  });

  it.each(['a:b:c', '/x', 'a/b/c', '../x:1.0.0', 'a/..:1', 'a/b:../../x', 'a b', 'a/b:', 'a/b\\c', '.hidden'])(
    '%j is none',
    (text) => {
      expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    },
  );

  it('warn of a version that was not written, name nothing when empty, and have a kind', () => {
    expect(parseReference('x').warnings).toHaveLength(1);
    expect(parseReference('x:1.0.0').warnings).toEqual([]);
    for (const text of [null, undefined, '', '  '])
      expect(() => parseReference(text)).toThrow(expect.objectContaining({ code: 'AGENT_NIL' }));
    expect(keyOf(parseReference('x:1.0.0', 'codefly:module').reference)).toBe('codefly:module::codefly.dev/x:1.0.0');
    expect([kindOf('codefly:service:runtime'), kindOf('job'), kindOf()]).toEqual(['service', 'job', 'service']);
    expect(() => kindOf('codefly:nonsense')).toThrow(/no kind of agent/);
  });
});

describe('places', () => {
  it('are our own home and that of codefly, each with a folder for containers', () => {
    const plain = agentPlaces({ env: {}, userHome: '/u', inContainer: false });
    expect(plain.bases).toEqual(['/u/.signalbox', '/u/.codefly']);
    const env = { SIGNALBOX_HOME: '/s', CODEFLY_HOME: '/c' };
    expect(agentPlaces({ env, userHome: '/u', inContainer: true }).bases).toEqual(['/s/containers', '/c/containers']);
    expect(agentFile('/b', parseReference('acme/x:1.0.0', 'application').reference)).toBe(
      '/b/agents/applications/acme/x__1.0.0',
    );
    expect(() => agentFile('/b', { kind: 'service', publisher: '..', name: 'x', version: '1' })).toThrow(
      /names no agent/,
    );
  });

  it('are named by all platforms that agents are published for', () => {
    expect(platformSuffix('linux', 'x64')).toBe('linux_amd64');
    expect(platformSuffix('darwin', 'arm64')).toBe('darwin_arm64');
    expect(platformSuffix('win32', 'x64')).toBe('windows_amd64');
    expect(() => platformOf('sunos', 'x64')).toThrow(/not published/);
    expect(
      ['local', 'LOCAL', 'remote', undefined].map((word) => agentSourceLocal({ CODEFLY_AGENT_SOURCE: word })),
    ).toEqual([true, true, false, false]);
  });
});

describe('versions', () => {
  it('are three numbers, compared as numbers; a tag loses one leading v and nothing else', () => {
    expect(newestOf(['0.0.9', '0.0.10', '0.0.2'])).toBe('0.0.10');
    expect(newestOf(['1.0', 'x', '1.0.0-rc1', '01.0.0'])).toBeNull();
    expect(compareVersions('1.0.0', '0.99.99')).toBeGreaterThan(0);
    expect(versionOfTag('v0.0.1-vault')).toBe('0.0.1-vault');
    expect(versionOfTag('0.0.1')).toBe('0.0.1');
  });

  it('on this machine: one, many, none, other names, no folder, none that is a version', () => {
    const at = machine();
    expect(() => findLocalLatest(at.places, reference('x'))).toThrow(
      expect.objectContaining({ code: 'STORE_MISSING' }),
    );
    at.put('x', '0.0.1');
    at.put('xy', '9.9.9');
    expect(findLocalLatest(at.places, reference('x')).version).toBe('0.0.1');
    at.put('x', '0.0.10');
    at.put('x', 'latest');
    expect(findLocalLatest(at.places, reference('x')).version).toBe('0.0.10');
    at.put('odd', 'main');
    expect(() => findLocalLatest(at.places, reference('odd'))).toThrow(/no version of three numbers/);
  });

  it('are found out on this machine first, elsewhere only when that is allowed, and pinned only forward', async () => {
    const at = machine();
    const latestRelease = async () => '0.0.5';
    const facts = { places: at.places, latestRelease, localOnly: false, signal };
    expect((await resolveLatest(reference('x:1.0.0'), facts)).version).toBe('1.0.0');
    expect((await resolveLatest(reference('x'), facts)).version).toBe('0.0.5');
    expect(await failure(resolveLatest(reference('x'), { ...facts, localOnly: true }))).toMatchObject({
      code: 'STORE_MISSING',
    });
    at.put('x', '0.0.2');
    expect((await resolveLatest(reference('x'), facts)).version).toBe('0.0.2');
    expect((await pinToLatestRelease(reference('x:0.0.9'), latestRelease, signal)).version).toBe('0.0.9');
    expect((await pinToLatestRelease(reference('x:0.0.4'), latestRelease, signal)).version).toBe('0.0.5');
  });
});

describe('the search for an agent', () => {
  const store = (name: AgentStore['name'], ...answers: (string | Error)[]): AgentStore & { asked: number } => ({
    name,
    asked: 0,
    available: async () => true,
    async pull() {
      const answer = answers[Math.min(this.asked, answers.length - 1)]!;
      this.asked += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  const missing = new AgentError('STORE_MISSING', 'not there');
  const away = new AgentError('STORE_UNAVAILABLE', 'nobody answers');

  async function search(stores: readonly AgentStore[], places = machine().places) {
    const tried: string[] = [];
    const result = await resolveAgent(reference('x:1.0.0'), {
      places,
      stores,
      signal,
      retryAfterMs: [1, 1],
      tried: (one) => void tried.push(`${one.store} ${one.outcome}`),
    }).catch((error: AgentError) => error);
    return { tried, result };
  }

  it('ends on this machine, else with the first store that has it; one that does not answer is asked again', async () => {
    const at = machine();
    const file = at.put('x', '1.0.0');
    const never = store('oci', '/oci');
    expect(await search([never], at.places)).toEqual({ tried: ['local hit'], result: file });
    expect(never.asked).toBe(0);
    const flaky = store('oci', away, away, '/oci');
    expect(await search([store('nix', missing), flaky])).toEqual({
      tried: ['local missing', 'nix missing', 'oci hit'],
      result: '/oci',
    });
    expect(flaky.asked).toBe(3);
  });

  it('goes on past a store that is away, names all that were asked, and says what is worth another try', async () => {
    const { tried, result } = await search([store('nix', missing), store('oci', away), store('github', missing)]);
    expect(tried).toEqual(['local missing', 'nix missing', 'oci unavailable', 'github missing']);
    expect(result).toMatchObject({
      code: 'AGENT_NOT_FOUND',
      cause: away,
      hint: expect.stringContaining('nobody answers'),
    });
    expect((result as AgentError).message).toContain(
      'asked this machine, the Nix flake, the OCI registry, GitHub releases',
    );
  });

  it('ends at once where something is wrong with what is there', async () => {
    const evil = new AgentError('DIGEST_MISMATCH', 'not what was published');
    const last = store('github', '/github');
    expect(await search([store('oci', evil), last])).toEqual({ tried: ['local missing', 'oci refused'], result: evil });
    expect(last.asked).toBe(0);
  });
});

describe('failures of agents', () => {
  it('are told apart however deep they are wrapped, and carry causes, the tail of stderr and what to do', () => {
    const all = AGENT_CODES.map((code) => new AgentError(code, `it is ${code}`));
    for (const [index, error] of all.entries()) {
      const wrapped = new Error('outer', { cause: new Error('inner', { cause: error }) });
      expect(agentErrorIn(wrapped)).toBe(error);
      expect(error.hint).toMatch(/\.$/);
      expect(all.filter((other) => other.code === error.code)).toEqual([all[index]]);
    }
    const error = new AgentError('AGENT_SPAWN', 'x', {
      cause: new Error('a', { cause: new Error('b') }),
      stderr: `${'z'.repeat(9_000)}end`,
    });
    expect(error.detail).toMatchObject({ causes: ['a', 'b'], stderr: expect.stringMatching(/^z{4093}end$/) });
    expect(agentErrorIn(new Error('none'))).toBeNull();
  });
});

describe('the tail of a stream', () => {
  it('keeps the last bytes: a few, too many at once, exactly as many, around the end of the ring', () => {
    const tail = createByteTail(8);
    tail.push(Buffer.from('abc'));
    expect(tail.text()).toBe('abc');
    tail.push(Buffer.from('0123456789'));
    expect(tail.text()).toBe('23456789');
    tail.push(Buffer.from('ABCDEFGH'));
    expect(tail.text()).toBe('ABCDEFGH');
    tail.push(Buffer.from('xyz'));
    expect(tail.text()).toBe('DEFGHxyz');
    expect(tail.total).toBe(24);
    expect(TAIL_BYTES).toBeGreaterThanOrEqual(32 * 1024);
  });

  it('is cut between characters, and trimmed', () => {
    const tail = createByteTail(8);
    tail.push(Buffer.from('aäääää\n'));
    expect(tail.text()).toBe('äää');
  });
});

function machine() {
  const places = agentPlaces({ env: {}, userHome: tempFolder('home'), inContainer: false });
  return {
    places,
    put(name: string, version: string) {
      const file = path.join(places.install, 'agents/services/codefly.dev', `${name}__${version}`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, '#!/bin/sh\n');
      chmodSync(file, 0o755);
      return file;
    },
  };
}
