import type { Context } from '../../context.js';
import { answerFromSpec } from '../../engine/answer.js';
import { answerSchema, mediaOf } from '../../engine/document.js';
import type { Operation, SpecDocument } from '../../engine/document.js';
import { project } from '../../engine/project.js';
import { flatten, propertiesOf, typesOf } from '../../engine/merge.js';
import { checkBody, missingProperties, readParameters, unknownProperties } from '../../engine/request.js';
import type { InputProblem } from '../../engine/request.js';
import type { Schema } from '../../engine/spec.js';
import { originHeader } from '../../http.js';
import type { Outgoing } from '../../http.js';
import type { JsonObject, JsonValue } from '../../json.js';
import { copy, isObject } from '../../json.js';
import { batchV2, batchV3 } from './batch.js';
import { MethodError, argumentError } from './errors.js';
import type { Limits } from './limits.js';
import type { Api, Caller, MethodHandlers, MethodResult } from './method.js';
import { inPosition } from './positional.js';
import { wrongRequestV3 } from '../v3/problems.js';
import { fold, lookup } from '../tables/query.js';
import { declaredRefusal } from './refusals.js';
import { portalTime } from '../seed.js';
import { unknownFields } from './strict.js';
import type { Stopwatch } from './stopwatch.js';

/** A call whose caller is known. */
export interface AuthenticatedCall {
  api: Api;
  method: string;
  params: JsonObject;
  body: JsonValue | undefined;
  caller: Caller;
  /** Were the parameters sent as JSON? Text is converted to the declared types. */
  typed: boolean;
  headers: Headers;
  /** The time of the HTTP request. */
  stopwatch: Stopwatch;
}

/** Names the application's own source with any call; the commands of a batch have that of the batch. */
const ownSource = 'auth_connector';

interface Parts {
  context: Context;
  methods: Record<Api, Map<string, Operation>>;
  handlers: Record<Api, MethodHandlers>;
  limits: Limits;
}

