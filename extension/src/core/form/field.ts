import type { OperationDetails } from '@portolan/catalog';
import { propertiesOf, requiredOf, resolveSchema, typesOf, type Definitions, type SchemaObject } from '../schema.ts';
import { isSecretName } from '../secrets.ts';
import { eachItem } from './parts.ts';

/** How a value is entered. */
export type FieldKind =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'dateTime'
  | 'choice'
  | 'choices'
  | 'list'
  | 'json'
  | 'file'
  | 'files';

export interface FieldOption {
  readonly value: string;
  /** The enum member's name when the value itself is a bare number. */
  readonly label: string;
}

/** One parameter of an operation, or one part of its multipart body, ready to be drawn. Holds plain data only: it travels to the webview. */
export interface FormField {
  /** Unique in its form, such as `query:isClosed`. */
  readonly key: string;
  readonly name: string;
  readonly place: 'path' | 'query' | 'header' | 'body';
  readonly kind: FieldKind;
  /** The type of the items when `kind` is `list` or `choices`, of the value when it is `choice`. */
  readonly valueType: 'string' | 'integer' | 'number' | 'boolean';
  readonly required: boolean;
  /** The type in the words of the specification, such as `integer, int32`. */
  readonly typeName: string;
  readonly description?: string;
  readonly defaultValue?: string;
  readonly example?: string;
  readonly options?: readonly FieldOption[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  /** What is entered signs in: it is not shown and not kept. */
  readonly secret?: true;
}

/** Fields of an operation in the order of need: path, required ones, the rest as the specification lists them. */
export function formOf(details: OperationDetails): readonly FormField[] {
  const fields = details.parameters.map(({ name, in: place, schema, required, description }) =>
    fieldOf({ name, place, schema, required, description }, details.definitions),
  );
  const rank = (field: FormField) => (field.place === 'path' ? 0 : field.required ? 1 : field.place === 'query' ? 2 : 3);
  return [...fields.toSorted((a, b) => rank(a) - rank(b)), ...partsOf(details)];
}

interface Described {
  readonly name: string;
  readonly place: FormField['place'];
  readonly schema: unknown;
  readonly required: boolean;
  readonly description?: string | undefined;
}

function fieldOf({ name, place, schema: given, required, description }: Described, definitions: Definitions): FormField {
  const schema = resolveSchema(given, definitions);
  const items = resolveSchema(schema['items'], definitions);
  const kind = kindOf(schema, items);
  return {
    key: `${place}:${name}`,
    name,
    place,
    kind,
    valueType: valueTypeOf(kind === 'choices' || kind === 'list' ? items : schema),
    required,
    typeName: typeNameOf(schema, items),
    ...optional('description', description ?? text(schema['description'])),
    ...optional('defaultValue', display(schema['default'])),
    ...optional('example', display(schema['example'] ?? first(schema['examples']))),
    ...optional('options', optionsOf(kind === 'choices' ? items : schema)),
    ...optional('minimum', number(schema['minimum'])),
    ...optional('maximum', number(schema['maximum'])),
    ...optional('minLength', number(schema['minLength'])),
    ...optional('maxLength', number(schema['maxLength'])),
    ...optional('pattern', text(schema['pattern'])),
    ...(isSecretName(name) ? { secret: true } : {}),
  };
}

/** The parts of a multipart body. A list of objects around a file becomes a field for the files and one for what each says of itself. */
function partsOf({ body, definitions }: OperationDetails): readonly FormField[] {
  if (body?.contentType !== 'multipart/form-data') return [];
  const root = resolveSchema(body.schema, definitions);
  const fieldsOf = (schema: SchemaObject, prefix: string, required: boolean): readonly FormField[] =>
    Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
      const needed = required && requiredOf(schema).includes(name);
      const item = resolveSchema(resolveSchema(property, definitions)['items'], definitions);
      if (prefix === '' && holdsFile(item, definitions)) return fieldsOf(item, `${name}${eachItem}`, needed);
      const field = fieldOf({ name: prefix + name, place: 'body', schema: property, required: needed }, definitions);
      return [prefix !== '' && field.kind === 'file' ? { ...field, kind: 'files', typeName: 'file[]' } : field];
    });
  return fieldsOf(root, '', true);
}

function holdsFile(schema: SchemaObject, definitions: Definitions): boolean {
  return Object.values(propertiesOf(schema)).some((property) => isFile(resolveSchema(property, definitions)));
}

function isFile(schema: SchemaObject): boolean {
  return schema['format'] === 'binary';
}

function kindOf(schema: SchemaObject, items: SchemaObject): FieldKind {
  const types = typesOf(schema);
  if (isFile(schema)) return 'file';
  if (isFile(items)) return 'files';
  if (Array.isArray(schema['enum'])) return 'choice';
  if (types.includes('array')) {
    if (Array.isArray(items['enum'])) return 'choices';
    return typesOf(items).some((type) => type === 'object' || type === 'array') ? 'json' : 'list';
  }
  if (types.includes('object')) return 'json';
  if (types.length !== 1) return 'text';
  switch (types[0]) {
    case 'boolean':
      return 'boolean';
    case 'integer':
      return 'integer';
    case 'number':
      return 'number';
    default:
      return schema['format'] === 'date-time' ? 'dateTime' : schema['format'] === 'date' ? 'date' : 'text';
  }
}

function valueTypeOf(schema: SchemaObject): FormField['valueType'] {
  const types = typesOf(schema);
  const only = types.length === 1 ? types[0] : undefined;
  if (only === 'integer' || only === 'number' || only === 'boolean') return only;
  if (only === undefined && Array.isArray(schema['enum']) && schema['enum'].every((value) => typeof value === 'number')) return 'number';
  return 'string';
}

function optionsOf(schema: SchemaObject): readonly FieldOption[] | undefined {
  const values = schema['enum'];
  if (!Array.isArray(values)) return undefined;
  const names = Array.isArray(schema['x-enum-varnames']) ? schema['x-enum-varnames'] : [];
  return values
    .filter((value) => value !== null)
    .map((value, index) => {
      const name = text(names[index]);
      return { value: String(value), label: name === undefined ? String(value) : `${String(value)} · ${name}` };
    });
}

function typeNameOf(schema: SchemaObject, items: SchemaObject): string {
  if (isFile(schema)) return 'file';
  if (isFile(items)) return 'file[]';
  const name = typesOf(schema).join(' | ') || 'any';
  const format = text(schema['format']);
  if (name === 'array') return `${typesOf(items).join(' | ') || 'any'}[]`;
  return format === undefined ? name : `${name}, ${format}`;
}

function display(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function first(values: unknown): unknown {
  return Array.isArray(values) ? values[0] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [key in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [key in Name]?: Value };
}
