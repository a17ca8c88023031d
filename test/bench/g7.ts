import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseDocument } from '../../electron/core/documents/parse-document.ts';
import type { Parser } from '../../electron/core/documents/parser.ts';
import { openParser } from '../../electron/core/documents/parser.ts';
import { loadDefinition, loadDefinitions } from '../../electron/core/hotswap/kinds/load-definition.ts';
import { kinds } from '../../electron/core/hotswap/kinds/table.ts';
import { readStable } from '../../electron/core/watch/read.ts';
import { startBenchHost } from './host.ts';
import { type BenchContext, type BenchResult, type BenchRun, resultOf } from './result.ts';
import { openScratch } from './scratch.ts';
import { fillTree } from './tree.ts';

const FILES = 500;
const REOPENED = 10_000;
const MAX_BYTES = 4 * 2 ** 20;

/** Reading, parsing and checking a definition of 2 KB, and opening a workspace again in which nothing changed. */
export async function benchReading(context: BenchContext): Promise<BenchResult[]> {
  return [await perFile(context), await reopening(context)];
}

async function perFile({ runs, say }: BenchContext): Promise<BenchResult> {
  using scratch = openScratch();
  const root = scratch.folder('root');
  const files = Array.from({ length: FILES }, (_, index) => path.join(root, `d${index}.yaml`));
  for (const [index, file] of files.entries()) writeFileSync(file, agentText(index));
  const kind = kinds.find((one) => one.dir === 'agents');
  if (kind === undefined) throw new Error('There are no agents.');
  // The same steps the product takes, on one thread, so that what they cost can be compared; the hop is told beside it.
  const inline: Parser = {
    parse: async (items) => items.map((item) => ({ ...parseDocument(item), parseMs: 0 })),
    locate: async (_item, paths) => paths.map(() => null),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
  await using parser = openParser();
  const taken: BenchRun[] = [];
  // The first round warms everything up.
  for (let run = -1; run < runs; run++) {
    const texts: string[] = [];
    const began = performance.now();
    for (const file of files) {
      const read = readStable(file, statSync(file), MAX_BYTES, false);
      if (read.kind !== 'content') throw new Error(`${file} could not be read.`);
      const loaded = await loadDefinition(kind, { path: file, bytes: read.bytes }, inline);
      if (!loaded.ok) throw new Error(loaded.fault.message);
      texts.push(JSON.stringify(loaded.value));
    }
    const all = performance.now() - began;
    // What kept the texts for the reference is not part of the work.
    const values = texts.map((text) => JSON.parse(text) as unknown);
    const encodeFrom = performance.now();
    for (const value of values) JSON.stringify(value);
    const encode = performance.now() - encodeFrom;
    const parseFrom = performance.now();
    for (const text of texts) JSON.parse(text);
    const reference = performance.now() - parseFrom;
    const items = files.map((file) => ({ kind, item: { path: file, bytes: bytesOf(file) } }));
    const hopFrom = performance.now();
    await loadDefinitions(items, parser);
    const hop = performance.now() - hopFrom;
    if (run < 0) continue;
    const micro = (ms: number) => (1_000 * ms) / FILES;
    const one = { value: micro(all - encode), reference: micro(reference), throughParserMicro: micro(hop) };
    taken.push(one);
    say(
      `  ${run + 1}/${runs}: ${one.value.toFixed(0)} µs a file (JSON.parse ${one.reference.toFixed(1)} µs; parsed and checked through the thread ${one.throughParserMicro.toFixed(0)} µs)`,
    );
  }
  const what = 'read + parse + check of 2 KB of YAML';
  return resultOf({ goal: 'G7', what, unit: 'µs', target: 15, moonshot: 8, compares: 'ratio' }, taken);
}

async function reopening({ runs, say }: BenchContext): Promise<BenchResult> {
  using scratch = openScratch();
  const root = scratch.folder('root');
  const home = scratch.folder('home');
  fillTree(root, REOPENED);
  const taken: BenchRun[] = [];
  for (let run = -1; run < runs; run++) {
    await using host = await startBenchHost({ root, home });
    if (run < 0) continue;
    taken.push({ value: host.openedMs / 1_000 });
    say(`  ${REOPENED} unchanged files, ${run + 1}/${runs}: open again after ${host.openedMs.toFixed(0)} ms`);
  }
  const what = `${REOPENED} unchanged files: open again`;
  return resultOf({ goal: 'G7', what, unit: 's', target: 1.5, moonshot: 0.3, compares: 'value' }, taken);
}

function bytesOf(file: string): Uint8Array {
  const read = readStable(file, statSync(file), MAX_BYTES, false);
  if (read.kind !== 'content') throw new Error(`${file} could not be read.`);
  return read.bytes;
}

/** An agent of 2 KB that uses most of what an agent can say. */
function agentText(index: number): string {
  const lines = [
    `id: agent-${index}`,
    `name: Agent ${index}`,
    `description: Looks after part ${index} of the house, and says so in a sentence of usual length.`,
    'modelRef: fast',
    `temperature: ${(index % 10) / 10}`,
    'parallelToolCalls: true',
    'prompt:',
    '  engine: go',
    '  text: |',
    ...Array.from({ length: 14 }, (_, line) => `    Line ${line}: answer in few words and name the file (${index}).`),
    'tool:',
    ...Array.from({ length: 10 }, (_, one) => `  - { pattern: system/tool-${one}, type: function }`),
    'knowledge:',
    '  - url: knowledge/',
    '    inclusionMode: full',
    '    match: { inclusions: ["*.md", "*.txt"], exclusions: [], maxFileSize: 20000 }',
    'chains:',
    '  - on: succeeded',
    '    target: { agentId: other }',
    '    when: { expr: "status == \'ok\'" }',
    '    limits: { maxDepth: 3 }',
    'persona: { role: assistant, actor: Keeper }',
    'attachment: { limitMB: 32, mode: ref, ttlSec: 3600 }',
    '',
  ];
  return lines.join('\n');
}
