import type { Operation } from '../../engine/document.js';
import { MethodError, v3 } from '../protocol/errors.js';

/** A refusal under the first of these codes that the method documents, with the status it documents; none fits: the last code, 400. */
export function refusedV3(
  { spec }: Operation,
  codes: readonly string[],
  message: string,
  fields: { field: string; message: string }[] = [],
): MethodError {
  const documented = spec['x-portolan-errors'] ?? [];
  const found = codes.map((code) => documented.find((error) => error.code === code)).find((error) => error !== undefined);
  return new MethodError(found?.status ?? 400, found?.code ?? codes.at(-1) ?? '', message, fields);
}

/** A refusal of one parameter or field. */
export function invalidV3(operation: Operation, field: string, message: string): MethodError {
  return refusedV3(operation, [v3('VALIDATION_REQUESTVALIDATIONEXCEPTION')], 'The request is not valid', [{ field, message }]);
}

/** The refusal for a record that is not there: some methods say so, some that access is denied. */
export function missingV3(operation: Operation): MethodError {
  return refusedV3(
    operation,
    [v3('ENTITYNOTFOUNDEXCEPTION'), v3('ACCESSDENIEDEXCEPTION'), v3('ENTITYNOTFOUNDEXCEPTION')],
    'The record is not found or not yours',
  );
}
