import type { Operation } from '../../engine/document.js';
import { mediaOf } from '../../engine/document.js';
import { flatten, propertiesOf, schemaAt } from '../../engine/merge.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject, text } from '../../json.js';
import { MethodError } from '../protocol/errors.js';
import type { MethodCall, MethodHandlers } from '../protocol/method.js';
import { param, sentFields } from '../protocol/method.js';
import type { Resources } from '../tables/resources.js';
import { lookup } from '../tables/query.js';
import type { Table } from '../tables/table.js';

/** Custom fields of the CRM, by the types of entities that have them. */
export interface CrmUserfields {
  handlers: MethodHandlers;
  /** What records have in the custom fields that nobody filled, by their names. */
  empty(type: number): JsonObject;
  /** The custom fields of a type as its `fields` describes them. */
  describe(type: number): JsonObject;
  /** Names of the custom fields of a type that hold numbers. */
  numbers(type: number): ReadonlySet<string>;
  /** Calls `gone` with every field that is deleted from now on. */
  onDelete(gone: (type: number, name: string) => void): void;
  /** Definitions, for the methods that name them otherwise. */
  definitions: Definitions;
  reset(): void;
}

/** Definitions of custom fields of every entity. */
export interface Definitions {
  table: Table | undefined;
  /** The type of the records of an entity, 0 when there is none. */
  typeOf(entity: string): number;
  /** What a new definition is kept as. */
  declared(entity: string, sent: JsonObject, defaults: JsonObject): JsonObject;
  /** What a changed definition is kept as. */
  stored(sent: JsonObject, before: Readonly<JsonObject>): JsonObject;
  /** Takes the values of a deleted field out of the records. */
  removed(field: Readonly<JsonObject>): void;
}

const owners: Record<string, number> = { lead: 1, deal: 2, contact: 3, company: 4, quote: 7 };
const prefix = 'UF_CRM_';
const longest = 50;
const numberTypes = new Set(['integer', 'double']);
const labels = ['EDIT_FORM_LABEL', 'LIST_COLUMN_LABEL', 'LIST_FILTER_LABEL', 'ERROR_MESSAGE', 'HELP_MESSAGE'];
const language = 'en';

