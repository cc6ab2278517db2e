import type { Context } from '../context.js';
import { mediaOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { checkBody, readParameters, unknownProperties } from '../engine/request.js';
import type { InputProblem, Inputs } from '../engine/request.js';
import { parseBody } from '../http.js';
import type { Incoming } from '../http.js';
import type { JsonValue } from '../json.js';
import { hubexError } from './errors.js';
import { headerWith } from './stamps.js';

/** Out of these domains the service does not complain. */
const tolerated = ['enum', 'minimum', 'maximum', 'pattern'];

/** Reads what a call sends and refuses what HubEx refuses; strict mode refuses what it ignores as well. */
export async function readInput(
  context: Context,
  operation: Operation,
  path: Record<string, string>,
  request: Incoming,
): Promise<{ inputs: Inputs; body?: JsonValue; form?: FormData }> {
  const sent = { path, query: request.url.searchParams, headers: request.headers };
  const { inputs, problems, unknown } = readParameters(operation, context.exact, sent);
  if (context.strict && unknown.length > 0) {
    const names = unknown.map((name) => `"${name}"`).join(', ');
    const message = `${operation.id} has no query parameter ${names}; the live service ignores it silently.`;
    throw hubexError(400, 'UnknownParameter', message, unknown);
  }
  const stamp = headerWith('stamp', operation);
  if (problems.some((problem) => problem.in === 'header' && problem.name.toLowerCase() === stamp))
    throw hubexError(400, 'InvalidData', 'X-Concurrency-Stamp must be a UUID.', ['X-Concurrency-Stamp']);
  refuse(
    context,
    problems.filter((problem) => context.strict || !tolerated.includes(problem.keyword)),
  );
  const parsed = await parseBody(request);
  if (parsed.kind === 'broken') throw hubexError(409, 'InvalidData', 'The body is not what its content type says.', ['body']);
  if (parsed.kind === 'multipart') return { inputs, form: parsed.form };
  const body = parsed.kind === 'json' ? parsed.value : parsed.kind === 'form' ? Object.fromEntries(parsed.form) : undefined;
  refuse(context, checkBody(operation, context.exact, body));
  if (context.strict) refuseUnknown(operation, body);
  return { inputs, ...(body === undefined ? {} : { body }) };
}

function refuse(context: Context, problems: readonly InputProblem[]): void {
  const first = problems[0];
  if (!first) return;
  const missing = first.keyword === 'required';
  const plain = missing ? 'The parameter must be given.' : 'The data sent is not valid.';
  throw hubexError(
    409,
    missing ? 'ParameterNull' : 'InvalidData',
    context.strict ? problems.map((problem) => problem.message).join('; ') : plain,
    problems.map((problem) => problem.name),
  );
}

function refuseUnknown(operation: Operation, body: JsonValue | undefined): void {
  const schema = mediaOf(operation.body?.content)?.media.schema;
  const unknown = schema && body !== undefined ? unknownProperties(operation, schema, body) : [];
  if (unknown.length === 0) return;
  const message = `body: ${unknown.join(', ')} not known to ${operation.id}; the live service ignores it silently.`;
  throw hubexError(409, 'InvalidData', message, unknown);
}
