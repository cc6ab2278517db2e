import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import type { Definitions } from './userfields.js';
import { MethodError } from '../protocol/errors.js';
import { idKey } from '../tables/filter.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param } from '../protocol/method.js';
import { fold } from '../tables/query.js';
import { rowOf } from '../tables/table.js';
import type { Table } from '../tables/table.js';

const choices = 'LIST';
const defaults: JsonObject = { SORT: '100', MULTIPLE: 'N', MANDATORY: 'N', SHOW_FILTER: 'N', EDIT_IN_LIST: 'Y', IS_SEARCHABLE: 'N' };

/** `userfieldconfig.*`: the custom fields of `crm.deal.userfield.*` and those of smart processes under other names. */
export function createUserfieldconfig(definitions: Definitions): MethodHandlers {
  const { typeOf, declared, stored, removed } = definitions;
  if (!definitions.table) return {};
  const table: Table = definitions.table;
  const { collection } = table;

  function checkModule(call: MethodCall): void {
    if (text(param(call, 'moduleId')) !== 'crm') throw refused('No settings for UserFieldAccess');
  }
  function sentIn(call: MethodCall): JsonObject {
    const field = param(call, 'field');
    if (!isObject(field)) throw refused('The parameter field must be an object');
    return Object.fromEntries(
      Object.entries(field).map(([name, value]) => (name === 'enum' ? [choices, upperKeys(value)] : [upper(name), value])),
    );
  }
  const idIn = (call: MethodCall): number => {
    const id = Number(param(call, 'id'));
    if (!collection.get(id)) throw refused('The field is not found');
    return id;
  };
  function shown(id: number): JsonObject {
    const { [choices]: list, ...field } = rowOf(table, id);
    const named = Object.entries(field).map(([name, value]) => [camel(name), value]);
    const options = Array.isArray(list) ? { enum: list.filter(isObject).map((one) => optionOf(one, id)) } : {};
    return { ...Object.fromEntries(named), languageId: { en: 'en' }, ...options };
  }

  return {
    'userfieldconfig.add'(call) {
      checkModule(call);
      const { ENTITY_ID: sent, ...fields } = sentIn(call);
      const entity = text(sent);
      if (typeOf(entity) === 0) throw refused('You cannot create custom fields of this object');
      if (!text(fields['FIELD_NAME']).startsWith('UF_CRM_')) throw refused("The 'FIELD_NAME' field is not found");
      const id = collection.add(asText(declared(entity, fields, defaults)));
      return { result: { field: shown(id) } };
    },
    'userfieldconfig.get'(call) {
      checkModule(call);
      const id = Number(param(call, 'id'));
      return { result: collection.get(id) ? { field: shown(id) } : null };
    },
    'userfieldconfig.list'(call) {
      checkModule(call);
      const filter = param(call, 'filter');
      const order = param(call, 'order');
      const { ids, ...counts } = table.page({
        filter: isObject(filter) ? upperNames(filter) : {},
        order: isObject(order) ? upperNames(order) : {},
        start: param(call, 'start'),
      });
      const select = param(call, 'select');
      const names = new Set(
        (Array.isArray(select) ? select : isObject(select) ? Object.values(select) : []).map((name) => fold(text(name))),
      );
      const all = names.size === 0 || names.has('*');
      const fields = ids.map((id) =>
        Object.fromEntries(Object.entries(shown(id)).filter(([name]) => all || name === 'id' || names.has(fold(name)))),
      );
      return { ...counts, result: { fields } };
    },
    'userfieldconfig.update'(call) {
      checkModule(call);
      const id = idIn(call);
      const { ENTITY_ID: _entity, FIELD_NAME: _name, USER_TYPE_ID: _type, MULTIPLE: _multiple, ID: _id, ...sent } = sentIn(call);
      collection.update(id, asText(stored(sent, collection.get(id) ?? {})));
      return { result: { field: shown(id) } };
    },
    'userfieldconfig.delete'(call) {
      checkModule(call);
      const id = idIn(call);
      const field = collection.get(id) ?? {};
      collection.remove(id);
      removed(field);
      return { result: null };
    },
  };
}

const refused = (message: string): MethodError => new MethodError(400, '', message);

const upper = (name: string): string => (name === 'id' ? idKey : name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase());
const camel = (name: string): string => name.toLowerCase().replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
const upperNames = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [upper(name), value]));
const upperKeys = (value: JsonValue): JsonValue => (Array.isArray(value) ? value.filter(isObject).map(upperNames) : value);

/** Numbers as the older methods keep them. */
const asText = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typeof value === 'number' ? String(value) : value]));

/** A choice of a field. */
function optionOf(choice: JsonObject, field: number): JsonObject {
  const {
    id = '',
    value = '',
    def = 'N',
    sort = '',
    xmlId = '',
  } = Object.fromEntries(Object.entries(choice).map(([name, item]) => [camel(name), item]));
  return { id, userFieldId: String(field), value, def, sort: text(sort), xmlId: text(xmlId) };
}
