import type { JsonValue } from '../../json.js';
import { text } from '../../json.js';

/** How yes and no are written: as records hold them, as JSON sends them, and as query strings and batches do. */
const flags: Readonly<Partial<Record<string, boolean>>> = { Y: true, N: false, '1': true, '0': false, true: true, false: false };

/** Does a value say yes or no? */
export const isFlag = (value: JsonValue | undefined): boolean => Object.hasOwn(flags, text(value));

/** Does it say yes? */
export const flagOf = (value: JsonValue | undefined): boolean => flags[text(value)] === true;
