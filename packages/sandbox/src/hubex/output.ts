import type { Context } from '../context.js';
import { answerFromSpec } from '../engine/answer.js';
import { answerSchema } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { flatten, typesOf } from '../engine/merge.js';
import { project } from '../engine/project.js';
import type { Inputs } from '../engine/request.js';
import type { Incoming, Outgoing } from '../http.js';
import { isObject } from '../json.js';
import type { JsonValue } from '../json.js';
import type { HubexResult } from './handlers.js';
import { pageOf, toList, withoutEmpty } from './paging.js';

/** The answer to a call from what its handler made: paged, in the shape of the spec, without empty fields. */
export function outgoing(operation: Operation, request: Incoming, inputs: Inputs, result: HubexResult): Outgoing {
  if (result.total !== undefined) return { status: 200, headers: { 'content-range': `items=0-0/${result.total}` } };
  if (result.list === undefined) {
    const answer: Outgoing = { status: result.status ?? 200, ...(result.headers ? { headers: result.headers } : {}) };
    // Some operations answer nothing, whatever their handler has to say.
    const told = result.body !== undefined && answerSchema(operation) !== undefined;
    return told ? { ...answer, body: withoutEmpty(shaped(operation, result.body ?? null)) } : answer;
  }
  const page = pageOf(result.list, answersArray(operation), pageWanted(request, inputs));
  if (page.status === 200 && isEmpty(page.body) && operation.responses['204']) return { status: 204 };
  const body = withoutEmpty(shaped(operation, page.body ?? {}));
  if (result.dropId && isObject(body)) for (const item of Object.values(body)) if (isObject(item)) delete item['id'];
  return { ...page, body };
}

/** The answer of an operation that keeps nothing: the spec's example, paged when it is a list; `list` is the list that a HEAD counts. */
export function fromSpec(context: Context, operation: Operation, request: Incoming, inputs: Inputs, list?: Operation): Outgoing {
  const sampled = answerFromSpec(operation, context.exact);
  if (operation.method === 'HEAD' && operation.responses['200']?.headers) {
    const counted = list && answerFromSpec(list, context.exact).body;
    const total = typeof counted === 'object' && counted !== null ? toList(counted).total : 0;
    return { ...sampled, headers: { 'content-range': `items=0-0/${total}` } };
  }
  if (operation.spec['x-portolan-paging']?.style !== 'range' || sampled.body === undefined || sampled.status !== 200) return sampled;
  if (!operation.responses['206'] || typeof sampled.body !== 'object' || sampled.body === null) return sampled;
  return { ...sampled, ...pageOf(toList(sampled.body), Array.isArray(sampled.body), pageWanted(request, inputs)) };
}

/** Is the answer an array, not a map? Where both are declared, the first one counts. */
function answersArray(operation: Operation): boolean {
  const schema = answerSchema(operation);
  if (!schema) return false;
  const flat = flatten(operation.document, schema);
  const first = flat.oneOf?.[0] ?? flat.anyOf?.[0];
  return typesOf(first ? flatten(operation.document, first) : flat).includes('array');
}

function shaped(operation: Operation, body: JsonValue): JsonValue {
  const schema = answerSchema(operation);
  return schema ? project(operation.document, schema, body) : body;
}

function pageWanted(request: Incoming, inputs: Inputs): { range: string | null; offset?: number; fetch?: number } {
  const number = (name: string): number | undefined => {
    const value = inputs.query[name] ?? request.url.searchParams.get(name);
    return value === null || value === undefined || !Number.isFinite(Number(value)) ? undefined : Number(value);
  };
  const offset = number('offset');
  const fetch = number('fetch');
  return { range: request.headers.get('range'), ...(offset === undefined ? {} : { offset }), ...(fetch === undefined ? {} : { fetch }) };
}

function isEmpty(body: JsonValue | undefined): boolean {
  return Array.isArray(body) ? body.length === 0 : isObject(body) && Object.keys(body).length === 0;
}
