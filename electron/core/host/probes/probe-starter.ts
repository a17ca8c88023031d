import { toWireError } from '../../../../shared/errors.ts';
import type { Processes } from '../../process/processes.ts';
import type { Descriptor, ProbeSpec } from '../component.ts';
import { mebibytes } from '../factories/run-words.ts';
import type { OutputTail } from '../output-tail.ts';
import type { ProbeListener, ProbeStarter } from '../probe-set.ts';
import type { RunBoard, Surroundings } from '../run-board.ts';
import type { Timers } from '../timers.ts';
import { bad, good, type ProbeAnswer } from './answer.ts';
import { lookExec } from './look-exec.ts';
import { lookGrpc } from './look-grpc.ts';
import { lookHttp } from './look-http.ts';
import { lookTcp } from './look-tcp.ts';
import { failureWords, hushMs, isOtherReason, MEMORY, newProbe, type Probe } from './probe-words.ts';
import { countAnswer, NO_ANSWERS, verdictOf } from './streak.ts';

/** What probes need of the rest. */
export interface ProbeNeeds {
  readonly processes: Pick<Processes, 'spawn'>;
  readonly timers: Timers;
  readonly board: RunBoard;
  /** Lines of a run, those written before included. */
  readonly lines: OutputTail['lines'];
  /** Where commands of a component run that has no program of its own. */
  readonly surroundings: () => Promise<Surroundings>;
  /** Probes that a component has by its type. The start does not wait for them. */
  readonly watched?: (descriptor: Descriptor) => readonly ProbeSpec[];
}

/** Makes the probes of components: those of the start first, then readiness, then liveness. */
export function createProbes(needs: ProbeNeeds): ProbeStarter {
  return (name, descriptor, run, listener) => {
    const set = openSet(needs, name, run, listener);
    const watched = needs.watched?.(descriptor) ?? [];
    const memory = descriptor.memoryCeiling === null || run === null ? () => {} : set.mindMemory(run);
    set.begin(descriptor.probes, watched);
    return () => {
      memory();
      set.end();
    };
  };
}

