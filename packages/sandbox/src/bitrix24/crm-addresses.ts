import type { JsonObject } from '../json.js';
import { isObject, text } from '../json.js';
import { createCollection } from '../state/collection.js';
import { MethodError, argumentError } from './errors.js';
import type { MethodCall, MethodHandlers } from './method.js';
import { param } from './method.js';
import { selected } from './query.js';
import { createTable } from './table.js';

const key = ['TYPE_ID', 'ENTITY_TYPE_ID', 'ENTITY_ID'] as const;

/** crm.address: an address is known by its type and the record it belongs to. */
export function createAddresses(): { handlers: MethodHandlers; reset(): void } {
  const table = createTable(
    createCollection(() => [
      { TYPE_ID: '1', ENTITY_TYPE_ID: '3', ENTITY_ID: '1', ANCHOR_TYPE_ID: '3', ANCHOR_ID: '1', CITY: 'Exampletown' },
    ]),
    (name) => name.toUpperCase(),
  );
  const { collection } = table;

  function read(call: MethodCall): { fields: JsonObject; id: number | undefined } {
    const sent = param(call, 'fields');
    if (!isObject(sent)) throw argumentError("Parameter 'fields' must be array.", call.method);
    const fields = Object.fromEntries(Object.entries(sent).map(([name, value]) => [table.keyOf(name), value]));
    for (const name of key) {
      if (!(Number(fields[name]) > 0)) throw argumentError(`${name} is not defined or invalid`, call.method);
      fields[name] = text(fields[name]);
    }
    return { fields, id: collection.ids().find((id) => key.every((name) => collection.get(id)?.[name] === fields[name])) };
  }
  function known(call: MethodCall): { fields: JsonObject; id: number } {
    const { fields, id } = read(call);
    if (id === undefined) throw new MethodError(400, '', 'TypeAddress not found');
    return { fields, id };
  }

  const handlers: MethodHandlers = {
    'crm.address.add'(call) {
      const { fields, id } = read(call);
      if (id !== undefined) throw new MethodError(400, '', 'TypeAddress exists');
      collection.add({ ANCHOR_TYPE_ID: fields['ENTITY_TYPE_ID'] ?? '', ANCHOR_ID: fields['ENTITY_ID'] ?? '', ...fields });
      return { result: true };
    },
    'crm.address.update'(call) {
      const { fields, id } = known(call);
      collection.update(id, fields);
      return { result: true };
    },
    'crm.address.delete'(call) {
      collection.remove(known(call).id);
      return { result: true };
    },
    'crm.address.list'(call) {
      const { ids, ...counts } = table.page({ filter: param(call, 'filter'), order: param(call, 'order'), start: param(call, 'start') });
      return { ...counts, result: ids.map((id) => selected({ ...collection.get(id) }, param(call, 'select'))) };
    },
  };
  return { handlers, reset: () => collection.reset() };
}
