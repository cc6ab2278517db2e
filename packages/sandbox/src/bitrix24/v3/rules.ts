import type { JsonObject, JsonValue } from '../../json.js';

/** What the lists of a family ask for, where the specs say it in words only. */
export interface RulesV3 {
  /** Fields that may be filtered by; all when left out. */
  filterable?: readonly string[];
  /** A field that the filter has to give one value. */
  needs?: string;
  /** Is an unknown field in `select` refused? */
  strict?: boolean;
  /** Parameters that narrow a list otherwise than by being equal to the field of their name. */
  matches?: Readonly<Record<string, (record: JsonObject, wanted: JsonValue) => boolean>>;
}
