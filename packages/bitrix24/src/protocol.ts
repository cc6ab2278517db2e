import { UsageError } from '@portolan/transport';
import { bucketError, exceptions, operatingError } from './generated/protocol.js';

/**
 * Refuses what is no method name: it becomes a part of an address, or of a batch's command.
 * @throws UsageError
 */
export function checkMethod(method: unknown): void {
  if (typeof method !== 'string' || !/^[A-Za-z][\w.]*$/.test(method))
    throw new UsageError('method', 'it is not a method name', 'Pass a name like crm.deal.list.');
}

/** Does this method only read? Then it may be sent again when its answer was lost. The words of reads other than `get` and `list` are loaded. */
export async function onlyReads(method: string): Promise<boolean> {
  return /\.(get|list)[^.]*$/i.test(method) ? !exceptions.has(method.toLowerCase()) : (await import('./reads.js')).isRead(method);
}

/** A redirect that was not followed; browsers show none but its status 0. */
export function redirects({ status }: Response): boolean {
  return !status || (status > 299 && status < 400);
}

/** Bitrix24's error code in an answer that is not `ok`, a text of its own or in an object; reads a copy of the body. */
async function codeOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.clone().json()) as { error?: { code?: unknown } | null };
    return String(error?.code ?? error);
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
