import type { PortolanError } from '@portolan/transport';
import { ListError } from './list-error.js';

/** The error of a list that broke off. Apart from its class, so that a page that reads no list does not load it. */
export function brokenList(operation: string, cursor: string, cause: unknown): ListError {
  const { code = 'list', message } = Object(cause) as Partial<PortolanError>;
  const words = `${operation}: the list broke off, the cursor of this error goes on with it. ${message ?? String(cause)}`;
  return Object.defineProperty(new ListError(words, code, { operation, cursor }), 'cause', { value: cause });
}
