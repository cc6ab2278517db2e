import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { Context } from '../context.js';
import type { JsonObject } from '../json.js';
import { isObject, text } from '../json.js';
import { hubexError } from './errors.js';
import { signJwt, verifyJwt } from './jwt.js';

/** What a HubEx token is good for. */
type TokenKind = 'access' | 'account' | 'refresh';

/** Who a token speaks for. */
export interface Bearer {
  kind: TokenKind;
  tenantID?: number;
  tenantMemberID?: number;
}

/** A tenant the demo account may enter. */
export interface DemoTenant {
  tenantID: number;
  tenantMemberID: number;
  name: string;
}

/** Demo credentials and lifetimes. */
export interface HubexTokenOptions {
  serviceToken: string;
  login: string;
  password: string;
  tenants: DemoTenant[];
  /** Seconds, from the spec's security scheme. */
  accessSeconds: number;
  refreshSeconds: number;
  graceSeconds: number;
  key: string;
}

/** Issues and checks HubEx tokens; operations of AUTHN and AUTHZ. */
export interface HubexTokens {
  /** The bearer, or a 401. */
  check(token: string | undefined): Bearer;
  accessToken(body: JsonObject): JsonObject;
  refreshToken(bearer: Bearer): JsonObject;
  renew(bearer: Bearer): JsonObject;
  login(authorization: string | null): JsonObject;
  loginWithoutPassword(): JsonObject;
  authorize(body: JsonObject): JsonObject;
  /** From now on every access token issued so far is refused. */
  expireAll(): void;
}

const accountID = 11;
const userID = 42;

/** Creates the token operations. */
export function createHubexTokens(context: Context, options: HubexTokenOptions): HubexTokens {
  let generation = 0;
  const nowSeconds = (): number => Math.floor(context.clock.now() / 1000);

  function issue(bearer: Bearer, seconds: number): { token: string; validTill: string } {
    const issued = nowSeconds();
    const claims: JsonObject = {
      iss: 'portolan-sandbox',
      jti: randomUUID(),
      iat: issued,
      exp: issued + seconds,
      gen: generation,
      kind: bearer.kind,
      accountID,
      userID,
    };
    if (bearer.tenantID !== undefined) claims['tenantID'] = bearer.tenantID;
    if (bearer.tenantMemberID !== undefined) claims['tenantMemberID'] = bearer.tenantMemberID;
    return { token: signJwt(claims, options.key), validTill: new Date((issued + seconds) * 1000).toISOString() };
  }

  function read(token: string | undefined, kinds: TokenKind[], grace: number): Bearer {
    const claims = token === undefined ? undefined : verifyJwt(token, options.key);
    if (!claims) throw hubexError(401, 'Unauthorized', 'The token is missing or not one of ours.');
    const kind = text(claims['kind']) as TokenKind;
    if (!kinds.includes(kind)) throw hubexError(401, 'Unauthorized', `A token of kind "${kind}" is not accepted here.`);
    const stale = kind !== 'refresh' && Number(claims['gen']) < generation;
    if (stale || nowSeconds() > Number(claims['exp']) + grace) throw hubexError(401, 'TokenExpired', 'The token has expired.');
    const bearer: Bearer = { kind };
    if (typeof claims['tenantID'] === 'number') bearer.tenantID = claims['tenantID'];
    if (typeof claims['tenantMemberID'] === 'number') bearer.tenantMemberID = claims['tenantMemberID'];
    return bearer;
  }

  function access(bearer: Bearer): JsonObject {
    const { token, validTill } = issue({ ...bearer, kind: 'access' }, options.accessSeconds);
    return { access_token: token, expires_in: options.accessSeconds, jwtValidTill: validTill };
  }

  function session(tenant: DemoTenant): JsonObject {
    const { tenantID, tenantMemberID, name } = tenant;
    return {
      ...access({ kind: 'access', tenantID, tenantMemberID }),
      tenant: { id: tenantID, name, uriName: `example-${tenantID}` },
      tenantMember: { id: tenantMemberID, accountID, userID },
      profile: { userID, firstName: 'Anna', lastName: 'Example', email: options.login },
      permissions: {},
    };
  }

  function firstTenant(): DemoTenant {
    const tenant = options.tenants[0];
    if (!tenant) throw hubexError(403, 'AccessDenied', 'The account has no tenant.');
    return tenant;
  }

  function loginResult(): JsonObject {
    const { token, validTill } = issue({ kind: 'account' }, options.accessSeconds);
    return {
      access_token: token,
      expires_in: options.accessSeconds,
      jwtValidTill: validTill,
      isCrossTenantAdmin: false,
      tenantEntities: options.tenants.map(({ tenantID, tenantMemberID, name }) => ({
        tenantID,
        tenantMemberID,
        accountID,
        userID,
        name,
        uriName: `example-${tenantID}`,
        isUserBanned: false,
      })),
    };
  }

  return {
    check: (token) => read(token, ['access', 'account'], options.graceSeconds),
    accessToken(body) {
      if (body['serviceToken'] !== undefined && body['serviceToken'] !== null) {
        if (body['serviceToken'] !== options.serviceToken)
          throw hubexError(401, 'Unauthorized', 'The service token is unknown or withdrawn.');
        context.recorder.countToken('hubex:serviceToken');
        return session(firstTenant());
      }
      const refresh = body['refreshJwt'] ?? body['jwt'];
      if (typeof refresh === 'string') {
        const bearer = read(refresh, ['refresh'], 0);
        context.recorder.countToken('hubex:refreshJwt');
        return access(bearer);
      }
      throw hubexError(409, 'ParameterNull', 'One of serviceToken and refreshJwt is needed.', ['serviceToken']);
    },
    refreshToken(bearer) {
      const { token, validTill } = issue({ ...bearer, kind: 'refresh' }, options.refreshSeconds);
      context.recorder.countToken('hubex:refreshToken');
      return { refresh_token: token, expires_in: options.refreshSeconds, jwtValidTill: validTill };
    },
    renew(bearer) {
      context.recorder.countToken('hubex:renew');
      return access(bearer);
    },
    login(authorization) {
      const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
      if (basic === undefined) throw hubexError(409, 'ParameterNull', 'The parameter must be given.', ['authorization']);
      const pair = Buffer.from(basic, 'base64').toString('utf8');
      const colon = pair.indexOf(':');
      if (pair.slice(0, colon) !== options.login || pair.slice(colon + 1) !== options.password) {
        throw hubexError(401, 'Unauthorized', 'Login or password is wrong.');
      }
      context.recorder.countToken('hubex:login');
      return loginResult();
    },
    loginWithoutPassword: loginResult,
    authorize(body) {
      const tenant = options.tenants.find(({ tenantID }) => tenantID === body['tenantID']);
      if (!isObject(body) || !tenant || tenant.tenantMemberID !== body['tenantMemberID']) {
        throw hubexError(403, 'AccessDenied', 'The account is no such member of this tenant.');
      }
      context.recorder.countToken('hubex:authorize');
      return session(tenant);
    },
    expireAll() {
      generation += 1;
    },
  };
}
