import { Refusal } from '../http.js';
import type { JsonObject } from '../json.js';

/** An answer with Workly's `{message, code}`. */
export function worklyError(status: number, code: number, message: string): Refusal {
  return new Refusal({ status, body: { message, code } });
}

/** 422 with the fields that are wrong: 8002 required, 8003 invalid, 8007 e-mail, 8008 exists, 8009 date. */
export function validationError(errors: { field: string; code: number; message: string }[]): Refusal {
  const list: JsonObject[] = errors.map((error) => ({ ...error }));
  return new Refusal({ status: 422, body: { message: 'Validation Failed', code: 8001, errors: list } });
}
