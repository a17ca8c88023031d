import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Snapshot } from '../../shared/snapshot.ts';
import { createContents } from './contents.ts';
import { createExaminer } from './examine.ts';
import { startHost } from './host.ts';
import { joinAsWatcher, openPage, type Page } from './page.ts';
import { createRandom } from './random.ts';
import type { Scene, Step } from './scene.ts';
import { actSteps } from './steps/acts.ts';
import { gitSteps, makeRepository } from './steps/git.ts';
import { hostSteps } from './steps/hosts.ts';
import { nameSteps } from './steps/names.ts';
import { saveSteps } from './steps/saves.ts';
import { createTruth } from './truth.ts';

/** One run of the proof. */
export interface Run {
  readonly seed: number;
  readonly steps: number;
  /** Hears what is going on. */
  readonly say?: (line: string) => void;
}

/** What a run did. */
export interface Report {
  readonly steps: number;
  readonly events: number;
  readonly ms: number;
  /** How often each sort of step was taken. */
  readonly taken: Readonly<Record<string, number>>;
  readonly held: number;
}

const STEPS: readonly Step[] = [...saveSteps, ...nameSteps, ...gitSteps, ...actSteps, ...hostSteps];
const TAIL = 12;
const THRESHOLD = 8;

/**
 * Takes random steps against a real host and compares after each what must be true, what the core says, what the page
 * folded and what is on disk.
 *
 * @throws Error at the first difference, with the seed, the last steps and both sides
 */
export async function drive({ seed, steps, say = () => {} }: Run): Promise<Report> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'sbx-proof-'));
  const tail: string[] = [];
  const taken: Record<string, number> = {};
  const began = performance.now();
  const scene = await openScene(folder, seed);
  const examiner = createExaminer(scene);
  try {
    await examiner.agree((truth, disk) => truth.restart(disk, () => null), false);
    for (let index = 1; index <= steps; ) {
      const step = choose(scene, STEPS);
      tail.push(`${index} ${step.name} …`);
      const done = await step.run(scene);
      // Even a question to git may lock its index for a moment.
      if (step.name.startsWith('git')) scene.gitAt = performance.now();
      tail.pop();
      if (!done) continue;
      tail.push(`${index} ${step.name}: ${done.words}`);
      if (tail.length > TAIL) tail.shift();
      taken[step.name] = (taken[step.name] ?? 0) + 1;
      if (done.told) await examiner.told(done.told);
      await examiner.agree(done.expect, done.isSilent ?? false);
      if (index % 20 === 0) await examiner.deep();
      if (index % 100 === 0) say(`${index} steps, ${Math.round((performance.now() - began) / index)} ms each`);
      index += 1;
    }
    return { steps, events: examiner.events(), ms: performance.now() - began, taken, held: examiner.held() };
  } catch (error) {
    const lines = [`seed ${seed}`, ...tail, error instanceof Error ? (error.stack ?? error.message) : String(error)];
    throw new Error(`${lines.join('\n')}\nlast events:\n${examiner.lastEvents().join('\n')}\n${scene.host.said()}`);
  } finally {
    scene.watcher?.close();
    scene.page.close();
    await scene.host.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function choose(scene: Scene, steps: readonly Step[]): Step {
  const total = steps.reduce((sum, step) => sum + step.weight, 0);
  let at = (scene.random.below(1_000_000) / 1_000_000) * total;
  for (const step of steps) {
    at -= step.weight;
    if (at < 0) return step;
  }
  return steps[0] as Step;
}

async function openScene(folder: string, seed: number): Promise<Scene> {
  const [root, home] = [path.join(folder, 'root'), path.join(folder, 'home')];
  mkdirSync(root);
  const random = createRandom(seed);
  writeFileSync(path.join(root, 'signalbox.yaml'), `hold:\n  threshold: ${THRESHOLD}\n`);
  let host = await startHost(root, home);
  const page = openPage(() => host);
  await page.connected();
  const usable = await usableKinds(page);
  const kinds = usable.map(({ kind }) => kind);
  const templates = new Map(usable.map(({ kind, text }) => [kind, text]));
  const contents = createContents(random, templates);
  for (const kind of kinds) {
    mkdirSync(path.join(root, kind), { recursive: true });
    const count = kind === 'agents' ? 14 : kind === 'models' ? 8 : 2;
    for (let index = 0; index < count; index += 1)
      writeFileSync(path.join(root, kind, `${kind.slice(0, 1)}${index}.yaml`), contents.good(kind));
  }
  makeRepository(root);
  await host.stop();
  host = await startHost(root, home);
  page.reload();
  await page.connected();
  let count = 0;
  const scene: Scene = {
    root,
    home,
    kinds,
    deep: new Set(usable.filter(({ isDeep }) => isDeep).map(({ kind }) => kind)),
    random,
    contents,
    page,
    truth: createTruth(kinds, contents),
    get host() {
      return host;
    },
    set host(next) {
      host = next;
    },
    watcher: joinAsWatcher(() => host),
    threshold: THRESHOLD,
    gitAt: Number.NEGATIVE_INFINITY,
    next: () => ++count,
    act: (name, input) => page.call(name, input),
    async restart() {
      host = await startHost(root, home);
      // A new host has a new token: the page is opened from its address, as a user would.
      page.reload();
      await page.connected();
      scene.watcher?.close();
      scene.watcher = joinAsWatcher(() => host);
    },
  };
  return scene;
}

/**
 * The kinds a file can simply be written for, with a text that loads. The names inside descriptors are judged a second
 * time, by the host that runs them: random steps with those are the host's own.
 */
async function usableKinds(page: Page): Promise<{ kind: string; text: string; isDeep: boolean }[]> {
  const { kinds } = await page.call('kinds', {});
  const usable: { kind: string; text: string; isDeep: boolean }[] = [];
  for (const { kind, extensions, runs } of kinds as { kind: string; extensions: string[]; runs: boolean }[]) {
    if (runs || kind === 'components' || kind.includes('/') || !extensions.includes('.yaml')) continue;
    const made = await page.call('definition.create', { kind, name: 'probe' }).catch(() => null);
    if (!made) continue;
    const { definitions } = (await page.call('snapshot', {})) as Snapshot;
    const { text } = await page.call('definition.read', { id: `${kind}/probe` });
    const isGood = definitions[`${kind}/probe`]?.state === 'ok' && made.result.path === `${kind}/probe.yaml`;
    await page.call('definition.delete', { id: `${kind}/probe`, expectedHash: made.result.hash });
    const below = await page.call('definition.create', { kind, name: 'team/probe', text }).catch(() => null);
    if (below) await page.call('definition.delete', { id: `${kind}/team/probe`, expectedHash: below.result.hash });
    if (isGood) usable.push({ kind, text, isDeep: below !== null });
  }
  return usable;
}