/** Makes `crm.deal.userfield.*` and its like declare fields: with their prefix, their defaults and numbered choices. */
export function createCrmUserfields(resources: Resources, methods: Map<string, Operation>): CrmUserfields {
  const kept = resources.handlers.v2;
  const listeners: ((type: number, name: string) => void)[] = [];
  const firstChoice = 100;
  let nextChoice = firstChoice;

  const table = resources.table('crm.userfield');
  const smart = (): [number, JsonObject][] => resources.table('crm.type')?.collection.entries() ?? [];

  /** The type of the records that an entity like `CRM_DEAL` or `CRM_7` names; 0 when there is none. */
  function typeOf(entity: string): number {
    const own = owners[entity.replace(/^CRM_/, '').toLowerCase()];
    return own ?? Number(smart().find(([id]) => `CRM_${id}` === entity)?.[1]['entityTypeId'] ?? 0);
  }
  const fieldsOf = (type: number): JsonObject[] =>
    (table?.collection.entries() ?? []).flatMap(([, field]) => (typeOf(text(field['ENTITY_ID'])) === type ? [field] : []));

  /** Choices as they are after a write: those with an id change or go, those without are new. */
  function choices(before: JsonValue | undefined, sent: JsonValue | undefined): JsonObject[] {
    const list = (Array.isArray(before) ? before : []).filter(isObject).map((choice) => ({ ...choice }));
    for (const { DEL, ...choice } of (Array.isArray(sent) ? sent : []).filter(isObject)) {
      const at = choice['ID'] === undefined ? -1 : list.findIndex(({ ID }) => text(ID) === text(choice['ID']));
      if (at >= 0 && DEL === 'Y') list.splice(at, 1);
      else if (at >= 0) list[at] = { ...list[at], ...choice, ID: text(choice['ID']) };
      else list.push({ SORT: '500', DEF: 'N', XML_ID: null, ...choice, ID: String(nextChoice++) });
    }
    const codes = list.map(({ XML_ID }) => text(XML_ID)).filter(Boolean);
    if (new Set(codes).size < codes.length) throw refused('An option with this XML_ID exists already');
    return list;
  }

  /** Labels by language; `LABEL` stands for those that are not sent. */
  function labelled(fields: JsonObject): JsonObject {
    const whole = fields['LABEL'];
    const sent = labels.flatMap((name): [string, JsonValue][] => {
      const value = fields[name] ?? whole;
      if (value === undefined) return [];
      return [[name, isObject(value) ? { ...(whole === undefined ? {} : { [language]: whole }), ...value } : { [language]: value }]];
    });
    return Object.fromEntries(sent);
  }

  /** Fields of a definition as they are kept. */
  function stored(fields: JsonObject, before?: Readonly<JsonObject>): JsonObject {
    const { LABEL: _label, LIST: list, ...rest } = fields;
    const isList = (before ?? fields)['USER_TYPE_ID'] === 'enumeration';
    // Y stands for a match by mask.
    const filter = rest['SHOW_FILTER'] === 'Y' ? { SHOW_FILTER: 'E' } : {};
    return {
      ...rest,
      ...filter,
      ...labelled(fields),
      ...(isList && (list !== undefined || !before) ? { LIST: choices(before?.['LIST'], list) } : {}),
    };
  }

  /** A new definition. */
  function declared(entity: string, sent: JsonObject, own: JsonObject): JsonObject {
    const name = fullName(sent['FIELD_NAME']);
    if (text(sent['USER_TYPE_ID']) === '') throw new MethodError(400, '', "The 'USER_TYPE_ID' field is not found.");
    if (fieldsOf(typeOf(entity)).some((field) => field['FIELD_NAME'] === name)) throw refused(`The object has a field ${name} already`);
    return { ...stored({ XML_ID: null, SETTINGS: {}, ...own, ...sent }), FIELD_NAME: name, ENTITY_ID: entity };
  }

  /** Values that a new definition has where none is sent, as the spec declares them. */
  function defaults({ document, body }: Operation): JsonObject {
    const schema = schemaAt(document, mediaOf(body?.content)?.media.schema, ['fields']);
    return Object.fromEntries(
      Object.entries(schema ? propertiesOf(document, schema) : {}).flatMap(([name, property]) => {
        const value = flatten(document, property).default;
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }

  function removed(field: Readonly<JsonObject>): void {
    for (const gone of listeners) gone(typeOf(text(field['ENTITY_ID'])), text(field['FIELD_NAME']));
  }

  function of(owner: string): MethodHandlers {
    const source = `crm.${owner}.userfield`;
    const own: MethodHandlers = {
      [`${source}.add`](call) {
        const sent = sentFields(call);
        return pass(call, declared(`CRM_${owner.toUpperCase()}`, sent, defaults(call.operation)));
      },
      [`${source}.update`](call) {
        const { FIELD_NAME: _name, USER_TYPE_ID: _type, MULTIPLE: _multiple, ENTITY_ID: _entity, ...sent } = sentFields(call);
        return pass(call, stored(sent, table?.collection.get(Number(param(call, 'id'))) ?? {}));
      },
      [`${source}.delete`](call) {
        const field = table?.collection.get(Number(param(call, 'id'))) ?? {};
        const answer = pass(call);
        removed(field);
        return answer;
      },
      [`${source}.list`](call) {
        const filter = param(call, 'filter');
        const { LANG: lang, ...conditions } = isObject(filter) ? filter : {};
        const { result, ...counts } = pass({ ...call, params: { ...call.params, filter: conditions } });
        const fields = (Array.isArray(result) ? result : []).filter(isObject).map((field) => inLanguage(field, text(lang)));
        return { ...counts, result: fields, total: fields.length };
      },
    };
    return Object.fromEntries(Object.entries(own).filter(([method]) => methods.has(method) && kept[method]));
  }

  /** Runs the method of the table, perhaps with other fields. */
  function pass(call: MethodCall, fields?: JsonObject) {
    const run = kept[call.method.toLowerCase()];
    if (!run) throw new TypeError(`${call.method} has no table`);
    return run(fields ? { ...call, params: { ...call.params, fields } } : call);
  }

  return {
    handlers: Object.assign({}, ...Object.keys(owners).map(of)) as MethodHandlers,
    empty: (type) => Object.fromEntries(fieldsOf(type).map((field) => [text(field['FIELD_NAME']), field['MULTIPLE'] === 'Y' ? [] : null])),
    numbers: (type) =>
      new Set(fieldsOf(type).flatMap((field) => (numberTypes.has(text(field['USER_TYPE_ID'])) ? [text(field['FIELD_NAME'])] : []))),
    describe: (type) => Object.fromEntries(fieldsOf(type).map((field) => [text(field['FIELD_NAME']), description(field)])),
    definitions: { table, typeOf, declared, stored, removed },
    onDelete: (gone) => void listeners.push(gone),
    reset: () => void (nextChoice = firstChoice),
  };
}

/** The name of a field with the prefix of the CRM. */
function fullName(sent: JsonValue | undefined): string {
  const code = text(sent).toUpperCase();
  if (code === '') throw new MethodError(400, '', "The 'FIELD_NAME' field is not found.");
  if (!/^[A-Z0-9_]+$/.test(code)) throw refused('FIELD_NAME takes letters A-Z, digits and _ only');
  const name = prefix + code.replace(/^UF_(CRM_)?/, '');
  if (name.length > longest) throw refused(`FIELD_NAME is longer than ${longest} characters, ${prefix} included`);
  return name;
}

const refused = (message: string): MethodError => new MethodError(400, 'ERROR_CORE', message);

/** A definition as lists show it: its labels in the language that was asked for, else without them. */
function inLanguage(field: JsonObject, lang: string): JsonObject {
  const texts = labels.map((name) => [name, labelIn(field[name], lang)]);
  const rest = Object.fromEntries(Object.entries(field).filter(([name]) => !labels.includes(name)));
  return lang === '' ? rest : { ...rest, ...Object.fromEntries(texts) };
}

function labelIn(label: JsonValue | undefined, lang: string): JsonValue {
  return isObject(label) ? (lookup(label, lang) ?? label[language] ?? null) : (label ?? null);
}

/** A custom field as the `fields` of its entity describes it. */
function description(field: JsonObject): JsonObject {
  const name = text(field['FIELD_NAME']);
  const [form, column, filter] = labels.map((label) => labelIn(field[label], language));
  return {
    type: field['USER_TYPE_ID'] ?? 'string',
    title: name,
    isRequired: field['MANDATORY'] === 'Y',
    isReadOnly: false,
    isImmutable: false,
    isMultiple: field['MULTIPLE'] === 'Y',
    isDynamic: true,
    upperName: name,
    formLabel: form ?? null,
    listLabel: column ?? null,
    filterLabel: filter ?? null,
    settings: field['SETTINGS'] ?? {},
    ...(Array.isArray(field['LIST']) ? { items: field['LIST'].filter(isObject).map(({ ID = '', VALUE = '' }) => ({ ID, VALUE })) } : {}),
  };
}
