const ACCESS = ['anonymous', 'authenticated', 'tenantMember', 'permission', 'any', 'administrator', 'unspecified'];
const EFFECTS = ['read', 'write', 'delete'];
const PAGING = ['range', 'whole', 'start', 'page', 'cursor'];

/** Effect, idempotency, access, paging and deprecation stand on every operation, with values the generators understand. */
export function operationFacts() {
  return {
    Operation(operation, { report, location, key }) {
      const at = (field) => (field in operation ? location.child([field]).key() : location.key());
      const need = (field, ok, what) => {
        if (!ok) report({ message: `${operation.operationId ?? key}: ${field} must be ${what}.`, location: at(field) });
      };
      need('x-portolan-effect', EFFECTS.includes(operation['x-portolan-effect']), EFFECTS.join(', '));
      need('x-portolan-idempotent', typeof operation['x-portolan-idempotent'] === 'boolean', 'true or false');
      need('x-portolan-access', ACCESS.includes(operation['x-portolan-access']), ACCESS.join(', '));
      need('operationId', /^[a-z][A-Za-z0-9]*$/.test(operation.operationId ?? ''), 'camelCase');
      if (operation['x-portolan-effect'] === 'read') {
        need('x-portolan-idempotent', operation['x-portolan-idempotent'] === true, 'true, as for every read');
      }
      const paging = operation['x-portolan-paging'];
      if (paging !== undefined) {
        need(
          'x-portolan-paging',
          PAGING.includes(paging?.style) && typeof paging?.items === 'string',
          `{ style: ${PAGING.join(' | ')}, items: JSON pointer }`,
        );
      }
      if (operation.deprecated) {
        need('x-portolan-replacement', typeof operation['x-portolan-replacement'] === 'string', "the replacement's name, or none");
      }
    },
  };
}

/** What only one provider has: HubEx permissions; Bitrix24 scope, version and method name, and how an event is delivered. */
export function providerFacts() {
  return {
    PathItem(item, { report, location, key, rawLocation }) {
      const file = (rawLocation ?? location).source.absoluteRef;
      for (const method of ['get', 'put', 'post', 'delete', 'patch', 'head']) {
        const operation = item[method];
        if (!operation) continue;
        const say = (message) =>
          report({ message: `${operation.operationId ?? key}: ${message}`, location: location.child([method]).key() });
        if (file.includes('/hubex/') && operation['x-portolan-access'] === 'permission' && !operation['x-portolan-permissions']?.length) {
          say('x-portolan-permissions must list the permission codes when access is permission.');
        }
        if (file.includes('/bitrix24/events/')) {
          if (!['handler', 'frame'].includes(operation['x-portolan-delivery'])) say('x-portolan-delivery must be handler or frame.');
          if (method !== 'post') say('an event is described as POST.');
        }
        if (/\/bitrix24\/v[23]\//.test(file)) {
          const api = /\/bitrix24\/(v[23])\//.exec(file)[1];
          if (operation['x-portolan-api'] !== api) say(`x-portolan-api must be ${api}.`);
          if (!Array.isArray(operation['x-portolan-scope'])) say('x-portolan-scope must list the scopes ([] for none).');
          if (method !== 'post') say('a Bitrix24 method is described as POST.');
        }
      }
    },
  };
}
