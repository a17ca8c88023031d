/** Where in a document something is being typed. */
export interface TypingPlace {
  /** Keys from the root down, `*` for an item of a list: of the map a key goes into, or of the value itself. */
  readonly path: readonly string[];
  /** `either`: an item of a list, which may turn out to be a value or the first key of a map. */
  readonly sort: 'key' | 'value' | 'either';
  /** Where what is being typed begins. */
  readonly from: number;
  /** Keys that the map has already, besides the one that is being typed. */
  readonly present: readonly string[];
}
