import type { TokenFlow } from '@portolan/auth';
import type { Connection, Credentials } from '../core/connection.ts';
import type { TenantChoice } from './signIn/tenant.ts';

/** What a flow may ask back while it signs in. */
export interface FlowQuestions {
  /** Which tenant to enter, when a login belongs to several. */
  readonly chooseTenant?: (choices: readonly TenantChoice[]) => Promise<TenantChoice>;
}

/** The token flow of a connection; undefined for a webhook, whose address is all there is. */
export async function flowOf(
  connection: Connection,
  credentials: Credentials,
  questions: FlowQuestions = {},
): Promise<TokenFlow | undefined> {
  const address = connection.baseUrl === undefined ? {} : { baseUrl: connection.baseUrl };
  switch (credentials.kind) {
    case 'hubexServiceToken': {
      const { hubexServiceToken } = await import('@portolan/auth/hubex');
      return hubexServiceToken({ serviceToken: credentials.serviceToken, ...address });
    }
    case 'hubexLogin': {
      const { hubexLogin } = await import('@portolan/auth/hubex');
      const { login, password, tenantId } = credentials;
      return hubexLogin({
        login,
        password,
        tenant: async (choices) => choices.find(({ id }) => id === tenantId) ?? (await questions.chooseTenant?.(choices)),
        ...address,
      });
    }
    case 'bitrix24Webhook':
      return undefined;
    case 'bitrix24Application': {
      const { bitrix24Application } = await import('@portolan/auth/bitrix24');
      return bitrix24Application(applicationOptions(credentials)).flow;
    }
    case 'worklyPassword': {
      const { worklyPassword } = await import('@portolan/auth/workly');
      const { clientId, clientSecret, username, password } = credentials;
      return worklyPassword({ clientId, clientSecret, username, password, ...address });
    }
  }
}

/** What `bitrix24Application` of the auth package wants to know. */
export function applicationOptions({ portal, clientId, clientSecret, tokenUrl }: Extract<Credentials, { kind: 'bitrix24Application' }>): {
  portal: string;
  clientId: string;
  clientSecret: string;
  tokenUrl?: string;
} {
  return { portal, clientId, clientSecret, ...(tokenUrl === undefined ? {} : { tokenUrl }) };
}
