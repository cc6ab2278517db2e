import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import type { Operation, SpecDocument } from './document.js';
import { mediaOf } from './document.js';
import { flatten, propertiesOf, typesOf } from './merge.js';
import type { Parameter, Schema } from './spec.js';
import type { Problem, Validators } from './validate.js';

/** What the caller sent, read by the operation's parameters. */
export interface Inputs {
  path: JsonObject;
  query: JsonObject;
  headers: JsonObject;
}

/** A problem and where it was. */
export interface InputProblem extends Problem {
  in: 'path' | 'query' | 'header' | 'body';
  name: string;
}

/** Reads path, query and header parameters: values are converted to the declared types and checked. */
export function readParameters(
  operation: Operation,
  validators: Validators,
  sent: { path: Record<string, string>; query: URLSearchParams; headers: Headers },
): { inputs: Inputs; problems: InputProblem[]; unknown: string[] } {
  const inputs: Inputs = { path: {}, query: {}, headers: {} };
  const problems: InputProblem[] = [];
  for (const parameter of operation.parameters) {
    const place = parameter.in;
    if (place === 'cookie') continue;
    const raw = rawValue(parameter, sent);
    if (raw.length === 0) {
      if (parameter.required) {
        problems.push({
          in: place,
          name: parameter.name,
          path: '',
          keyword: 'required',
          message: `${place} parameter ${parameter.name} is required`,
        });
      }
      continue;
    }
    const schema = parameter.schema;
    const value = schema ? convert(operation, schema, raw, parameter) : (raw[0] ?? '');
    for (const problem of schema ? validators.check(operation.document, schema, value) : []) {
      const message = `${place} parameter ${parameter.name}: ${problem.message}`;
      problems.push({ ...problem, in: place, name: parameter.name, message });
    }
    inputs[place === 'header' ? 'headers' : place][place === 'header' ? parameter.name.toLowerCase() : parameter.name] = value;
  }
  const declared = new Set(operation.parameters.filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name));
  const known = (name: string): boolean => declared.has(name) || declared.has(name.replace(/\[.*$/, '')) || declared.has(`${name}[]`);
  const unknown = [...new Set(sent.query.keys())].filter((name) => !known(name));
  return { inputs, problems, unknown };
}

function rawValue(parameter: Parameter, sent: { path: Record<string, string>; query: URLSearchParams; headers: Headers }): string[] {
  if (parameter.in === 'path') return parameter.name in sent.path ? [sent.path[parameter.name] ?? ''] : [];
  if (parameter.in === 'query') return [...sent.query.getAll(parameter.name), ...sent.query.getAll(`${parameter.name}[]`)];
  const value = sent.headers.get(parameter.name);
  return value === null ? [] : [value];
}

function convert(operation: Operation, schema: Schema, raw: readonly string[], parameter: Parameter): JsonValue {
  const flat = flatten(operation.document, schema);
  const options = [flat, ...(flat.oneOf ?? flat.anyOf ?? []).map((option) => flatten(operation.document, option))];
  const types = new Set(options.flatMap((option) => typesOf(option)));
  if (types.has('array')) {
    const items = options.find((option) => typeof option.items === 'object')?.items;
    const itemTypes = typeof items === 'object' ? new Set(typesOf(flatten(operation.document, items))) : new Set(['string']);
    const joined = parameter.explode === false || parameter.in !== 'query' ? raw.flatMap((value) => value.split(',')) : raw;
    return joined.map((value) => scalar(value, itemTypes));
  }
  return scalar(raw[0] ?? '', types);
}

