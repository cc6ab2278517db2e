import type { Context } from '../context.js';
import { answerFromSpec } from '../engine/answer.js';
import { answerSchema, mediaOf, operationsOf, schemeOf } from '../engine/document.js';
import type { Operation } from '../engine/document.js';
import { project } from '../engine/project.js';
import { checkBody, readParameters, unknownProperties } from '../engine/request.js';
import type { InputProblem, Inputs } from '../engine/request.js';
import { createRouter } from '../engine/router.js';
import type { RouteMatch, Router } from '../engine/router.js';
import { Refusal, bearerOf, parseBody } from '../http.js';
import type { Incoming, Outgoing, ParsedBody, Provider } from '../http.js';
import { isObject } from '../json.js';
import type { JsonObject, JsonValue } from '../json.js';
import { createContacts, createWebhooks } from './directory.js';
import { hubexError } from './errors.js';
import type { Handlers, HubexResult } from './handlers.js';
import { pageOf, toList, withoutEmpty } from './paging.js';
import { createStaging, createTaskTypes } from './stages.js';
import { createTasks } from './tasks.js';
import { createHubexTokens } from './tokens.js';
import type { Bearer, DemoTenant, HubexTokens } from './tokens.js';

/** Demo credentials of HubEx. */
export interface HubexDemo {
  serviceToken: string;
  login: string;
  password: string;
  tenants: DemoTenant[];
  /** Key of the JWT signatures. */
  key: string;
}

/** HubEx on the loopback interface. */
export interface HubexProvider extends Provider {
  tokens: HubexTokens;
}

const prefix = '/fsm/';

