import type { Connection } from '../../core/connection.ts';
import type { ProviderId } from '../../core/provider.ts';
import type { SignInContext } from './context.ts';

/**
 * Asks for what a provider needs, signs in with it, and keeps the connection when that worked.
 * @throws Cancelled when the user leaves
 */
export async function signIn(provider: ProviderId, context: SignInContext): Promise<Connection> {
  switch (provider) {
    case 'hubex':
      return (await import('./hubex.ts')).signInToHubex(context);
    case 'bitrix24':
      return (await import('./bitrix24.ts')).signInToBitrix24(context);
    case 'workly':
      return (await import('./workly.ts')).signInToWorkly(context);
  }
}
