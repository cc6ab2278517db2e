import type { Range } from './cursor.js';

/** A part of the id space: to read, being read, or read. */
export interface Segment extends Range {
  state: 'open' | 'busy' | 'read';
  pages: unknown[][];
  /** Rows for each id, as far as known nearby. */
  density: number;
  /** How often it was read in vain. */
  attempts: number;
  /** Read by a plain call, whose refusal says more than a command's. */
  alone: boolean;
}

/** A part to be read. */
export function segment({ from, to }: Range, density: number = 0): Segment {
  return { from, to, state: 'open', pages: [], density, attempts: 0, alone: false };
}
