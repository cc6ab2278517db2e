import { MethodError } from '../protocol/errors.js';
import type { MethodCall } from '../protocol/method.js';
import { declaredRefusal } from '../protocol/refusals.js';
import { missingV3 } from '../v3/refusals.js';

/** The refusal for a record that is not there: the code and status that the spec declares for it, else those of the method's family. */
export function missing({ api, method, operation }: MethodCall): MethodError {
  if (api === 'v3') return missingV3(operation);
  const declared = declaredRefusal(operation, 'unknown', 'Not found') ?? declaredRefusal(operation, 'wrong', 'Not found', 'id');
  if (declared) return declared;
  const named = /^(crm\.(type|category|item|orderentity)|catalog|sale)\./.test(method) ? 'NOT_FOUND' : '';
  return new MethodError(400, method.startsWith('disk.') ? 'ERROR_NOT_FOUND' : named, 'Not found');
}
