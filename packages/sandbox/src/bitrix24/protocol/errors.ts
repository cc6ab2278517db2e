import { Refusal } from '../../http.js';
import type { JsonObject } from '../../json.js';

/** A refused method call; v2 and v3 wrap it differently. */
export class MethodError extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: { field: string; message: string }[];
  constructor(status: number, code: string, message: string, fields: { field: string; message: string }[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** The body of the error as v2 sends it. */
export function errorV2(error: MethodError): JsonObject {
  return { error: error.code, error_description: error.message };
}

/** The body of the error as v3 sends it. */
export function errorV3(error: MethodError): JsonObject {
  const validation = error.fields.map((field) => ({ ...field }));
  return { error: { code: error.code, message: error.message, ...(validation.length > 0 ? { validation } : {}) } };
}

/** The prefix of v3 codes. */
export const v3 = (name: string): string => `BITRIX_REST_V3_EXCEPTION_${name}`;

/** A refusal of the authorization server. */
export function oauthError(status: number, code: string, description: string): Refusal {
  return new Refusal({ status, body: { error: code, error_description: description } });
}

/** A v2 refusal of a wrong argument, with the code that the method's family uses. */
export function argumentError(message: string, method = ''): MethodError {
  return new MethodError(400, argumentCode(method), message);
}

/** Old CRM methods send an empty code, methods built on controllers (crm.item, tasks) send 100. */
function argumentCode(method: string): string {
  if (/^(crm\.item|tasks)\./.test(method)) return '100';
  return method.startsWith('crm.') ? '' : 'ERROR_ARGUMENT';
}
