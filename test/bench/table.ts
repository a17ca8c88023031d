import type { Machine } from './machine.ts';
import type { BenchResult } from './result.ts';

/** The results as lines for people. */
export function tableOf(machine: Machine, results: readonly BenchResult[]): string {
  const head = ['goal', 'what', 'value', 'reference', 'ratio', 'first step', 'moonshot', 'verdict'];
  const lines = results.map((result) => [
    result.goal,
    result.what,
    `${shown(result.value)} ${result.unit}`,
    result.reference === null ? '—' : `${shown(result.reference)} ${result.unit}`,
    result.ratio === null ? '—' : `${shown(result.ratio)}×`,
    bound(result, result.target),
    bound(result, result.moonshot),
    result.verdict,
  ]);
  const widths = head.map((word, column) => Math.max(word.length, ...lines.map((line) => (line[column] ?? '').length)));
  const rows = [head, ...lines].map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const notes = [
    ...new Set(results.flatMap(({ bound: note, goal }) => (note === undefined ? [] : [`${goal}: ${note}`]))),
  ];
  const { cores, load, node } = machine;
  return [`${cores} cores, load ${load}, Node ${node}`, '', ...rows, ...(notes.length > 0 ? ['', ...notes] : [])]
    .map((line) => line.trimEnd())
    .join('\n');
}

function bound({ compares, unit }: BenchResult, limit: number): string {
  return compares === 'ratio' ? `≤ ${shown(limit)}×` : `≤ ${shown(limit)} ${unit}`;
}

function shown(value: number): string {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}
