import { ApiError, type Call, fieldReason, type FieldProblem, refusal } from '@portolan/transport';

/** Workly refused a call. `code` is Workly's own number as text (`8001`); `fields` says which fields are wrong. */
export class WorklyError extends ApiError {
  /** Fields that failed validation, with Workly's codes. */
  declare readonly fields: readonly FieldProblem[];

  override get name(): string {
    return 'WorklyError';
  }
}

const remedies = { 426: 'Replace the client id and secret.' };

/** Makes an error of Workly's answer; validation problems come as an array or as a single object. */
export function worklyError(response: Response, body: unknown, { id: operation }: Call): WorklyError {
  const { code, message, errors } = Object(body) as { code?: number; message?: string; errors?: FieldProblem | FieldProblem[] };
  const fields = [errors ?? []].flat().filter((problem) => typeof problem === 'object');
  const reason = fieldReason(fields) ?? message;
  return new WorklyError(refusal({ provider: 'Workly', operation, response, body, code, reason, fields, remedies }));
}
