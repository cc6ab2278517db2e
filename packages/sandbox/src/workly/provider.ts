import type { Context } from '../context.js';
import { answerFromSpec } from '../engine/answer.js';
import { answerSchema, operationsOf, schemeOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { project } from '../engine/project.js';
import { checkBody, readParameters, unknownProperties } from '../engine/request.js';
import type { InputProblem } from '../engine/request.js';
import { createRouter } from '../engine/router.js';
import { propertiesOf } from '../engine/merge.js';
import { Refusal, bearerOf, fieldsOf, parseBody } from '../http.js';
import type { Incoming, Outgoing, ParsedBody, Provider } from '../http.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import { validationError, worklyError } from './errors.js';
import { createResources } from './resources.js';
import { createWorklyTokens } from './tokens.js';
import type { WorklyTokens } from './tokens.js';

/** Demo credentials of Workly. */
export interface WorklyDemo {
  clientId: string;
  clientSecret: string;
  username: string;
  password: string;
}

/** Workly on the loopback interface. */
export interface WorklyProvider extends Provider {
  tokens: WorklyTokens;
  /** Send `Version: recommended` with every answer, or stop it. */
  recommendUpgrade(on: boolean): void;
}

const largestPage = 50;

/** Creates Workly from its document. */
export function createWorkly(context: Context, demo: WorklyDemo): WorklyProvider {
  const document = context.documents.find(({ name }) => name === 'workly');
  const operations = document ? operationsOf(document) : [];
  const prefix = new URL(document?.spec.servers?.[0]?.url ?? 'https://api.workly.io/v1').pathname.replace(/\/$/, '');
  const router = createRouter(operations);
  const flow = document && schemeOf(document, 'AccessToken')?.['x-portolan-token-flow'];
  const tokens = createWorklyTokens(context, {
    ...demo,
    accessSeconds: Number(flow?.['accessTokenSeconds'] ?? 2_592_000),
    refreshSeconds: Number(flow?.['refreshTokenSeconds'] ?? 5_184_000),
  });
  const resources = createResources(context);
  let recommended = false;

  const route = (request: Incoming) => {
    const path = request.url.pathname;
    return path.startsWith(`${prefix}/`) ? router.match(request.method, path.slice(prefix.length)) : { found: 'nothing' as const };
  };

  async function answer(request: Incoming): Promise<Outgoing> {
    const match = route(request);
    const parsed = await parseBody(request);
    if (match.found === 'operation' && match.operation.id === 'createToken') return { status: 200, body: tokens.grant(fieldsOf(parsed)) };
    if (tokens.upgrading()) throw worklyError(426, 7010, 'Upgrade Required');
    if (match.found === 'nothing') throw worklyError(404, 3000, 'Not found');
    if (match.found === 'otherMethods') throw worklyError(405, 4000, `Method not allowed; use ${match.methods.join(' or ')}`);
    const { operation } = match;
    if (operation.security.length > 0) tokens.check(bearerOf(request.headers));
    const sent = { path: match.path, query: request.url.searchParams, headers: request.headers };
    const { inputs, problems, unknown } = readParameters(operation, context.exact, sent);
    if (context.strict && unknown.length > 0) {
      throw validationError(unknown.map((field) => ({ field, code: 8003, message: `${operation.id} has no query parameter "${field}"` })));
    }
    refuse(problems.filter(({ in: place, name }) => context.strict || !(place === 'header' && name === 'limit')));
    if (parsed.kind === 'broken') throw worklyError(400, 4000, 'The body is not what its content type says');
    const body = bodyOf(parsed);
    if (parsed.kind !== 'multipart') refuse(checkBody(operation, parsed.kind === 'form' ? context.coercing : context.exact, body));
    if (context.strict) refuseUnknown(operation, body);
    const handler = resources.handlers[operation.id];
    if (!handler) return fromSpec(operation, request);
    const result = handler({ path: inputs.path, query: inputs.query, body: isObject(body) ? body : {} });
    const shown = 'items' in result ? paged(request, result.items) : result.body;
    return { status: 200, body: shaped(operation, shown) };
  }

  function fromSpec(operation: Operation, request: Incoming): Outgoing {
    const { headers: { version: _version, ...headers } = {}, ...sampled } = answerFromSpec(operation, context.exact);
    const items = isObject(sampled.body) ? sampled.body['items'] : undefined;
    if (operation.spec['x-portolan-paging']?.style !== 'page' || !Array.isArray(items) || !isObject(sampled.body))
      return { ...sampled, headers };
    const page = paged(request, items as JsonObject[]);
    const schema = answerSchema(operation);
    const known = schema ? propertiesOf(operation.document, schema) : {};
    const body: JsonObject = { ...sampled.body };
    for (const [name, value] of Object.entries(page)) if (name in known) body[name] = value;
    return { ...sampled, headers, body };
  }

  return {
    name: 'workly',
    tokens,
    recommendUpgrade(on) {
      recommended = on;
    },
    identify(request) {
      const match = route(request);
      return match.found === 'operation' ? match.operation.id : undefined;
    },
    async handle(request) {
      let result: Outgoing;
      try {
        result = await answer(request);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        result = error.answer;
      }
      return recommended ? { ...result, headers: { ...result.headers, Version: 'recommended' } } : result;
    },
    reset() {
      tokens.reset();
      resources.reset();
      recommended = false;
    },
  };

  function refuseUnknown(operation: Operation, body: JsonValue | undefined): void {
    const schema = Object.values(operation.body?.content ?? {})[0]?.schema;
    const names = schema && body !== undefined ? unknownProperties(operation, schema, body) : [];
    if (names.length > 0)
      throw validationError(names.map((field) => ({ field, code: 8003, message: `${operation.id} has no field "${field}"` })));
  }
}

function refuse(problems: readonly InputProblem[]): void {
  if (problems.length === 0) return;
  throw validationError(problems.map(({ name, keyword, message }) => ({ field: name, code: codeOf(keyword, message), message })));
}

function codeOf(keyword: string, message: string): number {
  if (keyword === 'required') return 8002;
  if (keyword !== 'format') return 8003;
  return message.includes('email') ? 8007 : 8009;
}

function bodyOf(parsed: ParsedBody): JsonValue | undefined {
  if (parsed.kind === 'json') return parsed.value;
  return parsed.kind === 'form' ? fieldsOf(parsed) : undefined;
}

function shaped(operation: Operation, body: JsonValue): JsonValue {
  const schema = answerSchema(operation);
  return schema ? project(operation.document, schema, body) : body;
}

/** A page with `_meta` and `_links`; the size comes from the `limit` header or the `per-page` parameter. */
function paged(request: Incoming, items: JsonObject[]): JsonObject {
  const query = request.url.searchParams;
  const wanted = Number(request.headers.get('limit') ?? query.get('per-page') ?? query.get('limit') ?? largestPage);
  const perPage = Math.min(largestPage, Math.max(1, Number.isInteger(wanted) ? wanted : largestPage));
  const pageCount = Math.ceil(items.length / perPage);
  const asked = Number(query.get('page') ?? 1);
  // Past the end the last page comes again, as the framework of the service does.
  const page = Math.min(Math.max(1, Number.isInteger(asked) ? asked : 1), Math.max(1, pageCount));
  const link = (number: number): JsonObject => {
    const url = new URL(request.url);
    url.searchParams.set('page', String(number));
    url.searchParams.set('per-page', String(perPage));
    return { href: url.href };
  };
  const links: JsonObject = { self: link(page), first: link(1), last: link(Math.max(1, pageCount)) };
  if (page > 1) links['prev'] = link(page - 1);
  if (page < pageCount) links['next'] = link(page + 1);
  return {
    items: items.slice((page - 1) * perPage, page * perPage),
    _links: links,
    _meta: { totalCount: items.length, pageCount, currentPage: page, perPage },
  };
}