function scalar(value: string, types: ReadonlySet<string>): JsonValue {
  if (types.has('boolean') && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  if ((types.has('integer') || types.has('number')) && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value);
  return value;
}

/** Checks a JSON body; reports a missing one when the operation requires it. */
export function checkBody(operation: Operation, validators: Validators, body: JsonValue | undefined): InputProblem[] {
  const schema = mediaOf(operation.body?.content)?.media.schema;
  if (body === undefined) {
    return operation.body?.required ? [{ in: 'body', name: 'body', path: '', keyword: 'required', message: 'the body is required' }] : [];
  }
  if (!schema) return [];
  return validators.check(operation.document, schema, body).map((problem) => ({
    ...problem,
    in: 'body',
    name: problem.path.slice(1).replaceAll('/', '.') || 'body',
    message: `body: ${problem.message}`,
  }));
}

/** Names of body properties that the schema does not know, dotted. Objects without declared properties take anything. */
export function unknownProperties(operation: Operation, schema: Schema, value: JsonValue, prefix = ''): string[] {
  const flat = flatten(operation.document, schema);
  if (Array.isArray(value)) {
    const items = flat.items;
    return typeof items === 'object' ? value.flatMap((item, index) => unknownProperties(operation, items, item, `${prefix}${index}.`)) : [];
  }
  if (!isObject(value)) return [];
  const properties = propertiesOf(operation.document, flat);
  const patterns = Object.entries(flat.patternProperties ?? {}).map(([pattern, sub]) => ({ pattern: new RegExp(pattern, 'u'), sub }));
  const closed = Object.keys(properties).length > 0 && (flat.additionalProperties === undefined || flat.additionalProperties === false);
  const unknown: string[] = [];
  for (const [name, item] of Object.entries(value)) {
    const sub = properties[name] ?? patterns.find(({ pattern }) => pattern.test(name))?.sub;
    if (sub) unknown.push(...unknownProperties(operation, sub, item, `${prefix}${name}.`));
    else if (typeof flat.additionalProperties === 'object') {
      unknown.push(...unknownProperties(operation, flat.additionalProperties, item, `${prefix}${name}.`));
    } else if (closed) unknown.push(`${prefix}${name}`);
  }
  return unknown;
}

/** Pointers of required properties that a value lacks. Of alternatives that its kind suits, each must lack something for any to count. */
export function missingProperties(document: SpecDocument, schema: Schema, value: JsonValue, at = ''): string[] {
  const flat = flatten(document, schema);
  const missing: string[] = [];
  for (const options of [flat.oneOf, flat.anyOf]) {
    const suitable = (options ?? []).filter((option) => suits(document, option, value));
    const lacks = suitable.map((option) => missingProperties(document, option, value, at));
    if (lacks.every((lack) => lack.length > 0)) missing.push(...(lacks[0] ?? []));
  }
  if (Array.isArray(value)) {
    const { items } = flat;
    if (typeof items === 'object')
      missing.push(...value.flatMap((item, index) => missingProperties(document, items, item, `${at}/${index}`)));
  } else if (isObject(value)) {
    missing.push(...(flat.required ?? []).filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}/${name}`));
    for (const [name, item] of Object.entries(value))
      for (const sub of schemasOf(flat, name)) missing.push(...missingProperties(document, sub, item, `${at}/${name}`));
  }
  return missing;
}

/** Is the value of a kind that a schema takes? Text may stand for any scalar. */
function suits(document: SpecDocument, schema: Schema, value: JsonValue): boolean {
  const flat = flatten(document, schema);
  const types = typesOf(flat);
  if (types.length === 0)
    return (flat.oneOf ?? flat.anyOf ?? [{ type: ['array', 'object', 'string'] }]).some((option) => suits(document, option, value));
  if (Array.isArray(value)) return types.includes('array');
  if (isObject(value)) return types.includes('object');
  return types.some((type) => type !== 'array' && type !== 'object');
}

/** The schemas of one property: those of alternatives are left to them. */
function schemasOf({ properties = {}, patternProperties = {}, additionalProperties }: Schema, name: string): Schema[] {
  if (properties[name]) return [properties[name]];
  const fitting = Object.entries(patternProperties).flatMap(([pattern, sub]) => (new RegExp(pattern, 'u').test(name) ? [sub] : []));
  return fitting.length > 0 || typeof additionalProperties !== 'object' ? fitting : [additionalProperties];
}
