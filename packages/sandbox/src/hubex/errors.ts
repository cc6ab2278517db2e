import { randomUUID } from 'node:crypto';
import { Refusal } from '../http.js';

/** An answer with HubEx's ErrorModel. */
export function hubexError(status: number, code: string, message: string, args: (string | number)[] = []): Refusal {
  return new Refusal({ status, body: { traceIdentifier: randomUUID(), code, message, arguments: args } });
}
