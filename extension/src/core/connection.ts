import { isProviderId, type ProviderId } from './provider.ts';

/** What is known of a signed-in account without its secrets: this much may be shown and kept in plain storage. */
export interface Connection {
  readonly id: string;
  readonly provider: ProviderId;
  readonly kind: CredentialKind;
  /** The account as the user names it: a login, a portal, a tenant. */
  readonly label: string;
  /** The address of the API when it is not the provider's own: a sandbox, a test stand, a proxy. */
  readonly baseUrl?: string;
}

/** What signs in. Kept in secret storage only. */
export type Credentials =
  | { readonly kind: 'hubexServiceToken'; readonly serviceToken: string }
  | { readonly kind: 'hubexLogin'; readonly login: string; readonly password: string; readonly tenantId?: number }
  | { readonly kind: 'bitrix24Webhook'; readonly url: string }
  | {
      readonly kind: 'bitrix24Application';
      readonly portal: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tokenUrl?: string;
    }
  | {
      readonly kind: 'worklyPassword';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly username: string;
      readonly password: string;
    };

export type CredentialKind = Credentials['kind'];

const kinds: Readonly<Record<CredentialKind, ProviderId>> = {
  hubexServiceToken: 'hubex',
  hubexLogin: 'hubex',
  bitrix24Webhook: 'bitrix24',
  bitrix24Application: 'bitrix24',
  worklyPassword: 'workly',
};

/** Whether a stored record is a connection; older or damaged ones are left out rather than trusted. */
export function isConnection(value: unknown): value is Connection {
  if (typeof value !== 'object' || value === null) return false;
  const { id, provider, kind, label, baseUrl } = value as Record<string, unknown>;
  return (
    typeof id === 'string' &&
    isProviderId(provider) &&
    typeof kind === 'string' &&
    Object.entries(kinds).some(([known, owner]) => known === kind && owner === provider) &&
    typeof label === 'string' &&
    (baseUrl === undefined || (typeof baseUrl === 'string' && URL.canParse(baseUrl)))
  );
}

/** The host that a connection talks to when it is not the provider's own, for display. */
export function addressOf({ baseUrl }: Connection): string | undefined {
  return baseUrl === undefined ? undefined : new URL(baseUrl).host;
}

/** What is wrong with an address that the user typed. */
export type AddressProblem = 'notAUrl' | 'notHttp' | 'insecure' | 'hasSecret';

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Checks a base address. Plain http is for this machine only, since every call carries a token; user names, passwords and query
 * parameters do not belong into an address that is shown.
 */
export function checkAddress(address: string): AddressProblem | undefined {
  if (!URL.canParse(address)) return 'notAUrl';
  const url = new URL(address);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'notHttp';
  if (url.protocol === 'http:' && !loopback.test(url.hostname)) return 'insecure';
  if (url.username || url.password || url.search || url.hash) return 'hasSecret';
  return undefined;
}
