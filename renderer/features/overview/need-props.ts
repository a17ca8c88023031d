/** What every need is shown with. */
export interface NeedProps {
  readonly id: string;
  readonly isSelected: boolean;
  /** Shown with its evidence and acts, not as one line. */
  readonly isFull: boolean;
}

/** The element of a need, by its id. */
export function needElementId(id: string): string {
  return `need-element-${id}`;
}
