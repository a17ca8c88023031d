/** A process of a run, as it was found. */
export interface ProcessFact {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
  readonly by: readonly string[];
}

/** A process with its place below the others. */
export interface ProcessLine extends ProcessFact {
  readonly depth: number;
}

/** Processes as a tree, parents before children; one whose parent is not among them stands at the top. */
export function treeOf(processes: readonly ProcessFact[]): readonly ProcessLine[] {
  const known = new Map(processes.map((each) => [each.pid, each]));
  const lines: ProcessLine[] = [];
  const done = new Set<number>();
  const walk = (each: ProcessFact, depth: number): void => {
    if (done.has(each.pid)) return;
    done.add(each.pid);
    lines.push({ ...each, depth });
    for (const child of processes) if (child.parent === each.pid) walk(child, depth + 1);
  };
  for (const each of processes) if (!known.has(each.parent)) walk(each, 0);
  // Pids that were reused can name each other as parents; no process is left out for that.
  for (const each of processes) walk(each, 0);
  return lines;
}