/** Creates the function that runs one method call and wraps its answer. */
export function createCaller({ context, methods, handlers, limits }: Parts): (call: AuthenticatedCall) => Promise<Outgoing> {
  /** Runs a method; files (answers that are no JSON) come as `raw`. Who is billed for its time? */
  async function execute(call: AuthenticatedCall, bills: { method: boolean; batch: boolean }): Promise<Executed> {
    const operation = methods[call.api].get(call.method.toLowerCase());
    if (!operation) throw new MethodError(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!');
    const method = operation.template.slice(1);
    limits.check(method);
    if (operation.spec['x-portolan-context'] === 'application' && call.caller.kind === 'webhook') {
      throw new MethodError(403, 'WRONG_AUTH_TYPE', 'Application context required');
    }
    const { [ownSource]: source, ...params } = call.params;
    const placed = { ...inPosition(operation, params), ...(source === undefined ? {} : { [ownSource]: source }) };
    const checked = validate(context, operation, { ...call, params: placed }, methods.v2.get(method.toLowerCase().replace(/list$/, 'add')));
    const handler = handlers[call.api][method.toLowerCase()];
    const started = call.stopwatch.now();
    const answer = handler?.({ api: call.api, method, operation, params: checked, body: call.body, caller: call.caller });
    const raw = answer ? undefined : answerFromSpec(operation, context.exact);
    const cost = limits.cost({
      lists: operation.spec['x-portolan-paging'] !== undefined,
      counts: call.api === 'v2' && Number(lookup(checked, 'start') ?? 0) !== -1,
      writes: operation.spec['x-portolan-effect'] !== 'read',
    });
    if (bills.method) limits.spend(method, cost);
    if (bills.batch) limits.spend('batch', cost);
    await call.stopwatch.spend(cost);
    const time = timing(started, call.stopwatch.now(), method);
    if (raw && raw.body === undefined) return { answer: { result: true }, time, raw: asSample(raw), isSample: true };
    return { answer: answer ?? sampled(raw?.body), time, isSample: raw !== undefined };
  }

  function timing(started: number, finished: number, method: string): JsonObject {
    const { seconds, resetAt } = limits.operating(method);
    const duration = (finished - started) / 1000;
    return {
      start: started / 1000,
      finish: finished / 1000,
      duration,
      processing: duration,
      date_start: portalTime(started),
      date_finish: portalTime(finished),
      operating_reset_at: resetAt,
      operating: Math.round(seconds * 1000) / 1000,
    };
  }

  return async (call) => {
    const name = call.method.toLowerCase();
    const operation = methods[call.api].get(name);
    const { billedTo } = limits.current();
    const inBatch = { method: billedTo !== 'batch', batch: billedTo !== 'method' };
    const source = call.params[ownSource];
    let sampledInside = false;
    const run = async (method: string, given: JsonObject) => {
      const params = source === undefined ? given : { [ownSource]: source, ...given };
      const done = await execute({ ...call, method, params, body: params, typed: call.api === 'v3' }, inBatch);
      sampledInside ||= done.isSample;
      if (done.raw) throw new MethodError(405, 'ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage');
      return done;
    };
    if (name === 'batch' && operation) {
      limits.check('batch');
      const started = call.stopwatch.now();
      const result = call.api === 'v3' ? await batchV3(call.body, run) : await batchV2(call.params, run);
      const whole = wrap(operation, { result }, timing(started, call.stopwatch.now(), 'batch'));
      return sampledInside ? asSample(whole) : whole;
    }
    const { answer, time, raw, isSample } = await execute(call, { method: true, batch: false });
    if (raw) return raw;
    const whole = operation ? wrap(operation, answer, time) : { status: 200, body: { ...answer, time } };
    return isSample ? asSample(whole) : whole;
  };
}

interface Executed {
  answer: MethodResult;
  time: JsonObject;
  raw?: Outgoing;
  /** Is it made from the spec, with no state behind it? */
  isSample: boolean;
}

/** Marks an answer that is a sample of the spec. */
function asSample(answer: Outgoing): Outgoing {
  return { ...answer, headers: { ...answer.headers, [originHeader]: 'sample' } };
}

function wrap(operation: Operation, answer: MethodResult, time: JsonObject): Outgoing {
  if (answer.bare) return { status: 200, body: answer.result };
  const body: JsonObject = { result: answer.result };
  if (answer.next !== undefined) body['next'] = answer.next;
  if (answer.total !== undefined) body['total'] = answer.total;
  body['time'] = time;
  const schema = answerSchema(operation);
  if (!schema) return { status: 200, body };
  const shaped = project(operation.document, schema, body);
  const { result, ...rest } = isObject(shaped) ? shaped : body;
  return { status: 200, body: { result: result === undefined ? answer.result : result, ...rest } };
}

/** A sampled answer as a result: one page, nothing after it. */
function sampled(body: JsonValue | undefined): MethodResult {
  if (!isObject(body)) return { result: body ?? true };
  const result = body['result'] === undefined ? true : body['result'];
  if (body['total'] === undefined && body['next'] === undefined) return { result };
  const items = Array.isArray(result) ? result : isObject(result) ? Object.values(result).find(Array.isArray) : undefined;
  return { result, total: Array.isArray(items) ? items.length : 1 };
}

/** Checks parameters against the body schema; answers them under their declared names. `adder` writes what a list shows. */
function validate(context: Context, operation: Operation, call: AuthenticatedCall, adder: Operation | undefined): JsonObject {
  const { params } = call;
  const schema = mediaOf(operation.body?.content)?.media.schema;
  const named = schema ? spelled(operation, params, call.api) : params;
  const body: JsonValue | undefined = Array.isArray(call.body) ? call.body : named;
  const { problems: headerProblems } = readParameters(operation, context.exact, {
    path: {},
    query: new URLSearchParams(),
    headers: call.headers,
  });
  // v2 takes "5" for 5 everywhere, also in JSON.
  const exact = call.api === 'v3' || (context.strict && call.typed);
  // Coercion changes what it checks, and among alternatives not always for the better: methods get what was sent.
  const found = checkBody(operation, exact ? context.exact : context.coercing, copy(body));
  // A value that suits one alternative in part fails the others for what they require: that is not what is wrong with it.
  const missing = new Set(schema && body !== undefined ? missingProperties(operation.document, schema, body) : []);
  const isReal = ({ keyword, path }: InputProblem): boolean => keyword !== 'required' || body === undefined || missing.has(path);
  const problems = [...headerProblems, ...found.filter(isReal)];
  // A text in the place of a map is told of before what is missing beside it. Lists (maps as well, in PHP) are the method's own affair.
  const isScalar = ({ name, keyword }: InputProblem): boolean =>
    keyword === 'type' && !['object', 'undefined'].includes(typeof named[name]) && writesMap(operation, name);
  const scalars = problems.filter(isScalar);
  const others = problems.filter(({ keyword }) => exact || context.strict || keyword === 'required');
  const serious = !exact && scalars.length > 0 ? scalars : others;
  if (serious.length > 0) throw invalid(call, operation, serious);
  if (context.strict && schema && body !== undefined) {
    const fields = call.api === 'v2' ? unknownFields(operation, named, adder) : [];
    const unknown = [...unknownProperties(operation, schema, body).filter((name) => name !== ownSource), ...fields];
    if (unknown.length > 0) {
      throw invalid(
        call,
        operation,
        unknown.map((name) => ({
          in: 'body',
          name,
          path: `/${name}`,
          keyword: 'unknown',
          message: `${operation.template.slice(1)} has no ${name.includes('.') ? 'field' : 'parameter'} "${name}"; the live service ignores it silently`,
        })),
      );
    }
  }
  return named;
}

/** Parameters under the names the spec writes (`ID` for `id`). In v2 an empty list is an empty map, as in PHP. */
function spelled({ document, body }: Operation, params: JsonObject, api: Api): JsonObject {
  const schema = mediaOf(body?.content)?.media.schema;
  if (!schema) return params;
  const declared = propertiesOf(document, schema);
  const names = Object.keys(declared);
  const nameOf = (sent: string): string => (sent in declared ? sent : (names.find((name) => fold(name) === fold(sent)) ?? sent));
  return Object.fromEntries(
    Object.entries(params).map(([sent, value]) => {
      const name = nameOf(sent);
      const isEmptyMap =
        api === 'v2' && name in declared && Array.isArray(value) && value.length === 0 && isMap(document, declared[name] ?? {});
      return [name, isEmptyMap ? {} : value];
    }),
  );
}

function invalid(call: AuthenticatedCall, operation: Operation, problems: readonly InputProblem[]): MethodError {
  if (call.api === 'v3') return wrongRequestV3(operation, problems);
  const message = problems.map((problem) => problem.message).join('; ');
  const { keyword, name } = problems[0] ?? { keyword: '', name: '' };
  // What has the wrong type counts as not sent where the method declares no more.
  const reasons = keyword === 'required' ? (['incomplete'] as const) : keyword === 'unknown' ? [] : (['wrong', 'incomplete'] as const);
  const [declared] = reasons.flatMap((reason) => declaredRefusal(operation, reason, message, name) ?? []);
  return declared ?? argumentError(message, call.method.toLowerCase());
}

/** Is it a parameter of a write that is a map: `fields`? */
function writesMap({ document, body, spec }: Operation, name: string): boolean {
  const parameter = propertiesOf(document, mediaOf(body?.content)?.media.schema ?? {})[name];
  return spec['x-portolan-effect'] !== 'read' && parameter !== undefined && isMap(document, parameter);
}

const isMap = (document: SpecDocument, schema: Schema): boolean => typesOf(flatten(document, schema)).join() === 'object';
