import { AuthError } from '../auth-error.js';
import * as facts from '../generated/hubex.js';
import type { AuthorizeAccountData, LoginResponse } from '../generated/hubex.types.js';
import type { TokenAnswer } from '../token-request.js';
import type { FlowContext, TokenSet } from '../tokens.js';
import { detailsOf, type Server } from './server.js';

/** A tenant that an account may enter. */
export interface HubexTenant {
  /** Tenant id. */
  id: number;
  /** Its name, where HubEx tells it. */
  name: string;
  /** The account's membership in it. */
  memberId: number;
}

/** Which tenant of an account to enter. */
export interface HubexTenantChoice {
  /**
   * The tenant to enter: its id, or a function that chooses (it may ask a person). Needed when the account has several; the error
   * lists them.
   */
  tenant?: number | ((choices: readonly HubexTenant[]) => HubexTenant | undefined | Promise<HubexTenant | undefined>) | undefined;
}

/**
 * Enters a tenant with the answer of a sign-in, whichever it was.
 * @throws {AuthError} `tenant_choice`; `refused` by the tenant
 */
export async function enterTenant(
  server: Server,
  answer: TokenAnswer,
  { tenant }: HubexTenantChoice,
  context: FlowContext,
): Promise<TokenSet> {
  const account = server.read(answer).accessToken;
  const choices = tenantsOf(answer);
  const chosen = await chooseTenant(choices, tenant);
  const enter = (tenantMemberID: number): Promise<TokenAnswer> => {
    const body: AuthorizeAccountData['body'] = { tenantID: chosen.id, tenantMemberID };
    const remedy = 'Pass another `tenant`, or ask the administrator for access.';
    const entry = { field: 'tenant', body, remedy, secrets: [account], authorization: `Bearer ${account}` };
    return server.ask(facts.authorizeCall, entry, context);
  };
  const entered = await enter(chosen.memberId).catch((error: unknown) => {
    // For an administrator across tenants the listed membership may be refused; number 1 is the one that works. Whether the
    // account is one can only be guessed: `isCrossTenantAdmin` was seen false for such an administrator.
    const across = (answer.body as LoginResponse).isCrossTenantAdmin === true || choices.length > 1;
    if (across && chosen.memberId !== 1 && error instanceof AuthError && error.status === 403) return enter(1);
    throw error;
  });
  const tokens = server.read(entered);
  // The answer need not repeat what was chosen.
  const details = { ...detailsOf(chosen.id, chosen.name, chosen.memberId), ...tokens.details };
  return server.withRefreshToken({ ...tokens, details }, context);
}

function tenantsOf({ body }: TokenAnswer): HubexTenant[] {
  const { tenantEntities } = body as LoginResponse;
  return (Array.isArray(tenantEntities) ? tenantEntities : [])
    .filter(({ isTenantDeleted, isTenantArchived }) => !isTenantDeleted && !isTenantArchived)
    .map(({ tenantID, tenantMemberID, name, uriName }) => ({
      id: Number(tenantID),
      name: name ?? uriName ?? '',
      memberId: Number(tenantMemberID),
    }));
}

async function chooseTenant(choices: readonly HubexTenant[], tenant: HubexTenantChoice['tenant']): Promise<HubexTenant> {
  const chosen =
    typeof tenant === 'function'
      ? choices.length > 1
        ? await tenant(choices)
        : choices[0]
      : typeof tenant === 'number'
        ? choices.find(({ id }) => id === tenant)
        : choices.length === 1
          ? choices[0]
          : undefined;
  if (chosen) return chosen;
  const list = choices.map(({ id, name }) => `${id} "${name}"`).join(', ');
  throw new AuthError({
    code: 'tenant_choice',
    field: 'tenant',
    problem: list ? `the account's tenants are ${list}, and none of them is chosen` : 'the account belongs to no tenant',
    remedy: list ? 'Pass the id of one as `tenant`.' : 'Ask the administrator of a tenant for an invitation.',
  });
}
