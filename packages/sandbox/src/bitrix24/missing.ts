import { text } from '../json.js';
import { MethodError, v3 } from './errors.js';
import type { MethodCall } from './method.js';

const byCode = /NOT_?FOUND|NOT_?EXIST|NO_?EXIST/i;
const byText = /no such|no \S.* with this id|no record has|does not exist|is not found|not there|unknown/i;
// What is not there may be something else than the record that the id names.
const elsewhere = /SPA|TYPE_NOT|METHOD|OWNER_NOT|PARENT|PORTAL/i;

/** The refusal for a record that is not there: the code and status that the spec declares for it, else those of the method's family. */
export function missing(call: MethodCall): MethodError {
  const declared = errorsOf(call).find(({ code }) => byCode.test(code) && !elsewhere.test(code));
  const worded = declared ?? errorsOf(call).find(({ description, code }) => byText.test(description) && !elsewhere.test(code));
  if (worded) return new MethodError(worded.status, worded.code, 'Not found');
  if (call.api === 'v3') return new MethodError(400, v3('ENTITYNOTFOUNDEXCEPTION'), 'The record is not found');
  if (/^(crm\.(type|category|item|orderentity)|catalog|sale)\./.test(call.method))
    return new MethodError(400, 'NOT_FOUND', 'The record is not found');
  return new MethodError(400, call.method.startsWith('disk.') ? 'ERROR_NOT_FOUND' : '', 'Not found');
}

interface DeclaredError {
  code: string;
  status: number;
  description: string;
}

/** The errors that the spec names for a method. */
function errorsOf({ operation }: MethodCall): DeclaredError[] {
  return (operation.spec['x-portolan-errors'] ?? []).map(({ code, status, description }) => ({
    code: text(code),
    status: Number(status ?? 400),
    description: text(description),
  }));
}
