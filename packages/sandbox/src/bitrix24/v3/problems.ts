import type { Operation } from '../../engine/document.js';
import type { InputProblem } from '../../engine/request.js';
import type { MethodError } from '../protocol/errors.js';
import { v3 } from '../protocol/errors.js';
import { refusedV3 } from './refusals.js';

/** The refusal of a request that does not fit its schema: under the code for the part that is wrong, where the method documents one. */
export function wrongRequestV3(operation: Operation, problems: readonly InputProblem[]): MethodError {
  const [first] = problems;
  const codes = first ? codesFor(first) : [];
  return refusedV3(operation, [...codes, v3('VALIDATION_REQUESTVALIDATIONEXCEPTION')], 'The request is not valid', [
    ...new Map(problems.map(({ name, message }) => [`${name} ${message}`, { field: name, message }])).values(),
  ]);
}

/** Codes that fit a problem, the closest first. */
function codesFor({ path, name, keyword }: InputProblem): string[] {
  if (name.startsWith('fields.')) return [v3('VALIDATION_DTOVALIDATIONEXCEPTION')];
  const [, part = ''] = path.split('/');
  const unknown = keyword === 'enum' ? [v3('UNKNOWNDTOPROPERTYEXCEPTION')] : [];
  if (part === 'order') return [...(path === '/order' ? unknown : []), v3('INVALIDORDEREXCEPTION'), 'invalid_order'];
  if (part === 'select') return [...unknown, v3('INVALIDSELECTEXCEPTION')];
  if (part === 'pagination' || part === 'cursor') return [v3('INVALIDPAGINATIONEXCEPTION'), 'invalid_pagination'];
  if (part === 'filter' && keyword !== 'required' && keyword !== 'minItems') return [v3('INVALIDFILTEREXCEPTION')];
  if (path.startsWith('/filter/startDate') || name === 'filter.startDate') return ['invalid_date_range'];
  if (part === 'query') return [{ minLength: 'NOTE_SEARCH_QUERY_TOO_SHORT', maxLength: 'NOTE_SEARCH_QUERY_TOO_LONG' }[keyword] ?? ''];
  return [];
}
