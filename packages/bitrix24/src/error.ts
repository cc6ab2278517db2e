import { ApiError, type FieldProblem } from '@portolan/transport';

/** Bitrix24 refused a call. `code` is Bitrix24's own (`QUERY_LIMIT_EXCEEDED`); v3 methods also say which fields are wrong. */
export class Bitrix24Error extends ApiError {
  /** Fields that a v3 method refused. */
  declare readonly fields: readonly FieldProblem[];

  override get name(): string {
    return 'Bitrix24Error';
  }
}
