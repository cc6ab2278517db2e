import type { Context } from '../context.js';
import { operationsOf, schemeOf } from '../engine/document.js';
import { createRouter } from '../engine/router.js';
import type { RouteMatch, Router } from '../engine/router.js';
import { Refusal } from '../http.js';
import type { Incoming, Outgoing, Provider } from '../http.js';
import { accountsOf } from './accounts.js';
import type { HubexDemo } from './accounts.js';
import { createAssets } from './assets.js';
import { createAttributeValues } from './attribute-values.js';
import { authorize } from './authorize.js';
import { createCheckLists } from './check-lists.js';
import { createCompletedWorks } from './completed-works.js';
import { hubexError } from './errors.js';
import { createFiles } from './files.js';
import { createGrants } from './grants.js';
import { recordsIn } from './growth.js';
import type { HubexCollection, HubexRecords } from './growth.js';
import { handlerName } from './handlers.js';
import type { Handlers, HubexCall } from './handlers.js';
import { readInput } from './input.js';
import { fromSpec, outgoing } from './output.js';
import { createPermissions, permissionsIn, readerPermissions } from './permissions.js';
import { createResources } from './resources.js';
import { createStaging } from './stages.js';
import { createStamps } from './stamps.js';
import { createStorage } from './storage.js';
import { createStore } from './store.js';
import { tables } from './tables.js';
import { createTaskDetails } from './task-details.js';
import { createTasks } from './tasks.js';
import { createHubexTokens } from './tokens.js';
import type { HubexTokens } from './tokens.js';
import { createUsers } from './users.js';
import { createWebhooks } from './webhooks.js';

/** HubEx on the loopback interface. */
export interface HubexProvider extends Provider {
  tokens: HubexTokens;
  /** Records of a collection, to change behind the back of a client. */
  records(collection: HubexCollection): HubexRecords;
  /** The operations that keep state, as `service.operationId`. */
  stateful: readonly string[];
  /** Waits for the webhook calls that are under way. */
  settled(): Promise<void>;
}

const prefix = '/fsm/';

/** Creates HubEx from its documents. */
export function createHubex(context: Context, demo: HubexDemo): HubexProvider {
  const documents = context.documents.filter((document) => document.name.startsWith('hubex/'));
  const operations = documents.flatMap(operationsOf);
  const services = new Map<string, Router>();
  for (const document of documents) {
    const code = document.spec.servers?.[0]?.url.split('/').filter(Boolean).at(-1) ?? document.name.slice('hubex/'.length);
    const own = operations.filter((operation) => operation.document === document);
    services.set(code.toLowerCase(), createRouter(own, { ignoreCase: true }));
  }
  const flow = documents
    .map((document) => schemeOf(document, 'AccessToken')?.['x-portolan-token-flow'])
    .find((found) => found !== undefined);
  const tokens = createHubexTokens(context, {
    key: demo.key,
    accessSeconds: Number(flow?.['accessTokenSeconds'] ?? 1800),
    refreshSeconds: Number(flow?.['refreshTokenSeconds'] ?? 31_536_000),
    graceSeconds: Number(flow?.['graceSeconds'] ?? 300),
  });

  const codes = permissionsIn(operations);
  const store = createStore(() => new Date(context.clock.now()).toISOString(), { administrator: codes, reader: readerPermissions });
  const permissions = createPermissions(store, codes);
  const grants = createGrants(context, tokens, demo, accountsOf(demo), {
    profile: (userID) => store.show('users', userID),
    permissions: (userID) => permissions.of(userID),
  });
  const storage = createStorage(context);
  const files = createFiles(store, storage);
  const staging = createStaging(store);
  const webhooks = createWebhooks(context, store);
  const stamps = createStamps();
  const handlers: Handlers = {
    ...createResources(store, tables),
    ...grants.handlers,
    ...permissions.handlers,
    ...createUsers(store),
    ...createAssets(store),
    ...createTasks(store),
    ...createTaskDetails(store, files),
    ...createCheckLists(store),
    ...createCompletedWorks(store),
    ...createAttributeValues(store),
    ...staging.handlers,
    ...files.handlers,
    ...webhooks.handlers,
  };

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
    permissions.require(operation, bearer);
    const { inputs, ...sent } = await readInput(context, operation, match.path, request);
    const handler = handlers[handlerName(operation)];
    if (!handler) {
      const list = request.method === 'HEAD' ? route({ ...request, method: 'GET' }) : match;
      return fromSpec(context, operation, request, inputs, list.found === 'operation' ? list.operation : undefined);
    }
    const authorization = request.headers.get('authorization');
    const call: HubexCall = {
      operation,
      ...inputs,
      body: sent.body,
      ...(sent.form ? { form: sent.form } : {}),
      ...(bearer ? { bearer } : {}),
      ...(authorization === null ? {} : { authorization }),
    };
    return outgoing(operation, request, inputs, await stamps.once(call, () => handler(call)));
  }

  return {
    name: 'hubex',
    tokens,
    records: (collection) => recordsIn(store, collection),
    stateful: Object.keys(handlers),
    settled: () => webhooks.settled(),
    identify(request) {
      if (storage.owns(request)) return 'storage';
      const match = route(request);
      return match.found === 'operation' ? match.operation.id : undefined;
    },
    async handle(request) {
      if (storage.owns(request)) return storage.handle(request);
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    },
    reset() {
      for (const part of [store, grants, storage, files, staging, webhooks, stamps]) part.reset();
    },
  };
}
