/** The APIs that Portolan charts. */
export const providerIds = ['hubex', 'bitrix24', 'workly'] as const;

export type ProviderId = (typeof providerIds)[number];

/** Proper names, the same in every language. */
export const providerNames: Readonly<Record<ProviderId, string>> = { hubex: 'HubEx', bitrix24: 'Bitrix24', workly: 'Workly' };

export function isProviderId(value: unknown): value is ProviderId {
  return providerIds.some((id) => id === value);
}

/**
 * The scopes of our sessions. The APIs know none, but VS Code takes a "Sign in" entry out of the Accounts menu only when a session with
 * the same, non-empty scopes appears.
 */
export const sessionScopes: readonly string[] = ['api'];

/** The id under which VS Code's Accounts menu knows a provider, such as `portolan-hubex`. */
export function authenticationId(provider: ProviderId): string {
  return `portolan-${provider}`;
}
