import { openDefinition } from '../../stores/ui-store.ts';

/** Two sides of a comparison: versions, or null for the file. */
interface Sides {
  readonly from: number | null;
  readonly to: number | null;
}

let asked: (Sides & { readonly id: string }) | null = null;

/** Shows two versions of a definition beside each other, on the screen of definitions. */
export function openComparison(id: string, from: number | null, to: number | null): void {
  asked = { id, from, to };
  openDefinition(id, 'diff');
}

/** The sides that were asked for, once; null when somebody only asked for "the difference". */
export function takeSides(id: string): Sides | null {
  const sides = asked?.id === id ? { from: asked.from, to: asked.to } : null;
  asked = null;
  return sides;
}
