import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildIfStale } from '../electron/build.ts';
import { ensureTools } from './tools.ts';

interface Step {
  readonly name: string;
  readonly args: readonly string[];
}

const CHECKS: readonly Step[] = [
  { name: 'types of the core', args: ['node_modules/typescript/bin/tsc', '-p', 'electron/tsconfig.json'] },
  { name: 'types of the screens', args: ['node_modules/typescript/bin/tsc', '-p', 'renderer/tsconfig.json'] },
  { name: 'types of the tests', args: ['node_modules/typescript/bin/tsc', '-p', 'test/tsconfig.json'] },
  { name: 'lint', args: ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings'] },
];

/** Types and lint; answers the exit code. */
export function check(root: string): number {
  return CHECKS.filter((step) => !run(root, step)).length > 0 ? 1 : 0;
}

/** Everything: types, lint, build, tests. The last line is a plain count; answers the exit code. */
export async function test(root: string, args: readonly string[]): Promise<number> {
  const missing = ensureTools();
  let passed = 0;
  const faults: string[] = missing.map((tool) => `the tests need ${tool}, which is not installed`);
  for (const step of CHECKS) {
    if (run(root, step)) passed += 1;
    else faults.push(step.name);
  }
  try {
    await buildIfStale(root);
    passed += 1;
  } catch (error) {
    console.error(error);
    faults.push('build');
  }
  const result = runTests(root, args);
  for (const fault of [...faults, ...result.faults]) console.error(`failed: ${fault}`);
  const failed = faults.length + result.faults.length;
  console.log(`${passed + result.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function run(root: string, step: Step): boolean {
  const done = spawnSync(process.execPath, step.args, { cwd: root, stdio: 'inherit' });
  return done.status === 0;
}

interface Report {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

/** A test may be skipped only when what it needs cannot be had on this machine at all; its name then says so. */
const MAY_SKIP = /\(needs an Electron runtime\)/;

function runTests(root: string, args: readonly string[]): { passed: number; faults: string[] } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sbx-report-'));
  const file = path.join(folder, 'report.json');
  const long = args.includes('--long');
  const filters = args.filter((arg) => !arg.startsWith('--'));
  const options = [
    'run',
    '--config',
    'test/vitest.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ];
  const done = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', ...options], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    // The build set this to production, for which React has no test tools.
    // The workers were built just now from these very sources, and hundreds of them are started.
    env: {
      ...process.env,
      NODE_ENV: 'test',
      SIGNALBOX_WORKERS: path.join(root, 'out', 'workers'),
      ...(long ? { SIGNALBOX_TEST_LONG: '1' } : {}),
    },
  });
  if (!existsSync(file)) return { passed: 0, faults: ['the test run ended without a report'] };
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(folder, { recursive: true, force: true });
  const faults: string[] = [];
  for (const suite of report.testResults) {
    if (suite.status === 'failed' && !suite.assertionResults.some((one) => one.status === 'failed'))
      faults.push(`${suite.name}: ${suite.message ?? 'could not be run'}`);
    for (const one of suite.assertionResults) {
      if (one.status === 'failed') faults.push(one.fullName);
      else if (one.status !== 'passed' && !MAY_SKIP.test(one.fullName))
        faults.push(`${one.fullName} was skipped and could have run here`);
    }
  }
  if (done.status !== 0 && faults.length === 0)
    faults.push('the test run itself: an error outside of any test, see above');
  return { passed: report.numPassedTests, faults };
}
