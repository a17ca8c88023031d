/** Whether every word occurs in the text. */
export function matchesWords(text: string, words: readonly string[]): boolean {
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}

/** Better matches are lower: a label that begins with the first word, then one with a word that does, then others. */
export function matchRank(label: string, words: readonly string[]): number {
  const first = words[0];
  if (first === undefined) return 0;
  const lower = label.toLowerCase();
  if (lower.startsWith(first)) return 0;
  return lower.split(/[\s/._-]+/).some((part) => part.startsWith(first)) ? 1 : 2;
}