function openSet(needs: ProbeNeeds, name: string, run: string | null, listener: ProbeListener) {
  const over = new AbortController();
  const probes: Probe[] = [];
  let told: ReturnType<typeof verdictOf> | null = null;
  let toldWhy = '';
  /** What has to pass before the next ones begin. */
  let stages: (readonly ProbeSpec[])[] = [];

  /** Startup before readiness before liveness: what does not yet serve is not asked whether it still lives. */
  function begin(specs: readonly ProbeSpec[], watched: readonly ProbeSpec[]): void {
    const of = (wanted: ProbeSpec['purpose']) => specs.filter(({ purpose }) => purpose === wanted);
    // What is only watched may be away when we start: it is judged from its first answer on.
    stages = [of('startup'), of('readiness'), [...of('liveness'), ...watched]];
    goOn('', listener.cause());
  }

  /** Begins the next probes when all before them have passed; with the last of them it is ready. */
  function goOn(why: string, position: string): void {
    while (stages.length > 0 && probes.every((one) => one.streak.state === 'passing')) {
      const next = stages.shift() ?? [];
      if (stages.length === 0) tell('ready', why, position);
      for (const spec of next) open(spec);
      // A start that is given up later says what it waited for.
      if (stages.length > 0 && probes.length > 0) tellFailure(position);
    }
  }

  function open(spec: ProbeSpec): Probe {
    const probe = newProbe(spec, NO_ANSWERS);
    probes.push(probe);
    if (spec.how.sort === 'log') awaitLine(probe, spec.how.pattern);
    else void look(probe, spec.initialDelayMs);
    return probe;
  }

  function awaitLine(probe: Probe, pattern: string): void {
    if (run === null) return take(probe, bad('it has no output'));
    const wanted = new RegExp(pattern);
    let found = false;
    let leave: () => void = () => {};
    probe.why = `waits for a line like ${pattern}`;
    leave = needs.lines(run, (line) => {
      if (found || over.signal.aborted || !wanted.test(line)) return;
      found = true;
      queueMicrotask(() => {
        leave();
        take(probe, good(`it wrote: ${line}`));
      });
    });
    over.signal.addEventListener('abort', () => leave(), { once: true });
  }

  /** Looks again and again, the interval after the end of the last look. */
  async function look(probe: Probe, delayMs: number): Promise<void> {
    for (let wait = delayMs; ; wait = probe.spec.intervalMs) {
      await rest(wait);
      // A startup probe has done its work when it has passed.
      if (over.signal.aborted || (probe.spec.purpose === 'startup' && probe.streak.state === 'passing')) return;
      const answer = await answerOf(probe.spec);
      if (over.signal.aborted) return;
      take(probe, answer);
    }
  }

  function rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = needs.timers.after(ms, () => {
        over.signal.removeEventListener('abort', leave);
        resolve();
      });
      function leave(): void {
        cancel();
        resolve();
      }
      over.signal.addEventListener('abort', leave, { once: true });
      if (over.signal.aborted) leave();
    });
  }

  /** One look, which ends at its time-out whatever the target does. */
  async function answerOf(spec: ProbeSpec): Promise<ProbeAnswer> {
    const own = new AbortController();
    const end = (): void => own.abort(over.signal.reason);
    over.signal.addEventListener('abort', end, { once: true });
    const late = bad(`no answer within ${spec.timeoutMs} ms`);
    let cancel = (): void => {};
    const timeout = new Promise<ProbeAnswer>((resolve) => {
      cancel = needs.timers.after(spec.timeoutMs, () => {
        resolve(late);
        own.abort(new Error(late.why));
      });
    });
    const work = lookOnce(spec, own.signal).catch((error: unknown) =>
      own.signal.aborted ? late : bad(toWireError(error).message),
    );
    try {
      const answer = await Promise.race([work, timeout]);
      // A command that was killed at its time-out is over before the next one begins.
      if (spec.how.sort === 'exec') await work;
      return answer;
    } finally {
      cancel();
      over.signal.removeEventListener('abort', end);
    }
  }

  async function lookOnce({ how }: ProbeSpec, signal: AbortSignal): Promise<ProbeAnswer> {
    switch (how.sort) {
      case 'http':
        return lookHttp(how, signal);
      case 'tcp':
        return lookTcp(how, signal);
      case 'grpc':
        return lookGrpc(how, signal);
      case 'exec': {
        const where = needs.board.surroundingsOf(name) ?? (await needs.surroundings());
        return lookExec(how, signal, name, where, needs.processes);
      }
      case 'log':
        return bad('a line is waited for, not asked for');
    }
  }

  function take(probe: Probe, answer: ProbeAnswer): void {
    const { spec, streak: before } = probe;
    probe.streak = countAnswer(spec, before, answer);
    probe.why = answer.why;
    const { state, count } = probe.streak;
    let position = listener.cause();
    const isSame = state === before.state;
    const isNewReason = state === 'failing' && !probe.isHushed && isOtherReason(probe.told, answer.why);
    if (!isSame || isNewReason) {
      probe.told = answer.why;
      probe.reasons = isSame ? probe.reasons + 1 : 0;
      hush(probe);
      position = listener.say({
        type: 'probe.changed',
        subject: `component:${name}`,
        // The first answer follows from the start; what changes later begins outside of us.
        cause: before.state === 'unknown' ? position : null,
        body: {
          probe: spec.name,
          purpose: spec.purpose,
          from: before.state,
          to: state,
          why: answer.why,
          streak: count,
        },
      });
    }
    if (stages.length > 0) goOn(answer.why, position);
    // Probes that have not begun yet are still to pass.
    const verdict = verdictOf(probes);
    if (verdict === 'ready' && stages.length > 0) return;
    if (verdict === 'ready') tell(verdict, answer.why, position);
    else tellFailure(position);
  }

  function hush(probe: Probe): void {
    probe.isHushed = probe.reasons > 0;
    if (!probe.isHushed) return;
    needs.timers.after(hushMs(probe.reasons), () => {
      probe.isHushed = false;
    });
  }

  /** Says which probe it is that fails, and what that one said last: another one may have answered since. */
  function tellFailure(position: string): void {
    const verdict = verdictOf(probes);
    if (verdict !== 'ready') tell(verdict, failureWords(probes), position);
  }

  function tell(verdict: ReturnType<typeof verdictOf>, why: string, position: string): void {
    if (over.signal.aborted) return;
    // A start that is given up later says what it waited for last.
    if (verdict === told && (verdict !== 'not-ready' || why === toldWhy)) return;
    told = verdict;
    toldWhy = why;
    listener.verdict(verdict, why, position);
  }

  /** Memory near its ceiling is told like a probe that fails. */
  function mindMemory(of: string): () => void {
    let probe: Probe | null = null;
    return needs.board.onMemory(of, ({ level, used, ceiling }) => {
      if (probe === null) {
        if (level === 'below') return;
        probe = newProbe(MEMORY, { ...NO_ANSWERS, state: 'passing' });
        probes.push(probe);
      }
      const words = `uses ${mebibytes(used)} of memory, and may use ${mebibytes(ceiling)}`;
      take(probe, level === 'below' ? good(words) : bad(words));
    });
  }

  return { begin, mindMemory, end: () => over.abort(new Error('its probes have ended')) };
}
