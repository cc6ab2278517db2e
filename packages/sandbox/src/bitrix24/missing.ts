import { MethodError } from './errors.js';
import type { MethodCall } from './method.js';
import { missingV3 } from './refusals-v3.js';

const byCode = /NOT_?FOUND|NOT_?EXIST|NO_?EXIST/i;
const byText = /no such|no \S.* with this id|no record has|does not exist|is not found|not there|unknown/i;
// What is not there may be something else than the record that the id names.
const elsewhere = /SPA|TYPE_NOT|METHOD|OWNER_NOT|PARENT|PORTAL/i;

/** The refusal for a record that is not there: the code and status that the spec declares for it, else those of the method's family. */
export function missing({ api, method, operation }: MethodCall): MethodError {
  if (api === 'v3') return missingV3(operation);
  const declared = operation.spec['x-portolan-errors'] ?? [];
  const own = declared.filter(({ code }) => !elsewhere.test(code));
  const found = own.find(({ code }) => byCode.test(code)) ?? own.find(({ description }) => byText.test(description ?? ''));
  if (found) return new MethodError(found.status ?? 400, found.code, 'Not found');
  const named = /^(crm\.(type|category|item|orderentity)|catalog|sale)\./.test(method) ? 'NOT_FOUND' : '';
  return new MethodError(400, method.startsWith('disk.') ? 'ERROR_NOT_FOUND' : named, 'Not found');
}
