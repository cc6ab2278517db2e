import { Ajv2020, type AnySchemaObject, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bundle, deref, eventsOf, type Located, type Media, operationsOf, pointer, readBundle } from './bundled.ts';
import { describe, type Schema } from './describe.ts';
import { root } from './documents.ts';
import { asForm } from './form.ts';

/** One documented example; `json` is a body, `query` the query parameters of a request. The path of an event is its name. */
export interface Example {
  document: string;
  method: string;
  path: string;
  kind: 'request' | 'response' | 'event';
  status: number | null;
  contentType?: string;
  query?: Record<string, unknown>;
  /** The answer refuses the call, whatever its status. */
  error?: boolean;
  json: unknown;
}

/** What came of checking one example. */
export interface Verdict {
  example: Example;
  /** Document and operation. */
  name: string;
  /** Does it validate? */
  ok: boolean;
  /** Why the type is trusted over the example: `x-portolan-examples` of the operation. */
  reason?: string;
  problems: string[];
  leaves: number;
  /** Leaves that no schema gives a type, as paths. */
  undescribed: string[];
}

/** Sums over verdicts; shares are between 0 and 1. */
export interface Totals {
  examples: number;
  valid: number;
  leaves: number;
  described: number;
}

/** The documented examples of these documents. */
export function documentedExamples(documents: readonly string[]): Example[] {
  return ['hubex', 'bitrix24', 'bitrix24-events', 'workly']
    .flatMap((provider) => JSON.parse(readFileSync(join(root, 'documented', `${provider}.json`), 'utf8')) as Example[])
    .filter((example) => documents.includes(example.document));
}

/** Checks the documented examples of these documents, which must be bundled. */
export function checkDocuments(documents: readonly string[]): Verdict[] {
  const examples = documentedExamples(documents);
  return documents.flatMap((document) => {
    const mine = examples.filter((example) => example.document === document);
    return mine.length === 0 ? [] : checkExamples(readBundle(document), mine);
  });
}

/** Checks examples of one document against its bundle. */
export function checkExamples(bundle: Bundle, examples: readonly Example[]): Verdict[] {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  formats.default(ajv);
  ajv.addSchema({ $id: 'document', ...bundle });
  const operations = [...operationsOf(bundle), ...eventsOf(bundle)];
  return examples.map((example) => {
    const located = operations.find((candidate) => isAt(candidate, example));
    const name = `${example.document} ${located?.operation.operationId ?? `${example.method} ${example.path}`}`;
    if (!located) return { example, name, ok: false, problems: ['the operation is not in the document'], leaves: 0, undescribed: [] };
    const problems = queryProblems(located, example);
    const leaves = { total: 0, undescribed: [] as string[] };
    const json = arrives(located, example);
    if (json !== null && json !== undefined) {
      const schema = schemaOf(bundle, located, example);
      if (schema === undefined) problems.push(`no schema for the ${example.kind}`);
      else problems.push(...bodyProblems(ajv, schema, json));
      Object.assign(
        leaves,
        describe(json, schema, (ref) => pointer(bundle, ref) as Schema),
      );
    }
    const reason = located.operation['x-portolan-examples']?.[example.kind];
    const found = { example, name, ok: problems.length === 0, problems, leaves: leaves.total, undescribed: leaves.undescribed };
    return reason === undefined ? found : { ...found, reason };
  });
}

/** Sums of a list of verdicts. */
export function totalsOf(verdicts: readonly Verdict[]): Totals {
  const leaves = verdicts.reduce((sum, verdict) => sum + verdict.leaves, 0);
  return {
    examples: verdicts.length,
    valid: verdicts.filter(({ ok }) => ok).length,
    leaves,
    described: leaves - verdicts.reduce((sum, verdict) => sum + verdict.undescribed.length, 0),
  };
}

/** Verdicts with a reason why the type is trusted, although no example of that operation and kind fails. */
export function idleReasons(verdicts: readonly Verdict[]): Verdict[] {
  const failing = new Set(verdicts.filter(({ ok }) => !ok).map(({ name, example }) => `${name} ${example.kind}`));
  return verdicts.filter(({ name, example, reason }) => reason !== undefined && !failing.has(`${name} ${example.kind}`));
}

/** The body as it arrives: events are documented as JSON, but handlers get them as forms. */
const arrives = ({ operation }: Located, { kind, json }: Example): unknown =>
  kind === 'event' && operation['x-portolan-delivery'] === 'handler' ? asForm(json) : json;

const anyParameter = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '{}').toLowerCase();
const isAt = ({ path, method }: Located, example: Example): boolean =>
  method === example.method.toLowerCase() && anyParameter(path) === anyParameter(example.path);

function queryProblems({ parameters }: Located, example: Example): string[] {
  const declared = new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name));
  return Object.keys(example.query ?? {}).flatMap((key) => (declared.has(key) ? [] : [`query parameter ${key} is not declared`]));
}

function schemaOf(bundle: Bundle, { operation }: Located, example: Example): Schema | undefined {
  const body = (content: Record<string, Media> | undefined): Schema | undefined =>
    content && (content[example.contentType ?? 'application/json'] ?? Object.values(content)[0])?.schema;
  if (example.kind !== 'response') return body(operation.requestBody?.content);
  const answers = Object.entries(operation.responses);
  const refused = example.error === true || (example.status ?? 0) >= 400;
  const [, answer] =
    answers.find(([code]) => code === String(example.status)) ??
    answers.find(([code]) => refused && code === 'default') ??
    answers.find(([code, { content }]) => code.startsWith('2') && content) ??
    answers[0] ??
    [];
  return answer && body(deref(bundle, answer).content);
}

function bodyProblems(ajv: Ajv2020, schema: Schema, json: unknown): string[] {
  const absolute = JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"document#/')) as AnySchemaObject;
  const validate = ajv.compile(absolute);
  if (validate(json)) return [];
  return [...new Set((validate.errors ?? []).map(problemText))].slice(0, 6);
}

function problemText({ instancePath, message, params }: ErrorObject): string {
  const { additionalProperty } = params as { additionalProperty?: unknown };
  return `${instancePath || '/'} ${message}${typeof additionalProperty === 'string' ? ` (${additionalProperty})` : ''}`;
}
