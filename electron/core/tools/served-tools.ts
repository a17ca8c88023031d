import { indexTools, NO_TOOLS, type Rival, type ToolIndex } from '../exec/tool-index.ts';
import type { ToolSpec } from '../exec/types.ts';
import type { HotSwap } from '../hotswap/hot-swap.ts';
import { type ToolManifest, toolKind } from '../hotswap/kinds/tools.ts';
import type { Journal } from '../journal/journal.ts';
import type { ServedManifest } from './catalogue.ts';
import { compileTool } from './compile.ts';

/** The manifests that serve, and what can be run with them. */
export interface ServedTools {
  /** The newest index; whoever holds an older one goes on seeing that one whole. */
  index(): ToolIndex;
  manifests(): readonly ServedManifest[];
  /** Some manifest serves another content, or none, as the event at this position says. */
  changed(position: string): void;
}

interface ServedToolsOptions {
  readonly hotSwap: () => HotSwap;
  readonly journal: Pick<Journal, 'append'>;
}

/** Follows the manifests; the index is made when somebody needs it, of all that serve at that moment. */
export function createServedTools({ hotSwap, journal }: ServedToolsOptions): ServedTools {
  const compiled = new WeakMap<object, ToolSpec>();
  let current = NO_TOOLS;
  let stale = true;
  let told = new Map<string, Rival>();
  let telling = false;

  function manifests(): ServedManifest[] {
    return [...hotSwap().entries.all()].flatMap(({ kind, id, loaded }) =>
      kind.dir === toolKind.dir && loaded ? [{ definition: id, manifest: loaded.value as ToolManifest }] : [],
    );
  }

  function specOf({ definition, manifest }: ServedManifest): ToolSpec {
    const known = compiled.get(manifest);
    // A file that was renamed serves the same value under another id.
    if (known?.definition === definition) return known;
    const made = compileTool(definition, manifest);
    compiled.set(manifest, made);
    return made;
  }

  function index(): ToolIndex {
    if (stale) {
      stale = false;
      current = indexTools(manifests().map(specOf), current);
    }
    return current;
  }

  /** Two manifests that claim one command are a problem of the one that does not serve it. */
  function tellRivals(cause: string): void {
    const now = new Map(index().rivals.map((rival) => [`tool/${rival.loses}/${rival.key}`, rival]));
    for (const [problemId, { loses }] of told) {
      if (now.get(problemId)?.serves === told.get(problemId)?.serves) continue;
      journal.append({ type: 'problem.cleared', subject: `definition:${loses}`, cause, body: { problemId } });
    }
    for (const [problemId, { key, serves, loses }] of now) {
      if (told.get(problemId)?.serves === serves) continue;
      const body = {
        problemId,
        rule: 'tool-command-twice',
        level: 'error' as const,
        definition: loses,
        path: hotSwap().entries.get(loses)?.serving ?? loses,
        message: `The command ${key} is served by ${serves} already.`,
        hint: 'Give one of the two tools or commands another name.',
      };
      journal.append({ type: 'problem.found', subject: `definition:${loses}`, cause, body });
    }
    told = now;
  }

  return {
    index,
    manifests,
    changed(position) {
      stale = true;
      if (telling) return;
      telling = true;
      // After all that is being applied now: what moved between two files has arrived by then.
      void hotSwap().lane.run(() => {
        telling = false;
        tellRivals(position);
      });
    },
  };
}
