import type { FormField } from './field.ts';
import { ChosenFile } from './parts.ts';

/** What was entered, by the key of the field. A list holds one text an item, a file its address; an untouched field is absent. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** Why an entered value cannot be sent. `limit` is the number or pattern that it missed. */
export interface FormProblem {
  readonly key: string;
  readonly code:
    | 'required'
    | 'notAnInteger'
    | 'notANumber'
    | 'notABoolean'
    | 'notADate'
    | 'notADateTime'
    | 'notAChoice'
    | 'notJson'
    | 'tooSmall'
    | 'tooLarge'
    | 'tooShort'
    | 'tooLong'
    | 'wrongPattern';
  readonly limit?: string;
}

/** Typed parameters of a request, by place. */
export interface Parameters {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Values of a multipart body by the name of the field; files as `ChosenFile`. */
  readonly parts: Readonly<Record<string, unknown>>;
}

/** Turns entered texts into typed parameters, or says for each field what is wrong with it. */
export function readForm(
  fields: readonly FormField[],
  values: FormValues,
): { readonly parameters: Parameters; readonly problems: readonly FormProblem[] } {
  const parameters = { path: {}, query: {}, headers: {}, parts: {} } satisfies Parameters as Record<
    keyof Parameters,
    Record<string, unknown>
  >;
  const problems: FormProblem[] = [];
  for (const field of fields) {
    const entered = values[field.key];
    if (isEmpty(entered)) {
      if (field.required) problems.push({ key: field.key, code: 'required' });
      continue;
    }
    const read = readValue(field, entered);
    if ('problem' in read) problems.push({ key: field.key, ...read.problem });
    else parameters[target[field.place]][field.name] = read.value;
  }
  return { parameters, problems };
}

const target = { path: 'path', query: 'query', header: 'headers', body: 'parts' } as const satisfies Record<
  FormField['place'],
  keyof Parameters
>;

type Reading = { readonly value: unknown } | { readonly problem: Omit<FormProblem, 'key'> };

function readValue(field: FormField, entered: string | readonly string[]): Reading {
  if (field.kind === 'file' || field.kind === 'files') {
    const files = (typeof entered === 'string' ? [entered] : entered).map((uri) => new ChosenFile(uri));
    return { value: field.kind === 'files' ? files : files[0] };
  }
  if (field.kind === 'list' || field.kind === 'choices') {
    const items = typeof entered === 'string' ? splitList(entered) : entered;
    const values: unknown[] = [];
    for (const item of items) {
      const read = readScalar({ ...field, kind: field.kind === 'choices' ? 'choice' : scalarKind(field.valueType) }, item.trim());
      if ('problem' in read) return read;
      values.push(read.value);
    }
    return { value: values };
  }
  const text = (typeof entered === 'string' ? entered : entered.join(',')).trim();
  return readScalar(field, text);
}

function readScalar(field: FormField, text: string): Reading {
  switch (field.kind) {
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? bounded(field, Number(text)) : { problem: { code: 'notAnInteger' } };
    case 'number':
      return text !== '' && Number.isFinite(Number(text)) ? bounded(field, Number(text)) : { problem: { code: 'notANumber' } };
    case 'boolean':
      return text === 'true' || text === 'false' ? { value: text === 'true' } : { problem: { code: 'notABoolean' } };
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) ? { value: text } : { problem: { code: 'notADate' } };
    case 'dateTime':
      return /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text) &&
        !Number.isNaN(Date.parse(text.replace(' ', 'T')))
        ? { value: text }
        : { problem: { code: 'notADateTime' } };
    case 'choice':
      if (!field.options?.some((option) => option.value === text)) return { problem: { code: 'notAChoice' } };
      return {
        value:
          field.valueType === 'integer' || field.valueType === 'number'
            ? Number(text)
            : field.valueType === 'boolean'
              ? text === 'true'
              : text,
      };
    case 'json':
      try {
        return { value: JSON.parse(text) as unknown };
      } catch {
        return { problem: { code: 'notJson' } };
      }
    default:
      return measured(field, text);
  }
}

function bounded(field: FormField, value: number): Reading {
  if (field.minimum !== undefined && value < field.minimum) return { problem: { code: 'tooSmall', limit: String(field.minimum) } };
  if (field.maximum !== undefined && value > field.maximum) return { problem: { code: 'tooLarge', limit: String(field.maximum) } };
  return { value };
}

function measured(field: FormField, value: string): Reading {
  if (field.minLength !== undefined && value.length < field.minLength)
    return { problem: { code: 'tooShort', limit: String(field.minLength) } };
  if (field.maxLength !== undefined && value.length > field.maxLength)
    return { problem: { code: 'tooLong', limit: String(field.maxLength) } };
  if (field.pattern !== undefined && !matches(field.pattern, value)) return { problem: { code: 'wrongPattern', limit: field.pattern } };
  return { value };
}

/** A pattern that JavaScript cannot read is the provider's to judge. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true;
  }
}

function scalarKind(type: FormField['valueType']): FormField['kind'] {
  return type === 'string' ? 'text' : type;
}

function splitList(text: string): readonly string[] {
  return text
    .split(/[\n,]/)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

function isEmpty(value: string | readonly string[] | undefined): value is undefined {
  return value === undefined || (typeof value === 'string' ? value.trim() === '' : value.length === 0);
}
