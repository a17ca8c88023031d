import { createContext } from 'react';

/**
 * True while the page only shows what was last known: glyphs that stand for a state turn into the grey broken ring.
 * A place that shows what happened, rather than what is, provides false.
 */
export const StaleContext = createContext(false);
