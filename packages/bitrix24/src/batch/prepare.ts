import { UsageError } from '@portolan/transport';
import type { Command } from '../methods.js';
import { inPosition } from '../positional.js';
import { commandOf } from './command.js';
import { isRead } from '../reads.js';
import { bracketQuery } from './query.js';
import { Reference, referencesIn } from './reference.js';

/** Commands, then functions of references to all before them that make more; as the caller gave them. */
export type Steps = readonly unknown[];

/** A command on its way. `wire` is its key in the batch, free of characters that the reference notation uses. */
export interface Item extends Command {
  key: string;
  wire: string;
  refs: Reference[];
  read: boolean;
}

/**
 * Makes commands of what the caller gave, sources before those that refer to them.
 * @throws UsageError a command is wrong
 */
export function prepare([first, ...later]: Steps): Item[] {
  // Without a prototype: a key may be called __proto__.
  const refs = Object.create(null) as Record<string, { ref(...path: (string | number)[]): Reference }>;
  const byPlace = Array.isArray(first);
  // An array's functions take their references by place: `([first]) => ...`.
  const told = byPlace ? Object.assign([], refs) : refs;
  const all: Item[] = [];
  for (const [place, step] of [first, ...later].entries()) {
    const made = place > 0 && typeof step === 'function' ? (step as (refs: unknown) => unknown)(told) : undefined;
    const given = (place === 0 ? step : made) as Readonly<Record<string, unknown>> | null | undefined;
    // A promise has no commands to see; an array has no keys that others could refer to.
    const keyed = place === 0 || !(byPlace || Array.isArray(given) || given instanceof Promise);
    if (typeof given !== 'object' || given === null || !keyed)
      throw new UsageError(
        'commands',
        'not every step is an object of commands',
        'Pass one, then functions that return more; options come last.',
      );
    const keys = Object.keys(given);
    for (const [index, key] of keys.entries()) {
      if (Object.hasOwn(refs, key)) throw new UsageError(`commands.${key}`, 'an earlier step has this key', 'Use another one.');
      const wire = `c${all.length + index}`;
      refs[key] = { ref: (...path) => new Reference(wire, path) };
    }
    if (byPlace) Object.assign(told, refs);
    for (const key of keys) {
      const { method, params: sent } = commandOf(key, given[key], told);
      const params = inPosition(method, sent);
      all.push({ method, params, key, wire: `c${all.length}`, refs: referencesIn(params), read: isRead(method) });
    }
  }
  for (const { params } of all) bracketQuery(params);
  const byWire = new Map(all.map((item) => [item.wire, item]));
  const sorted = new Set<Item>();
  const visit = (item: Item, above: readonly Item[]): void => {
    if (above.includes(item)) throw new UsageError(`commands.${item.key}`, 'it refers to itself, if by others', 'Break the circle.');
    if (sorted.has(item)) return;
    for (const { key } of item.refs) {
      const source = byWire.get(key);
      if (!source)
        throw new UsageError(`commands.${item.key}`, 'it refers to no command of this batch', 'Use the references that the function gets.');
      visit(source, [...above, item]);
    }
    sorted.add(item);
  };
  for (const item of all) visit(item, []);
  return [...sorted];
}
