import { UsageError } from '@portolan/transport';
import { positional } from './generated/positional.js';

/** How the portal wants a skipped map or list: without something in it, a query string would lose its place. */
const skipped = [''];

/**
 * Parameters in the order by which the portal takes them, for methods that look at the place of a parameter instead of its name. Maps and
 * lists that are skipped, or empty, keep their places. Other methods, and parameters that are numbered already, stay as they are.
 * @throws UsageError a parameter that the method does not have, which would take the place of another one, or a hole that cannot be filled
 */
export function inPosition(method: string, params: object): object {
  const order = positional.find(([, methods]) => methods.split(' ').includes(method.toLowerCase()))?.[0];
  const given = Object.entries(params).filter(([, value]) => value !== undefined);
  if (order === undefined || given.every(([name]) => /^\d+$/.test(name))) return params;
  const names = order.split(' ');
  const bare = names.map((name) => name.replace('?', ''));
  const placeOf = (name: string): number => bare.findIndex((own) => own.toLowerCase() === name.toLowerCase());
  const places = new Map(given.map(([name, value]) => [placeOf(name), value]));
  const stranger = given.find(([name]) => placeOf(name) < 0);
  if (stranger)
    throw new UsageError(
      `params.${stranger[0]}`,
      `${method} takes its parameters by position and has no such one`,
      `Pass ${bare.join(', ')}.`,
    );
  return Object.fromEntries(
    bare.slice(0, Math.max(...places.keys()) + 1).map((name, place) => {
      const value = places.get(place);
      if (names[place] === name) {
        if (value === undefined)
          throw new UsageError(`params.${name}`, `it is missing, and ${method} takes its parameters by position`, 'Pass it.');
        return [name, value];
      }
      return [name, isEmpty(value) ? skipped : value];
    }),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'object' &&
    (Array.isArray(value) || Object.getPrototypeOf(value) === Object.prototype) &&
    Object.keys(value).length === 0);
