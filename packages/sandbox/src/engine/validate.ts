import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { SpecDocument } from './document.js';
import type { Schema } from './spec.js';

/** One reason why a value does not fit its schema. */
export interface Problem {
  /** JSON pointer into the value, '' for the value itself. */
  path: string;
  /** The keyword that failed: type, required, enum, format ... */
  keyword: string;
  /** For people, with the field: `title must be string`. */
  message: string;
}

/** Compiles validators when they are first needed and keeps them. */
export interface Validators {
  /** Reasons why the value does not fit; empty when it fits. With `coerce`, values inside of it are converted in place. */
  check(document: SpecDocument, schema: Schema, value: unknown): Problem[];
}

/** How strictly values are read. */
export interface ValidatorOptions {
  /** Turn "1" into 1 and the like where the schema wants it (form bodies). */
  coerce?: boolean;
  /** Accept date-times without a zone, as the services do. */
  looseDates?: boolean;
}

const looseDateTime = /^\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|z|[+-]\d\d:?\d\d)?)?$/;

/** Creates the validators of a sandbox; compiling a document costs nothing until one of its schemas is asked for. */
export function createValidators(options: ValidatorOptions = {}): Validators {
  const ajv = new Ajv2020({
    strict: false,
    allErrors: true,
    validateSchema: false,
    logger: false,
    inlineRefs: false,
    ...(options.coerce ? { coerceTypes: 'array' as const } : {}),
  });
  formats.default(ajv);
  if (options.looseDates) ajv.addFormat('date-time', looseDateTime);
  const known = new Set<SpecDocument>();
  const compiled = new WeakMap<Schema, ValidateFunction>();

  function validatorOf(document: SpecDocument, schema: Schema): ValidateFunction {
    const cached = compiled.get(schema);
    if (cached) return cached;
    const id = `spec:/${document.name}`;
    if (!known.has(document)) {
      ajv.addSchema({ $id: id, components: document.spec.components ?? {} }, id);
      known.add(document);
    }
    const validate = ajv.compile(rebase(schema, id) as object);
    compiled.set(schema, validate);
    return validate;
  }

  return {
    check(document, schema, value) {
      const validate = validatorOf(document, schema);
      if (validate(value)) return [];
      return explain(validate.errors ?? []);
    },
  };
}

/** Points the references of an operation's own schema at the document. */
function rebase(value: unknown, id: string): unknown {
  if (Array.isArray(value)) return value.map((item) => rebase(item, id));
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    result[key] = key === '$ref' && typeof item === 'string' && item.startsWith('#') ? `${id}${item}` : rebase(item, id);
  }
  return result;
}

function explain(errors: readonly ErrorObject[]): Problem[] {
  const problems: Problem[] = [];
  for (const error of errors) {
    // The alternatives of a union are reported one by one; the line that says "none fits" is enough beside them.
    if (error.keyword === 'if') continue;
    const params = error.params as Record<string, unknown>;
    const child = params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
    const path = typeof child === 'string' ? `${error.instancePath}/${child}` : error.instancePath;
    const name = path === '' ? 'the value' : path.slice(1).replaceAll('/', '.');
    problems.push({ path, keyword: error.keyword, message: `${name} ${sentence(error, params)}` });
  }
  return problems;
}

function sentence(error: ErrorObject, params: Record<string, unknown>): string {
  if (error.keyword === 'required') return 'is required';
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') return 'is not known here';
  if (error.keyword === 'enum') return `must be one of ${JSON.stringify(params['allowedValues'])}`;
  if (error.keyword === 'const') return `must be ${JSON.stringify(params['allowedValue'])}`;
  if (error.keyword === 'type') {
    const type = params['type'];
    return `must be ${Array.isArray(type) ? type.join(' or ') : String(type)}`;
  }
  return error.message ?? `breaks the rule "${error.keyword}"`;
}
