import { UsageError } from '@portolan/transport';
import { bucketError, exceptions, operatingError, readVerbs } from './generated/protocol.js';

/**
 * Refuses what is no method name: it becomes a part of an address, or of a batch's command.
 * @throws UsageError
 */
export function checkMethod(method: unknown): void {
  if (typeof method !== 'string' || !/^[A-Za-z][\w.]*$/.test(method))
    throw new UsageError('method', 'it is not a method name', 'Pass a name like crm.deal.list.');
}

/** Does this v2 method only read? Then it may be sent again when its answer was lost. Known from the specs, for any method name. */
export function isRead(method: string): boolean {
  const last = method.slice(method.lastIndexOf('.') + 1).toLowerCase();
  return (readVerbs.has(last) || /^(get|list)/.test(last)) !== exceptions.has(method.toLowerCase());
}

/** Bitrix24's error code in an answer that is not `ok`; reads a copy of the body. */
async function codeOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.clone().json()) as { error?: unknown };
    return String(typeof error === 'object' && error !== null ? (error as { code?: unknown }).code : error);
  } catch {
    return '';
  }
}

/** The portal's bucket is full: other applications on this address share it. */
export async function bucketFull(response: Response): Promise<boolean> {
  return response.status === bucketError.status && (await codeOf(response)) === bucketError.code;
}

/** The portal refused before it ran the method, so that even a write may be sent again. Other 503 answers say no such thing. */
export async function notExecuted(response: Response): Promise<boolean> {
  if (await bucketFull(response)) return true;
  return response.status === operatingError.status && (await codeOf(response)) === operatingError.code;
}

const deadToken = new Set(['expired_token', 'invalid_token']);

/** The token is dead; a 401 may also mean missing rights or a confirmation that is waited for, which no token mends. */
export async function tokenRejected(response: Response): Promise<boolean> {
  return response.status === 401 && deadToken.has(await codeOf(response));
}
