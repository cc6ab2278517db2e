import type { JsonObject } from '../../json.js';
import type { Api, MethodCall } from '../protocol/method.js';
import type { RulesV3 } from '../v3/rules.js';

/** What a method does to the records of its collection. */
export type Role = 'list' | 'get' | 'add' | 'update' | 'delete' | 'fields' | 'tail';

/** A collection and the methods on it. Names, types and places of fields are those of the spec. */
export interface Resource {
  /** What the collection is called; several resources may share one. */
  collection: string;
  api?: Api;
  /** What the names of the methods begin with, `catalog.price`. */
  prefix: string;
  /** Last words of methods whose role does not follow from them, or all of them when the usual ones mean something else. */
  verbs?: Partial<Record<Role, readonly string[]>>;
  /** The parameter that holds the id. Default `id`. */
  id?: string;
  /** Fields that name a record instead of a number, `CURRENCY`. */
  key?: readonly string[];
  /** Fields that all records of these methods have in common; other records of the collection are not theirs. */
  within?: JsonObject;
  /** Records there are at the start; three samples when left out. */
  seed?: () => JsonObject[];
  /** What the samples have of their own, a line each. */
  starts?: readonly JsonObject[];
  /** The id of the first of them. Default 1. */
  firstId?: number;
  /** What REST 3.0 asks of the lists. */
  rules?: RulesV3;
  /** Fills what a new record has beside the fields that were sent. */
  complete?: (record: JsonObject, call: MethodCall) => void;
}
