import { mediaOf } from '../../engine/document.js';
import type { Operation } from '../../engine/document.js';
import { flatten, propertiesOf, typesOf } from '../../engine/merge.js';
import type { Schema } from '../../engine/spec.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { isObject } from '../../json.js';
import { MethodError } from './errors.js';

/**
 * Parameters of a method that looks at their order and not at their names: the first one sent is the first one declared, whatever it is
 * called. Other methods get theirs as they are.
 * @throws MethodError a value that its place cannot hold
 */
export function inPosition(operation: Operation, params: JsonObject): JsonObject {
  if (!operation.spec['x-portolan-positional']) return params;
  const places = placesOf(operation);
  return Object.fromEntries(
    Object.values(params)
      .slice(0, places.length)
      .flatMap((value, index) => {
        const [name, schema] = places[index] ?? ['', {}];
        return name === '' ? [] : [[name, fitting(operation, { name, schema, index }, value)]];
      }),
  );
}

/** The declared parameters in their order; a deprecated second spelling has no place. */
function placesOf({ document, body }: Operation): [string, Schema][] {
  const declared = Object.entries(propertiesOf(document, mediaOf(body?.content)?.media.schema ?? {}));
  return declared.filter(
    ([name, schema]) =>
      !flatten(document, schema).deprecated || !declared.some(([other]) => other !== name && other.toLowerCase() === name.toLowerCase()),
  );
}

/** A map or list where one belongs, a scalar where one belongs. A list of one empty text stands for a map that was skipped. */
function fitting(operation: Operation, place: { name: string; schema: Schema; index: number }, value: JsonValue): JsonValue {
  const { document, template } = operation;
  const flat = flatten(document, place.schema);
  const types = [flat, ...(flat.anyOf ?? flat.oneOf ?? [])].flatMap((option) => typesOf(flatten(document, option)));
  const compound = types.some((type) => type === 'object' || type === 'array');
  const isCompound = isObject(value) || Array.isArray(value);
  const isNumber = types.includes('integer') && !compound;
  if ((types.length > 0 && compound !== isCompound) || (isNumber && !/^\d+$/.test(String(value)))) {
    const wanted = compound ? 'an array' : isNumber ? 'a number' : 'a text';
    throw new MethodError(
      400,
      operation.spec['x-portolan-errors']?.some(({ code }) => code === wrongArguments) ? wrongArguments : 'ERROR_CORE',
      `Param #${place.index} (${place.name}) for method ${template.slice(1)}() must be ${wanted}: parameters are taken in their order`,
    );
  }
  return Array.isArray(value) && value.length === 1 && value[0] === '' && types.includes('object') ? {} : value;
}

/** What the methods of elapsed time answer to a wrong parameter. */
const wrongArguments = '0x000100';
