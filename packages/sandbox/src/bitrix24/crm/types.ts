import type { JsonObject } from '../../json.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodHandlers } from '../protocol/method.js';
import { sentFields } from '../protocol/method.js';
import type { Resources } from '../tables/resources.js';
import { lookup } from '../tables/query.js';
import { entityTypes } from './entity-types.js';

/** Types that every portal has: those with methods of their own, and invoices. */
const system: ReadonlySet<number> = new Set([...Object.values(entityTypes), 31]);

/** Where the numbers of the portal's own types are: first one range, then even ones from another on. */
const first = { from: 128, to: 192 };
const further = 1030;

const typeField = 'entityTypeId';

/** Numbers of the portal's own types that are taken. */
function takenIn(resources: Resources): Set<number> {
  return new Set((resources.table('crm.type')?.collection.entries() ?? []).map(([, type]) => Number(type[typeField])));
}

/** Does the portal have records of a type? */
export const isType = (resources: Resources, type: number): boolean => system.has(type) || takenIn(resources).has(type);

/** crm.type.add and update: types of records have a number each, which stays. */
export function createCrmTypes(resources: Resources): MethodHandlers {
  const { 'crm.type.add': add, 'crm.type.update': update } = resources.handlers.v2;
  if (!add || !update) return {};

  function numberFor(sent: JsonObject): number {
    const taken = takenIn(resources);
    const wanted = lookup(sent, typeField);
    if (wanted === undefined || wanted === null || wanted === '' || wanted === 0) {
      let free = first.from;
      while (taken.has(free)) free = free < first.to ? free + 1 : free < further ? further : free + 2;
      return free;
    }
    const number = Number(wanted);
    const inRange = (number >= first.from && number <= first.to) || (number >= further && number % 2 === 0);
    if (!Number.isInteger(number) || !inRange || taken.has(number))
      throw new MethodError(
        400,
        'INVALID_ARG_VALUE',
        `${typeField}: use a free number from ${first.from} to ${first.to}, or an even one from ${further} on`,
      );
    return number;
  }

  return {
    'crm.type.add'(call) {
      const fields = sentFields(call);
      return add({ ...call, params: { ...call.params, fields: { ...fields, [typeField]: numberFor(fields) } } });
    },
    'crm.type.update'(call) {
      const { [typeField]: _type, ...fields } = sentFields(call);
      return update({ ...call, params: { ...call.params, fields } });
    },
  };
}
