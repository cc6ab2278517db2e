import { type Bundle, deref, eventsOf, type Located, operationsOf, pointer } from './bundled.ts';
import type { Example } from './check-examples.ts';
import { alternatives, type Schema } from './describe.ts';

/** How many of how many. */
export interface Share {
  done: number;
  of: number;
}

/** What the spec of one document covers. */
export interface Coverage {
  operations: number;
  /** Operations with a summary. */
  summaries: Share;
  /** Parameters with a type. */
  parameters: Share;
  /** Operations with a body, and those whose body has a shape. */
  bodies: Share;
  /** Operations that answer with content, and those whose content has a shape; for Bitrix24 the `result` inside the envelope counts. */
  successes: Share;
  /** Operations with content in their answer, and those that show an example of it. */
  responseExamples: Share;
  /** Operations with a documented example. */
  documented: Share;
  /** Places without a shape that say why (`x-portolan-untyped`). */
  untyped: number;
}

/** What the spec of one document covers of events. */
export interface EventCoverage {
  /** Events that are posted to a handler, of all. */
  posted: Share;
  /** Events whose data, or arguments in a frame, have a shape. */
  typed: Share;
  /** Events with a documented example. */
  documented: Share;
}

/** Counts what a bundled document covers of events. */
export function eventCoverageOf(bundle: Bundle, examples: readonly Example[] = []): EventCoverage {
  const events = eventsOf(bundle);
  const resolve = (ref: string): Schema => pointer(bundle, ref) as Schema;
  const shaped = ({ operation }: Located): boolean => {
    const [media] = Object.values(operation.requestBody?.content ?? {});
    if (operation['x-portolan-delivery'] === 'frame') return hasShape(media?.schema, resolve);
    const data = media?.schema ? alternatives(media.schema, resolve).flatMap(({ properties }) => properties?.['data'] ?? []) : [];
    return data.some((schema) => hasShape(schema, resolve));
  };
  const share = (good: (event: Located) => boolean): Share => ({ done: events.filter(good).length, of: events.length });
  return {
    posted: share(({ operation }) => operation['x-portolan-delivery'] === 'handler'),
    typed: share(shaped),
    documented: share(({ path }) => examples.some((example) => example.kind === 'event' && example.path === path)),
  };
}

/** Counts what a bundled document covers. */
export function coverageOf(bundle: Bundle, examples: readonly Example[] = []): Coverage {
  const operations = operationsOf(bundle);
  const resolve = (ref: string): Schema => pointer(bundle, ref) as Schema;
  const shaped = (schema: Schema | undefined): boolean => hasShape(schema, resolve);
  const share = <T>(items: readonly T[], good: (item: T) => boolean): Share => ({ done: items.filter(good).length, of: items.length });
  const withBody = operations.flatMap(({ operation }) => (operation.requestBody ? [Object.values(operation.requestBody.content)] : []));
  const withContent = operations.map((located) => ({ located, media: successes(bundle, located) })).filter(({ media }) => media.length > 0);
  const at = new Set(examples.map(({ method, path }) => `${method.toLowerCase()} ${path.toLowerCase().replaceAll(/\{[^}]*\}/g, '{}')}`));
  return {
    operations: operations.length,
    summaries: share(operations, ({ operation }) => Boolean(operation.summary)),
    parameters: share(
      operations.flatMap(({ parameters }) => parameters),
      ({ schema }) => shaped(schema),
    ),
    bodies: share(withBody, (media) => media.every(({ schema }) => shaped(schema))),
    successes: share(withContent, ({ media }) => media.every(({ schema }) => shaped(schema) && resultHasShape(schema, resolve))),
    responseExamples: share(withContent, ({ media }) =>
      media.some(({ example, examples: several }) => example !== undefined || several !== undefined),
    ),
    documented: share(operations, ({ path, method }) => at.has(`${method} ${path.toLowerCase().replaceAll(/\{[^}]*\}/g, '{}')}`)),
    untyped: JSON.stringify(bundle).split('"x-portolan-untyped":').length - 1,
  };
}

const successes = (bundle: Bundle, { operation }: Located): { schema?: Schema; example?: unknown; examples?: object }[] =>
  Object.entries(operation.responses)
    .filter(([code]) => code.startsWith('2'))
    .flatMap(([, answer]) => Object.values(deref(bundle, answer).content ?? {}));

/** Does a schema say more than "anything", "an object" or "a list"? */
function hasShape(schema: Schema | undefined, resolve: (ref: string) => Schema, depth = 0): boolean {
  if (schema === undefined || depth > 10) return schema !== undefined;
  return alternatives(schema, resolve).some((part) => {
    if (part.enum !== undefined || part.const !== undefined || part.properties || part.patternProperties || part.prefixItems) return true;
    if (typeof part.additionalProperties === 'object') return hasShape(part.additionalProperties, resolve, depth + 1);
    if (part.items) return hasShape(part.items, resolve, depth + 1);
    return [part.type ?? []].flat().some((type) => type !== 'object' && type !== 'array' && type !== 'null');
  });
}

/** Has `result` of an envelope a shape, where there is an envelope? */
function resultHasShape(schema: Schema | undefined, resolve: (ref: string) => Schema): boolean {
  const results = (schema ? alternatives(schema, resolve) : []).flatMap(({ properties }) => properties?.['result'] ?? []);
  return results.length === 0 || results.some((result) => hasShape(result, resolve));
}
