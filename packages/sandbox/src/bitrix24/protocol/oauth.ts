import { randomBytes } from 'node:crypto';
import type { Context } from '../../context.js';
import type { Incoming, Outgoing } from '../../http.js';
import { createTokenRing } from '../../state/tokens.js';
import type { TokenPair, TokenVerdict } from '../../state/tokens.js';
import { oauthError } from './errors.js';
import { authorizePage } from '../tables/page.js';
import type { PortalName } from './portal-name.js';

/** The demo application, and lifetimes in seconds. */
export interface Bitrix24OauthOptions {
  clientId: string;
  clientSecret: string;
  /** Where the browser goes when the request names no redirect_uri. */
  redirectUri: string;
  memberId: string;
  scopes: string[];
  codeSeconds: number;
  accessSeconds: number;
  refreshSeconds: number;
}

/** Authorization page, codes and tokens. */
export interface Bitrix24Oauth {
  authorize(request: Incoming, fields: Record<string, string>): Outgoing;
  token(fields: Record<string, string>): Outgoing;
  /** Gives tokens without a sign-in: to events and frames. `grant` is what they are counted under. */
  issue(userId: number, grant: string): TokenPair;
  /** What goes with tokens wherever the portal hands them out. */
  facts(): { scope: string; status: string; endpoint: string; server: string; seconds: number };
  /** Who a token belongs to. */
  check(token: string): { verdict: TokenVerdict; userId: number };
  /** Sets the address the demo application is registered with. */
  register(redirectUri: string): void;
  expireAll(): void;
  /** All tokens and codes are unknown from now on. */
  revoke(): void;
  reset(): void;
}

/** Creates the authorization server of the sandbox portal. It stays where it is when the portal is renamed. */
export function createOauth(context: Context, options: Bitrix24OauthOptions, name: PortalName): Bitrix24Oauth {
  const ring = createTokenRing(context.clock, { ...options, bytes: 35 });
  const codes = new Map<string, number>();
  let redirectUri = options.redirectUri;
  const serverHost = (): string => new URL(context.origin('bitrix24')).host;
  const facts = (): ReturnType<Bitrix24Oauth['facts']> => ({
    scope: options.scopes.join(','),
    status: 'L',
    endpoint: `${name.origin()}/rest/`,
    server: `${context.origin('bitrix24')}/rest/`,
    seconds: options.accessSeconds,
  });

  function issue(userId: number, grant: string): TokenPair {
    context.recorder.countToken(`bitrix24:${grant}`);
    return ring.issue(userId);
  }

  function answer(userId: number, grant: string): Outgoing {
    const pair = issue(userId, grant);
    const { scope, status, endpoint, server, seconds } = facts();
    return {
      status: 200,
      body: {
        access_token: pair.access,
        expires: Math.floor(pair.accessExpires / 1000),
        expires_in: seconds,
        scope,
        domain: name.host(),
        server_endpoint: server,
        status,
        client_endpoint: endpoint,
        member_id: options.memberId,
        user_id: pair.userId,
        refresh_token: pair.refresh,
      },
    };
  }

  function issueCode(): string {
    const code = randomBytes(32).toString('hex');
    codes.set(code, context.clock.now() + options.codeSeconds * 1000);
    return code;
  }

  function revoke(): void {
    ring.reset();
    codes.clear();
  }

  return {
    authorize(request, fields) {
      if (fields['client_id'] !== options.clientId) throw oauthError(400, 'invalid_client', 'The application is not known to this portal.');
      const target = safeRedirect(fields['redirect_uri'] ?? redirectUri);
      if (!target) throw oauthError(400, 'invalid_request', 'redirect_uri is not an absolute address');
      if (fields['state'] !== undefined) target.searchParams.set('state', fields['state']);
      const decision = fields['decision'];
      if (request.method === 'GET' && decision === undefined) {
        return {
          status: 200,
          headers: { 'content-type': 'text/html; charset=utf-8' },
          raw: authorizePage({ host: name.host(), fields, scopes: options.scopes }),
        };
      }
      if (decision !== 'allow') {
        target.searchParams.set('error', 'access_denied');
        return redirect(target);
      }
      const values = {
        code: issueCode(),
        domain: name.host(),
        member_id: options.memberId,
        scope: options.scopes.join(','),
        server_domain: serverHost(),
      };
      for (const [name, value] of Object.entries(values)) target.searchParams.set(name, value);
      return redirect(target);
    },
    token(fields) {
      if (fields['client_id'] !== options.clientId || fields['client_secret'] !== options.clientSecret) {
        throw oauthError(401, 'invalid_client', 'The application id or its secret is wrong.');
      }
      if (fields['grant_type'] === 'authorization_code') {
        const expires = codes.get(fields['code'] ?? '');
        codes.delete(fields['code'] ?? '');
        if (expires === undefined || context.clock.now() > expires)
          throw oauthError(400, 'invalid_grant', 'The code is unknown, spent or older than 30 seconds.');
        return answer(1, 'authorization_code');
      }
      if (fields['grant_type'] === 'refresh_token') {
        const { verdict, pair } = ring.spend(fields['refresh_token']);
        if (verdict !== 'good' || !pair) throw oauthError(400, 'invalid_grant', 'The refresh token is unknown, spent or too old.');
        return answer(pair.userId, 'refresh_token');
      }
      throw oauthError(400, 'invalid_request', 'grant_type must be authorization_code or refresh_token');
    },
    issue,
    facts,
    check(token) {
      const { verdict, pair } = ring.access(token);
      return { verdict, userId: pair?.userId ?? 0 };
    },
    register(uri) {
      if (!safeRedirect(uri)) throw new TypeError('redirectUri: give an absolute address, e.g. http://127.0.0.1:8080/callback');
      redirectUri = uri;
    },
    expireAll: () => ring.expireAll(),
    revoke,
    reset() {
      revoke();
      redirectUri = options.redirectUri;
    },
  };
}

function redirect(target: URL): Outgoing {
  return { status: 302, headers: { location: target.href } };
}

/** An absolute address a browser may be sent to; schemes of editors (`vscode:`) are fine, scripts are not. */
function safeRedirect(value: string): URL | undefined {
  if (!URL.canParse(value)) return undefined;
  const url = new URL(value);
  return ['javascript:', 'data:', 'vbscript:', 'file:', 'blob:'].includes(url.protocol) ? undefined : url;
}
