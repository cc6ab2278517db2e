import type { ApiErrorInit, FieldProblem } from './errors.js';
import { retryAfterSeconds } from './retry-after.js';
import { isTransient } from './retry.js';

/** What a provider says when it refuses a call. */
export interface Refusal extends Pick<ApiErrorInit, 'operation' | 'requestId' | 'body' | 'fields'> {
  /** Name of the provider. */
  provider: string;
  /** Its answer. */
  response: Response;
  /** Its error code, if it gave one. */
  code?: string | number | null | undefined;
  /** Its words. */
  reason?: string | undefined;
  /** What to do, by code or status, where it is particular to this provider. */
  remedies?: Readonly<Record<string, string>> | undefined;
}

/** What to do about a status, whoever answers it. */
const general: Readonly<Record<string, string>> = {
  401: 'Sign in again.',
  403: 'Check the permissions of this user.',
  404: 'Check the id and the address.',
};

/** The words of a refusal that names fields; undefined when it names none. */
export function fieldReason(fields: readonly FieldProblem[]): string | undefined {
  return fields.map(({ field, message }) => `${field ?? 'a field'}: ${message ?? 'not accepted'}`).join('; ') || undefined;
}

/** Makes of a refusal what an error needs: `listTasks: HubEx answered 409 InvalidData: the reason. The remedy.` */
export function refusal({ provider, response, reason, remedies, ...facts }: Refusal): ApiErrorInit {
  const { status } = response;
  const code = String(facts.code || `http_${status}`);
  const words = reason?.replace(/[.!]+$/, '');
  const known = { ...general, ...remedies };
  const remedy =
    known[code] ?? known[status] ?? (isTransient(response) ? 'Try again later.' : 'Check the fields against the documentation.');
  const message = `${facts.operation}: ${provider} answered ${status} ${code}${words ? `: ${words}` : ''}. ${remedy}`;
  return { ...facts, message, status, code, retryAfter: retryAfterSeconds(response) };
}
