import type { Contents } from './contents.ts';
import { claimOf, type Disk } from './disk.ts';
import type { Change, Row, Saved, Truth } from './truth-types.ts';

/** Makes the model, empty. */
export function createTruth(kinds: readonly string[], contents: Contents, from?: Saved): Truth {
  const rows = new Map<string, Row>([...(from?.rows ?? [])].map(([id, row]) => [id, copyRow(row)]));
  const newest = new Map(from?.newest ?? []);
  // What an earlier session decided of a definition whose file was not there at the start.
  const orphans = new Map(from?.orphans ?? []);
  let known = new Map(from?.known ?? []);

  function obtain(path: string): Row {
    const { id, kind, name } = claimOf(path, kinds);
    let row = rows.get(id);
    if (!row) {
      row = {
        id,
        kind,
        name,
        files: new Map(),
        serving: null,
        loaded: null,
        newest: newest.get(id) ?? null,
        pin: orphans.get(id)?.pin ?? null,
        refused: false,
        left: false,
        discarded: orphans.get(id)?.discarded ?? null,
        pending: new Map(),
      };
      orphans.delete(id);
      rows.set(id, row);
    }
    return row;
  }

  function load(row: Row, hash: string): void {
    row.refused = false;
    row.left = false;
    row.discarded = null;
    if (row.loaded?.hash === hash) return;
    const resumes = row.loaded === null && row.newest?.hash === hash;
    const version = resumes && row.newest ? row.newest.version : (row.newest?.version ?? 0) + 1;
    row.loaded = { version, hash };
    row.newest = row.loaded;
  }

  function applyFile(row: Row, path: string, hash: string): void {
    row.files.set(path, hash);
    row.serving ??= path;
    if (row.serving !== path) return;
    if (row.discarded !== hash) row.discarded = null;
    if (row.loaded === null && row.pin) resume(row, row.pin.hash);
    if (!contents.loads(hash)) {
      row.refused = true;
      row.left = false;
    } else if (row.pin) {
      row.refused = false;
      row.left = false;
    } else load(row, hash);
  }

  function applyRemoval(row: Row, path: string): void {
    row.files.delete(path);
    const [heir] = row.files;
    if (!heir) return forget(row);
    if (row.serving !== path) return;
    row.serving = heir[0];
    applyFile(row, heir[0], heir[1]);
  }

  function forget(row: Row): void {
    if (row.newest) newest.set(row.id, row.newest);
    rows.delete(row.id);
  }

  /** Changes that were asked for pass together with what waited of the same definition. */
  function passWith(id: string, changes: readonly Change[]): void {
    const row = rows.get(id);
    const others = [...(row?.pending ?? [])].filter(([path]) => !changes.some((change) => change[0] === path));
    row?.pending.clear();
    pass([...changes, ...others]);
  }

  function settle(path: string, hash: string | null): void {
    const row = obtain(path);
    if (hash === null) applyRemoval(row, path);
    else applyFile(row, path, hash);
  }

  /** Whether a change of what serves would wait. */
  function isHoldable(path: string): boolean {
    const row = rows.get(claimOf(path, kinds).id);
    return row !== undefined && row.loaded !== null && (!row.refused || row.pending.size > 0);
  }

  function join(path: string, hash: string | null): void {
    const row = obtain(path);
    const now = row.files.get(path) ?? null;
    const isBack = path === row.serving && !row.pin ? hash === row.loaded?.hash : hash === now;
    if (isBack) {
      row.pending.delete(path);
      if (hash !== null) settle(path, hash);
      return;
    }
    row.pending.set(path, hash);
    if (path === row.serving) {
      row.left = false;
      row.refused = false;
    }
    if (hash !== null && !contents.loads(hash)) applyFile(row, path, hash);
  }

  function isChange(path: string, hash: string | null): boolean {
    return hash === null || rows.get(claimOf(path, kinds).id)?.loaded?.hash !== hash;
  }

  function differences(disk: Disk): Change[] {
    const changes: Change[] = [];
    for (const path of known.keys()) if (!disk.has(path)) changes.push([path, null]);
    for (const [path, hash] of disk) if (known.get(path) !== hash) changes.push([path, hash]);
    known = new Map(disk);
    return changes;
  }

  /** Renames first, then what went, then the rest. */
  function pass(changes: readonly Change[], serving: (id: string) => string | null = () => null): void {
    const rest = pairRenames(changes);
    const here = (id: string) => rest.filter(([path]) => claimOf(path, kinds).id === id);
    for (const id of new Set(rest.map(([path]) => claimOf(path, kinds).id))) {
      const gone = here(id).filter(([, hash]) => hash === null);
      const came = here(id).filter(([, hash]) => hash !== null);
      leave(
        id,
        gone.map(([path]) => path),
        came.map(([path]) => path),
      );
      const first = serving(id);
      came.sort(([one], [other]) => Number(other === first) - Number(one === first));
      for (const [path, hash] of came) settle(path, hash);
    }
  }

  /** Files of a definition go while others of it come or change: only what is there in the end is loaded. */
  function leave(id: string, gone: readonly string[], came: readonly string[]): void {
    const row = rows.get(id);
    if (!row) return;
    const isServed = gone.includes(row.serving ?? '');
    for (const path of gone) row.files.delete(path);
    const [heir] = row.files;
    if (!heir && came.length === 0) return forget(row);
    if (!isServed) return;
    row.serving = heir?.[0] ?? null;
    if (heir && !came.includes(heir[0])) applyFile(row, heir[0], heir[1]);
  }

  /** What went and came with the same content is one definition under a new name. */
  function pairRenames(changes: readonly Change[]): Change[] {
    const rest = [...changes];
    for (const [to, hash] of changes) {
      if (hash === null || !contents.loads(hash)) continue;
      const moves = (path: string, gone: string | null) => gone === null && canMove(path, to, hash);
      const own = rest.findIndex(
        ([path, gone]) => moves(path, gone) && claimOf(path, kinds).id === claimOf(to, kinds).id,
      );
      const at = own >= 0 ? own : rest.findLastIndex(([path, gone]) => moves(path, gone));
      if (at < 0) continue;
      const [removal] = rest.splice(at, 1);
      rest.splice(
        rest.findIndex(([path]) => path === to),
        1,
      );
      rename(claimOf(removal?.[0] ?? '', kinds).id, claimOf(to, kinds).id, to, hash);
    }
    return rest;
  }

  function canMove(path: string, to: string, hash: string): boolean {
    const row = rows.get(claimOf(path, kinds).id);
    const target = rows.get(claimOf(to, kinds).id);
    if (!row?.loaded || row.refused || row.files.size !== 1 || (target && target !== row)) return false;
    return row.kind === claimOf(to, kinds).kind && row.files.get(path) === hash;
  }

  function rename(from: string, to: string, path: string, hash: string): void {
    const row = rows.get(from);
    if (!row) throw new Error(`${from} cannot become ${to}`);
    known.set(path, hash);
    rows.delete(from);
    newest.delete(from);
    // What an earlier session had decided about this name was about another definition.
    orphans.delete(to);
    const moved: Row = { ...row, ...claimOf(path, kinds), files: new Map(), serving: path, pending: new Map() };
    rows.set(to, moved);
    applyFile(moved, path, hash);
  }

  const truth: Truth = {
    rows,
    waiting: () => [...rows.values()].filter((row) => row.pending.size > 0).map((row) => row.id),
    absorb(disk, hold, { held, serving }) {
      const isOpen = truth.waiting().length > 0;
      const changes = differences(disk);
      const could = changes.filter(([path, hash]) => isHoldable(path) && (isOpen || isChange(path, hash)));
      const isHeld = isOpen || (hold === 'git' && could.length > 1);
      const wait = could.filter(([path]) => isHeld || (hold === 'may' && held.has(claimOf(path, kinds).id)));
      const passes = changes.filter((change) => !wait.includes(change));
      for (const [path, hash] of wait) join(path, hash);
      pass(passes, serving);
    },
    asked(disk, id) {
      passWith(id, differences(disk));
    },
    reload(id) {
      const row = rows.get(id);
      const path = row?.serving ?? null;
      if (!row || path === null) return;
      const waits = row.pending.get(path);
      const hash = waits === undefined ? known.get(path) : waits;
      row.left = false;
      passWith(id, [[path, hash ?? null]]);
    },
    rolledBack(id, hash) {
      const row = rows.get(id);
      if (!row || (row.loaded === null && row.newest?.hash === hash)) return;
      row.loaded = { version: (row.newest?.version ?? 0) + 1, hash };
      row.newest = row.loaded;
    },
    apply(ids) {
      const changes = [...rows.values()].filter((row) => ids.includes(row.id)).flatMap((row) => [...row.pending]);
      for (const id of ids) rows.get(id)?.pending.clear();
      pass(changes.filter(([, hash]) => hash === null || contents.loads(hash)));
    },
    discard() {
      for (const row of rows.values()) {
        for (const [path, hash] of row.pending) {
          row.left = hash === null || contents.loads(hash);
          if (hash !== null) row.files.set(path, hash);
          // A rival that goes, or does not load, decides nothing of what was given up.
          if (hash !== null && row.left) row.discarded = hash;
          else if (path === row.serving) row.discarded = null;
        }
        row.pending.clear();
      }
    },
    pin(row, version) {
      const resumes = row.loaded === null && row.newest?.hash === version.hash;
      row.loaded = resumes ? row.newest : { version: (row.newest?.version ?? 0) + 1, hash: version.hash };
      row.newest = row.loaded;
      row.pin = version;
      row.left = false;
      const waits = row.pending.get(row.serving ?? '');
      if (waits) row.files.set(row.serving ?? '', waits);
      row.pending.delete(row.serving ?? '');
      passWith(row.id, []);
    },
    restart(disk, serving) {
      const before = new Map(rows);
      for (const row of before.values()) {
        if (row.pin || row.discarded) orphans.set(row.id, { pin: row.pin, discarded: row.discarded });
        forget(row);
      }
      known = new Map();
      const changes = differences(disk);
      for (const [path] of changes) {
        const { id } = claimOf(path, kinds);
        if (rows.has(id)) continue;
        const row = obtain(path);
        const first = serving(id) ?? path;
        const hash = disk.get(first);
        if (hash === undefined) throw new Error(`${id} cannot be served by ${first}`);
        if (row.pin) resume(row, row.pin.hash);
        else if (row.discarded === hash && row.newest) {
          resume(row, row.newest.hash);
          row.left = true;
        }
        row.serving = first;
        row.files.set(first, hash);
        if (row.left) continue;
        applyFile(row, first, hash);
      }
      for (const [path, hash] of changes) if (hash !== null) obtain(path).files.set(path, hash);
    },
    rename,
    copy: () => createTruth(kinds, contents, { rows, newest, known, orphans }),
  };

  function resume(row: Row, hash: string): void {
    const isNewest = row.newest?.hash === hash;
    row.loaded = isNewest && row.newest ? row.newest : { version: (row.newest?.version ?? 0) + 1, hash };
    row.newest = row.loaded;
  }

  return truth;
}

function copyRow(row: Row): Row {
  return { ...row, files: new Map(row.files), pending: new Map(row.pending) };
}
