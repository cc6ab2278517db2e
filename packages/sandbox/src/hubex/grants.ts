import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { Context } from '../context.js';
import type { JsonObject, JsonValue } from '../json.js';
import { isObject } from '../json.js';
import type { Account, DemoTenant, HubexDemo } from './accounts.js';
import { hubexError } from './errors.js';
import { idsOf, inService } from './handlers.js';
import type { Handlers, HubexCall } from './handlers.js';
import type { Bearer, HubexTokens } from './tokens.js';

/** What a session shows of its user. */
export interface SessionDetails {
  profile(userID: number): JsonObject;
  permissions(userID: number): JsonObject;
}

const codeLives = 5 * 60_000;

/** Operations of AUTHN and AUTHZ that make tokens. */
export function createGrants(
  context: Context,
  tokens: HubexTokens,
  demo: HubexDemo,
  accounts: Account[],
  details: SessionDetails,
): { handlers: Handlers; reset(): void } {
  /** Service tokens made or withdrawn at run time. */
  let serviceTokens = new Map<string, Account>();
  let oneTimeLeft = true;
  let codeSent = Number.NEGATIVE_INFINITY;
  const count = (grant: string): void => context.recorder.countToken(`hubex:${grant}`);
  const unauthorized = (message: string): Error => hubexError(401, 'Unauthorized', message);
  const fieldsOf = (body: JsonValue | undefined): JsonObject => (isObject(body) ? body : {});

  function reset(): void {
    serviceTokens = new Map(accounts.map((account) => [account.serviceToken, account]));
    oneTimeLeft = true;
    codeSent = Number.NEGATIVE_INFINITY;
  }
  reset();

  function accessOf(bearer: Bearer): JsonObject {
    const { token, ...rest } = tokens.issue({ ...bearer, kind: bearer.kind === 'account' ? 'account' : 'access' });
    return { access_token: token, ...rest };
  }

  function session({ accountID, userID, tenants }: Account, tenantID: JsonValue | undefined): JsonObject {
    const tenant = tenantID === undefined || tenantID === null ? tenants[0] : tenants.find((one) => one.tenantID === tenantID);
    if (!tenant) throw hubexError(403, 'AccessDenied', 'The account is no member of this tenant.');
    return { ...accessOf({ kind: 'access', accountID, userID, ...membership(tenant) }), ...detailsOf(accountID, userID, tenant) };
  }

  function detailsOf(accountID: number, userID: number, { tenantID, tenantMemberID, name }: DemoTenant): JsonObject {
    return {
      tenant: { id: tenantID, name, uriName: `example-${tenantID}` },
      tenantMember: { id: tenantMemberID, accountID, userID },
      profile: details.profile(userID),
      permissions: details.permissions(userID),
    };
  }

  function loginResult({ accountID, userID, tenants }: Account): JsonObject {
    return {
      ...accessOf({ kind: 'account', accountID, userID }),
      isCrossTenantAdmin: false,
      tenantEntities: tenants.map((tenant) => ({
        ...membership(tenant),
        accountID,
        userID,
        name: tenant.name,
        uriName: `example-${tenant.tenantID}`,
        isUserBanned: false,
      })),
    };
  }

  function accountOf(bearer: Bearer | undefined): Account {
    const found = accounts.find(({ accountID }) => accountID === bearer?.accountID);
    if (!found) throw unauthorized('The account is unknown.');
    return found;
  }

  /** The ways to an access token, by the field that is filled. */
  const grants: Record<string, (proof: string, body: JsonObject) => JsonObject> = {
    serviceToken(proof, { tenantID }) {
      const account = serviceTokens.get(proof);
      if (!account) throw unauthorized('The service token is unknown or withdrawn.');
      return session(account, tenantID);
    },
    refreshJwt: (proof) => accessOf(tokens.read(proof, ['refresh'])),
    accessJwt(proof, { tenantID }) {
      const bearer = tokens.read(proof, ['access', 'account']);
      return session(accountOf(bearer), tenantID ?? bearer.tenantID);
    },
    oneTimeLoginToken(proof, { tenantID }) {
      const [account] = accounts;
      if (proof !== demo.oneTimeLoginToken || !oneTimeLeft || !account) throw unauthorized('The one-time token is unknown or spent.');
      oneTimeLeft = false;
      return session(account, tenantID);
    },
  };

  function accessToken({ body }: HubexCall): JsonObject {
    const { jwt, ...fields } = fieldsOf(body);
    const given: JsonObject = { ...fields, refreshJwt: fields['refreshJwt'] ?? jwt ?? null };
    for (const [name, grant] of Object.entries(grants)) {
      const proof = given[name];
      if (typeof proof !== 'string') continue;
      const answer = grant(proof, given);
      count(name);
      return answer;
    }
    throw hubexError(409, 'ParameterNull', `One of ${Object.keys(grants).join(', ')} is needed.`, ['serviceToken']);
  }

  function login(authorization: string | undefined): JsonObject {
    const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
    if (basic === undefined) throw hubexError(409, 'ParameterNull', 'The parameter must be given.', ['authorization']);
    const pair = Buffer.from(basic, 'base64').toString('utf8');
    const account = accounts.find((one) => pair === `${one.login}:${one.password}`);
    if (!account) throw unauthorized('Login or password is wrong.');
    count('login');
    return loginResult(account);
  }

  function refreshToken({ bearer }: HubexCall): JsonObject {
    const { token, ...rest } = tokens.issue({ ...bearerIn(bearer), kind: 'refresh' });
    count('refreshToken');
    return { refresh_token: token, ...rest };
  }

  const authn = inService('authn', {
    login: ({ authorization }) => ({ body: login(authorization) }),
    loginSso: () => ({ body: loginResult(accountOf({ kind: 'account', accountID: 11, userID: 42 })) }),
    sendSmsCode({ body }) {
      if (fieldsOf(body)['phone'] === demo.sms.phone) codeSent = context.clock.now();
      return { body: { phone: fieldsOf(body)['phone'] ?? null } };
    },
    loginSms({ body }) {
      const { phone = null, code = null } = fieldsOf(body);
      const account = accounts.find((one) => one.phone === phone);
      const live = context.clock.now() - codeSent <= codeLives;
      if (!account || code !== demo.sms.code || !live) throw unauthorized('The code is wrong, or none was sent to this phone.');
      codeSent = Number.NEGATIVE_INFINITY;
      count('sms');
      return { body: loginResult(account) };
    },
  });
  const authz = inService('authz', {
    createAccessToken: (call) => ({ body: accessToken(call) }),
    createRefreshToken: (call) => ({ body: refreshToken(call) }),
    getRefreshToken: (call) => ({ body: refreshToken(call) }),
    renewToken({ bearer }) {
      count('renew');
      return { body: accessOf(bearerIn(bearer)) };
    },
    authorizeAccount({ body, bearer }) {
      const { tenantID, tenantMemberID } = fieldsOf(body);
      const account = accountOf(bearer);
      if (!account.tenants.some((tenant) => tenant.tenantID === tenantID && tenant.tenantMemberID === tenantMemberID))
        throw hubexError(403, 'AccessDenied', 'The account is no such member of this tenant.');
      count('authorize');
      return { body: session(account, tenantID) };
    },
    createServiceTokens(call) {
      const now = context.clock.now();
      const made = idsOf(call).map((member) => {
        const account = accounts.find(({ tenants }) => tenants.some((tenant) => tenant.tenantMemberID === member));
        const token = randomBytes(24).toString('base64url');
        serviceTokens.set(token, account ?? accountOf(call.bearer));
        return { token, created: new Date(now).toISOString(), validTill: new Date(now + 31_536_000_000).toISOString() };
      });
      return { status: 201, body: made };
    },
    deleteServiceTokens(call) {
      const members = new Set(idsOf(call));
      for (const [token, { tenants }] of serviceTokens)
        if (tenants.some(({ tenantMemberID }) => members.has(tenantMemberID))) serviceTokens.delete(token);
      return { status: 202 };
    },
  });
  return { handlers: { ...authn, ...authz }, reset };
}

function membership({ tenantID, tenantMemberID }: DemoTenant): { tenantID: number; tenantMemberID: number } {
  return { tenantID, tenantMemberID };
}

/** Operations with a token in their security have a bearer. */
function bearerIn(bearer: Bearer | undefined): Bearer {
  if (!bearer) throw hubexError(401, 'Unauthorized', 'The token is missing or not one of ours.');
  return bearer;
}