/** Creates HubEx from its documents. */
export function createHubex(context: Context, demo: HubexDemo): HubexProvider {
  const documents = context.documents.filter((document) => document.name.startsWith('hubex/'));
  const services = new Map<string, Router>();
  for (const document of documents) {
    const code = document.spec.servers?.[0]?.url.split('/').filter(Boolean).at(-1) ?? document.name.slice('hubex/'.length);
    services.set(code.toLowerCase(), createRouter(operationsOf(document), { ignoreCase: true }));
  }
  const flow = documents
    .map((document) => schemeOf(document, 'AccessToken')?.['x-portolan-token-flow'])
    .find((found) => found !== undefined);
  const tokens = createHubexTokens(context, {
    ...demo,
    accessSeconds: Number(flow?.['accessTokenSeconds'] ?? 1800),
    refreshSeconds: Number(flow?.['refreshTokenSeconds'] ?? 31_536_000),
    graceSeconds: Number(flow?.['graceSeconds'] ?? 300),
  });
  const tasks = createTasks(context);
  const staging = createStaging(context, tasks.collection);
  const taskTypes = createTaskTypes();
  const contacts = createContacts(context);
  const webhooks = createWebhooks();
  const handlers: Handlers = { ...tasks.handlers, ...staging.handlers, ...taskTypes.handlers, ...contacts.handlers, ...webhooks.handlers };
  const stamps = new Set<string>();

  function route(request: Incoming): RouteMatch {
    const path = request.url.pathname;
    if (!path.toLowerCase().startsWith(prefix)) return { found: 'nothing' };
    const [service = '', ...rest] = path.slice(prefix.length).split('/');
    return services.get(service.toLowerCase())?.match(request.method, `/${rest.join('/')}`) ?? { found: 'nothing' };
  }

  async function answer(request: Incoming): Promise<Outgoing> {
    const match = route(request);
    if (match.found === 'nothing') throw hubexError(404, 'NotFound', `There is nothing at ${request.url.pathname}.`);
    if (match.found === 'otherMethods') {
      // A HEAD that is not declared answers 404 on the live service (seen on COMMON contacts).
      if (request.method === 'HEAD') throw hubexError(404, 'NotFound', 'HEAD is not offered here.');
      throw hubexError(405, 'MethodNotAllowed', `Only ${match.methods.join(', ')} here.`);
    }
    const { operation } = match;
    const bearer = authorize(operation, request, tokens);
    const { inputs, problems, unknown } = readParameters(operation, context.exact, {
      path: match.path,
      query: request.url.searchParams,
      headers: request.headers,
    });
    if (context.strict && unknown.length > 0) {
      throw hubexError(
        400,
        'UnknownParameter',
        `${operation.id} has no query parameter ${unknown.map((name) => `"${name}"`).join(', ')}; the live service ignores it silently.`,
        unknown,
      );
    }
    refuse(problems.filter((problem) => context.strict || !['enum', 'minimum', 'maximum', 'pattern'].includes(problem.keyword)));
    const parsed = await parseBody(request);
    const body = bodyOf(parsed);
    if (parsed.kind === 'broken') throw hubexError(409, 'InvalidData', 'The body is not what its content type says.', ['body']);
    if (parsed.kind !== 'multipart') refuse(checkBody(operation, context.exact, body));
    if (context.strict) refuseUnknown(operation, body);
    const result = ofTokens(operation, request, body, bearer) ?? stateful(operation, request, inputs, body);
    return result ?? fromSpec(operation, request, inputs);
  }

  /** Operations that make tokens. */
  function ofTokens(
    operation: Operation,
    request: Incoming,
    body: JsonValue | undefined,
    bearer: Bearer | undefined,
  ): Outgoing | undefined {
    const fields = isObject(body) ? body : {};
    const known: Record<string, () => JsonObject> = {
      createAccessToken: () => tokens.accessToken(fields),
      createRefreshToken: () => tokens.refreshToken(bearer ?? { kind: 'access' }),
      getRefreshToken: () => tokens.refreshToken(bearer ?? { kind: 'access' }),
      renewToken: () => tokens.renew(bearer ?? { kind: 'access' }),
      login: () => tokens.login(request.headers.get('authorization')),
      loginSms: () => tokens.loginWithoutPassword(),
      authorizeAccount: () => tokens.authorize(fields),
    };
    const make = known[operation.id];
    return make && { status: 200, body: shaped(operation, make()) };
  }

  function stateful(operation: Operation, request: Incoming, inputs: Inputs, body: JsonValue | undefined): Outgoing | undefined {
    const handler = handlers[operation.id];
    if (!handler) return undefined;
    const stamp = request.headers.get('x-concurrency-stamp');
    const once = stamp !== null && operation.spec['x-portolan-effect'] !== 'read' ? `${operation.id} ${stamp}` : undefined;
    if (once !== undefined && stamps.has(once))
      throw hubexError(409, 'ConcurrencyStampRepeated', 'A write with this X-Concurrency-Stamp was done before.', ['X-Concurrency-Stamp']);
    const result = handler({ path: inputs.path, query: inputs.query, headers: inputs.headers, body });
    if (once !== undefined) stamps.add(once);
    return outgoing(operation, request, inputs, result);
  }

  function outgoing(operation: Operation, request: Incoming, inputs: Inputs, result: HubexResult): Outgoing {
    if (result.total !== undefined) return { status: 200, headers: { 'content-range': `items=0-0/${result.total}` } };
    if (result.list === undefined) {
      const status = result.status ?? 200;
      return result.body === undefined ? { status } : { status, body: withoutEmpty(shaped(operation, result.body)) };
    }
    const page = pageOf(result.list, pageWanted(request, inputs));
    if (page.status === 200 && isEmpty(page.body) && operation.responses['204']) return { status: 204 };
    const body = withoutEmpty(shaped(operation, page.body ?? {}));
    if (result.dropId && isObject(body)) for (const item of Object.values(body)) if (isObject(item)) delete item['id'];
    return { ...page, body };
  }

  function fromSpec(operation: Operation, request: Incoming, inputs: Inputs): Outgoing {
    const sampled = answerFromSpec(operation, context.exact);
    if (operation.method === 'HEAD' && operation.responses['200']?.headers)
      return { ...sampled, headers: { 'content-range': 'items=0-0/1' } };
    if (operation.spec['x-portolan-paging']?.style !== 'range' || sampled.body === undefined || sampled.status !== 200) return sampled;
    if (!operation.responses['206'] || typeof sampled.body !== 'object' || sampled.body === null) return sampled;
    return { ...sampled, ...pageOf(toList(sampled.body), pageWanted(request, inputs)) };
  }

  return {
    name: 'hubex',
    tokens,
    identify(request) {
      const match = route(request);
      return match.found === 'operation' ? match.operation.id : undefined;
    },
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
    reset() {
      for (const { collection } of [tasks, taskTypes, contacts, webhooks]) collection.reset();
      staging.reset();
      stamps.clear();
    },
  };

  function refuse(problems: readonly InputProblem[]): void {
    const first = problems[0];
    if (!first) return;
    const missing = first.keyword === 'required';
    const message = context.strict
      ? problems.map((problem) => problem.message).join('; ')
      : missing
        ? 'The parameter must be given.'
        : 'The data sent is not valid.';
    throw hubexError(
      409,
      missing ? 'ParameterNull' : 'InvalidData',
      message,
      problems.map((problem) => problem.name),
    );
  }

  function refuseUnknown(operation: Operation, body: JsonValue | undefined): void {
    const schema = mediaOf(operation.body?.content)?.media.schema;
    const unknown = schema && body !== undefined ? unknownProperties(operation, schema, body) : [];
    if (unknown.length > 0)
      throw hubexError(
        409,
        'InvalidData',
        `body: ${unknown.join(', ')} not known to ${operation.id}; the live service ignores it silently.`,
        unknown,
      );
  }
}

function bodyOf(parsed: ParsedBody): JsonValue | undefined {
  if (parsed.kind === 'json') return parsed.value;
  return parsed.kind === 'form' ? Object.fromEntries(parsed.form) : undefined;
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

/** Application id and token, as the operation's security asks; the first requirement that fits wins, else the last refusal. */
function authorize(operation: Operation, request: Incoming, tokens: HubexTokens): Bearer | undefined {
  let bearer: Bearer | undefined;
  for (const requirement of operation.security.slice(0, 1)) {
    const schemes = Object.keys(requirement).map((name) => schemeOf(operation.document, name));
    for (const scheme of schemes.toSorted((a) => (a?.type === 'apiKey' ? -1 : 1))) {
      if (scheme?.type === 'apiKey' && scheme.in === 'header') {
        const value = request.headers.get(scheme.name ?? '');
        if (value === null || !/^[1-6]$/.test(value))
          throw hubexError(403, 'AccessDenied', `The header ${scheme.name ?? ''} is missing or not one of 1 to 6.`, [scheme.name ?? '']);
      }
      if (scheme?.scheme === 'bearer') {
        bearer = tokens.check(bearerOf(request.headers));
        if (bearer.kind === 'account' && operation.spec['x-portolan-access'] !== 'authenticated') {
          throw hubexError(403, 'AccessDenied', 'The token speaks for the account only; enter a tenant by authorizeAccount.');
        }
      }
    }
  }
  return bearer;
}
