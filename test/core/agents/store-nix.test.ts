import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../../electron/core/agents/reference.ts';
import { hasNix, installable, nixAttribute, nixStore, programIn } from '../../../electron/core/agents/stores/nix.ts';
import { storesOf } from '../../../electron/core/agents/stores/stores.ts';
import { fileLedger } from '../../../electron/core/process/ledger.ts';
import { openProcesses } from '../../../electron/core/process/processes.ts';
import { onEnd, tempFolder } from '../../helpers/temp.ts';
import { failure, openAgents } from './stand.ts';

const reference = (text: string, kind?: string) => parseReference(text, kind).reference;

/** A bare derivation needs no network: the shell is its builder, and what it builds is a file or a folder. */
const FLAKE = `{
  outputs = { self }: let
    system = "@SYSTEM@";
    make = name: script: derivation { inherit name system; builder = "/bin/sh"; args = [ "-c" script ]; PATH = "/usr/bin:/bin"; };
  in { packages.\${system} = {
    "agents-service-filed-0.0.1" = make "filed" "printf '#!/bin/sh\\\\necho filed\\\\n' > $out; chmod 755 $out";
    "agents-service-foldered-0.0.1" = make "foldered" "mkdir -p $out/bin; printf '#!/bin/sh\\\\necho foldered\\\\n' > $out/bin/service-foldered; chmod 755 $out/bin/service-foldered; echo > $out/bin/a-decoy";
    "agents-service-broken-0.0.1" = make "broken" "echo it went wrong >&2; exit 1";
  }; };
}
`;

describe('a flake as a store', () => {
  it('builds files and folders, says what it has not got and what could not be built, and answers whether', async () => {
    const [flake, nix] = [tempFolder('flake'), tempFolder('nix')];
    onEnd(() => execFileSync('chmod', ['-R', 'u+w', nix]));
    const system = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux`;
    writeFileSync(path.join(flake, 'flake.nix'), FLAKE.replace('@SYSTEM@', system));
    const processes = await openProcesses({ ledger: fileLedger(tempFolder('ledger')) });
    onEnd(() => processes.close());
    const home = tempFolder('home');
    const store = nixStore(flake, {
      processes,
      environment: async () => ({ PATH: process.env['PATH'] ?? '', HOME: home }),
      env: {
        NIX_STORE_DIR: `${nix}/store`,
        NIX_STATE_DIR: `${nix}/state`,
        NIX_LOG_DIR: `${nix}/log`,
        NIX_CONF_DIR: `${nix}/conf`,
        NIX_CONFIG: 'sandbox = false\nbuild-users-group =\nsubstituters =\nflake-registry =',
      },
    });
    const options = { signal: new AbortController().signal, progress: () => {} };
    for (const name of ['filed', 'foldered'])
      expect(execFileSync(await store.pull(reference(`${name}:0.0.1`), options)).toString()).toBe(`${name}\n`);
    expect(await store.available(reference('filed:0.0.1'), options.signal)).toBe(true);
    expect(await store.available(reference('filed:0.0.2'), options.signal)).toBe(false);
    expect(await failure(store.pull(reference('nobody:0.0.1'), options))).toMatchObject({ code: 'STORE_MISSING' });
    const broken = await failure(store.pull(reference('broken:0.0.1'), options));
    expect(broken).toMatchObject({ code: 'STORE_UNAVAILABLE', hint: expect.stringContaining('nix build') });
    expect(broken.stderr).toContain('it went wrong');
    expect(processes.live()).toEqual([]);
  });

  it('names attributes by kind, name and version, quoted', () => {
    expect(nixAttribute(reference('go-grpc:0.0.147'))).toBe('agents-service-go-grpc-0.0.147');
    expect(nixAttribute(reference('x:1.0.0', 'codefly:module'))).toBe('agents-module-x-1.0.0');
    expect(installable('.', reference('x:0.0.1'))).toBe('.#"agents-service-x-0.0.1"');
  });

  it('is there only when a flake is named and there is a nix, after which the others come in their order', async () => {
    const { places, processes } = await openAgents();
    const names = (env: Record<string, string>) =>
      storesOf({ places, env, processes, environment: async () => ({}), hide: () => {} }).stores.map(
        ({ name }) => name,
      );
    const searchPath = process.env['PATH'] ?? '';
    expect(hasNix(searchPath)).toBe(true);
    expect(names({})).toEqual(['github']);
    expect(names({ AGENT_NIX_FLAKE: '/x' })).toEqual(['github']);
    const all = {
      PATH: searchPath,
      AGENT_NIX_FLAKE: '/x',
      AGENT_REGISTRY: 'localhost:1',
      AGENT_HTTP_URL: 'http://x/{name}',
    };
    expect(names(all)).toEqual(['nix', 'oci', 'http', 'github']);
  });

  it('puts out a file, or a folder whose program is found by its name before any other', () => {
    const folder = tempFolder('output');
    const put = (...names: string[]) => {
      const output = path.join(folder, names.join('-') || 'empty', 'bin');
      mkdirSync(output, { recursive: true });
      for (const name of names) writeFileSync(path.join(output, name), '', { mode: 0o755 });
      return path.dirname(output);
    };
    expect(path.basename(programIn(put('a', 'service-x'), 'service-x'))).toBe('service-x');
    expect(path.basename(programIn(put('b', 'c'), 'service-x'))).toBe('b');
    expect(() => programIn(put(), 'service-x')).toThrow(expect.objectContaining({ code: 'STORE_MISSING' }));
    expect(() => programIn(tempFolder('no-bin'), 'service-x')).toThrow(/holds no program/);
    expect(() => programIn('/no/such/output', 'service-x')).toThrow(/does not exist/);
    expect(programIn(import.meta.filename, 'x')).toBe(import.meta.filename);
  });
});
