import { act, configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { VirtuosoMockContext } from 'react-virtuoso';
import { expect, vi } from 'vitest';
import { bindClient } from '../../../renderer/client/bind.ts';
import { draftStore } from '../../../renderer/features/definitions/draft-store.ts';
import { history } from '../../../renderer/stores/history.ts';
import { toastStore } from '../../../renderer/stores/toast-store.ts';
import { uiStore } from '../../../renderer/stores/ui-store.ts';
import { workspaceStore } from '../../../renderer/stores/workspace-store.ts';
import type { Envelope } from '../../../shared/envelope.ts';
import { type AppError, toWireError } from '../../../shared/errors.ts';
import { fold } from '../../../shared/fold.ts';
import { type Capability, type ClientFrame, portPair, type ServerFrame } from '../../../shared/rpc.ts';
import { snapshotOf } from '../../../shared/snapshot.ts';
import { EMPTY_STATE } from '../../../shared/state.ts';
import { columnsOfEvents } from '../../../shared/timeline-columns.ts';
import { EPOCH } from '../reloads/events.ts';

/** The machine may be busy: nothing here depends on how quick it is. */
const PATIENCE_MS = 20_000;
configure({ asyncUtilTimeout: PATIENCE_MS });

/** Expects something to become true, however long the machine takes. */
export function eventually<T>(read: () => T): ReturnType<typeof expect.poll<T>> {
  return expect.poll(read, { timeout: PATIENCE_MS });
}

/** What a core answers to one call: a value, or an error it throws. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>;

/** A core in memory at the other end of a port: real frames, real fold, scripted answers. */
export interface FakeCore extends AsyncDisposable {
  /** Every call that came, in order. */
  readonly calls: { readonly name: string; readonly input: unknown }[];
  /** Inputs of the calls of one name. */
  inputs(name: string): unknown[];
  emit(...events: Envelope[]): Promise<void>;
  disconnect(): Promise<void>;
}

interface Options {
  readonly answers?: Answers;
  readonly capabilities?: readonly Capability[];
}

const ALL: readonly Capability[] = ['read', 'act', 'write-files'];
const READS = new Set([
  'timeline',
  'events',
  'chain',
  'versions',
  'diff',
  'definition.read',
  'template',
  'kinds',
  'blob',
  'definition.check',
  'kind.schema',
  'editor.external',
]);

/** Starts a core that knows these events, and connects the page's stores to it. */
export async function startFakeCore(events: readonly Envelope[], options: Options = {}): Promise<FakeCore> {
  const { answers = {}, capabilities = ALL } = options;
  let known = [...events];
  let isOpen = true;
  const calls: FakeCore['calls'] = [];
  const [near, far] = portPair();
  const send = (frame: ServerFrame): void => far.send(JSON.stringify(frame));
  const seq = (): number => known.at(-1)?.seq ?? 0;

  function answer(name: string, input: { limit?: number; subject?: string }): unknown {
    const given = answers[name];
    if (given) return given(input as never);
    if (name === 'events') {
      const found = known.filter((event) => input.subject === undefined || event.subject === input.subject);
      return { events: found.slice(-(input.limit ?? 200)), position: `${EPOCH}:${seq()}`, oldest: 1, more: false };
    }
    if (name === 'timeline') return { columns: columnsOfEvents(known), position: `${EPOCH}:${seq()}`, more: false };
    if (name === 'chain') return { causes: [], event: null, effects: [], older: false };
    if (name === 'versions') return { id: '', versions: [] };
    if (name === 'definition.check') return { faults: [], warnings: [] };
    if (name === 'kind.schema') return { kind: 'agents', schema: { type: 'object' }, wrapper: null, refers: [] };
    if (name === 'editor.external') return { name: null, why: 'Signalbox runs as a server here' };
    return {};
  }

  far.onFrame((text) => {
    const frame = JSON.parse(text) as ClientFrame;
    if (frame.t === 'hello') {
      send({ t: 'welcome', epoch: EPOCH, host: 'here', build: '0.1.0', workspace: 'w', capabilities });
      send({ t: 'resync', reason: 'first' });
      send({ t: 'snap', text: JSON.stringify(snapshotOf(fold(EMPTY_STATE, known))), last: true });
    } else if (frame.t === 'call') {
      calls.push({ name: frame.name, input: frame.input });
      try {
        const value = answer(frame.name, frame.input as object);
        const acted = { actionId: 'a', outcome: 'done', result: value, position: `${EPOCH}:${seq()}` };
        send({ t: 'result', id: frame.id, value: READS.has(frame.name) ? value : acted });
      } catch (error) {
        send({ t: 'error', id: frame.id, error: toWireError(error as AppError) });
      }
    }
  });
  const stop = bindClient(
    () => (isOpen ? Promise.resolve({ ...near, wasRefused: () => false }) : Promise.reject(new Error('closed'))),
    null,
  );
  await vi.waitFor(() => {
    const { state, connection } = workspaceStore.getState();
    if (connection.status !== 'connected' || state.seq !== seq()) throw new Error('not there yet');
  }, PATIENCE_MS);

  return {
    calls,
    inputs: (name) => calls.filter((call) => call.name === name).map((call) => call.input),
    async emit(...added) {
      known = [...known, ...added];
      send({ t: 'events', events: added });
      await act(() =>
        vi.waitFor(() => {
          if (workspaceStore.getState().state.seq !== seq()) throw new Error('not folded yet');
        }, PATIENCE_MS),
      );
    },
    async disconnect() {
      isOpen = false;
      far.close();
      await act(() =>
        vi.waitFor(() => {
          if (workspaceStore.getState().connection.status !== 'disconnected') throw new Error('still connected');
        }, PATIENCE_MS),
      );
    },
    async [Symbol.asyncDispose]() {
      stop();
      history.clear();
      workspaceStore.setState(workspaceStore.getInitialState(), true);
      uiStore.setState(uiStore.getInitialState(), true);
      toastStore.setState({ toasts: [] });
      draftStore.setState({ drafts: {} });
    },
  };
}

/** Draws a screen; lists have room for some twenty lines, as no layout is done here. */
export function draw(screen: ReactNode): ReturnType<typeof render> {
  return render(screen, {
    wrapper: ({ children }) => (
      <VirtuosoMockContext.Provider value={{ viewportHeight: 560, itemHeight: 28 }}>
        {children}
      </VirtuosoMockContext.Provider>
    ),
  });
}
