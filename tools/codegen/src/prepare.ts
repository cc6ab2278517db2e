import { deref, type Document, httpMethods, type PathItem, type Schema } from './documents.ts';
import { keyTemplate } from './key-template.ts';

/** A document as hey-api should see it, and what must be mended in its output. */
export interface Prepared {
  document: Document;
  /** Schemas that stand for `patternProperties`: name to the template of their keys, `UF_${string}`. */
  keys: ReadonlyMap<string, string>;
}

/**
 * A copy of a document for hey-api: paths with the service in front (`/WORK/Tasks`), without what makes no types, and with
 * `patternProperties` moved to schemas of their own, because hey-api widens them to an index signature over every string.
 * @param only `METHOD /path` of the operations to keep; all when left out
 */
export function prepare(source: Document, prefix: string, only?: readonly string[]): Prepared {
  const document = structuredClone(source);
  document.paths = pathsOf(document, prefix, only);
  delete document.security;
  dropHeaders(document);
  const { schemas = {}, parameters = {}, responses = {} } = document.components;
  // Headers and security schemes make no types; what stays is what operations refer to.
  document.components = { schemas, parameters, responses };
  const { added, keys } = movePatterns(document);
  const all = { ...schemas, ...added };
  document.components = only
    ? {
        schemas: reachable(
          [document.paths, document.webhooks ?? {}, reachable(document.paths, parameters), reachable(document.paths, responses)],
          all,
        ),
        parameters: reachable(document.paths, parameters),
        responses: reachable(document.paths, responses),
      }
    : { schemas: all, parameters, responses };
  return { document, keys };
}

function pathsOf(document: Document, prefix: string, only: readonly string[] | undefined): Document['paths'] {
  const paths = Object.entries(document.paths).map(([path, item]): [string, PathItem] => [prefix + path, item]);
  if (!only) return Object.fromEntries(paths);
  return Object.fromEntries(
    paths.flatMap(([path, item]): [string, PathItem][] => {
      const kept = httpMethods.filter((method) => item[method] && only.includes(`${method.toUpperCase()} ${path}`));
      const operations = Object.fromEntries(kept.map((method) => [method, item[method]]));
      return kept.length === 0 ? [] : [[path, { ...(item.parameters ? { parameters: item.parameters } : {}), ...operations }]];
    }),
  );
}

/** An answer's headers are no types of ours, and hey-api warns of each. */
function dropHeaders(document: Document): void {
  const inPaths = Object.values(document.paths).flatMap((item) =>
    httpMethods.flatMap((method) => Object.values(item[method]?.responses ?? {})),
  );
  for (const answer of [...inPaths, ...Object.values(document.components.responses ?? {})]) {
    delete deref(document, answer).headers;
  }
}

/** Replaces every `patternProperties` by references to map schemas, and tells the keys that those maps should have. */
function movePatterns(document: Document): { added: Record<string, Schema>; keys: Map<string, string> } {
  const keys = new Map<string, string>();
  const added: Record<string, Schema> = {};
  const names = new Map<string, string>();
  const nameOf = (template: string, value: unknown): string => {
    // One schema for equal maps; maps that differ behind equal keys are numbered.
    const id = `${template} ${JSON.stringify(value)}`;
    const stem = `CustomFields_${template.replaceAll(/\$\{(\w+)\}|\W/g, '$1')}`;
    let name = names.get(id) ?? stem;
    for (let number = 2; !names.has(id) && keys.has(name); number++) name = `${stem}_${number}`;
    names.set(id, name);
    return name;
  };
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const schema = node as Schema;
    const { patternProperties } = schema;
    if (patternProperties) {
      delete schema.patternProperties;
      const references = Object.entries(patternProperties).map(([pattern, value]) => {
        const template = keyTemplate(pattern);
        const name = nameOf(template, value);
        keys.set(name, template);
        visit(value);
        added[name] = { type: 'object', additionalProperties: value };
        return { $ref: `#/components/schemas/${name}` };
      });
      schema.allOf = [...(schema.allOf ?? []), ...references];
    }
    Object.values(schema).forEach(visit);
  };
  visit([document.paths, document.components]);
  return { added, keys };
}

/** Those of the named nodes that a value refers to, directly or through others. */
function reachable<T>(value: unknown, named: Readonly<Record<string, T>>): Record<string, T> {
  const found: Record<string, T> = {};
  const visit = (node: unknown): void => {
    for (const [, name] of JSON.stringify(node).matchAll(/"\$ref":"#\/components\/\w+\/([^"]+)"/g)) {
      const target = name === undefined || Object.hasOwn(found, name) ? undefined : named[name];
      if (name === undefined || target === undefined) continue;
      found[name] = target;
      visit(target);
    }
  };
  visit(value);
  return found;
}

/** Gives the schemas that stand for `patternProperties` their keys back: ``[key: `UF_${string}`]``. */
export function restoreKeys(types: string, keys: ReadonlyMap<string, string>): string {
  let text = types;
  for (const [name, template] of keys) {
    const signature = new RegExp(`(export type ${name}(?:Writable)? = \\{\\s*)\\[key: string\\]`, 'g');
    text = text.replaceAll(signature, (_, head: string) => `${head}[key: \`${template}\`]`);
  }
  return text;
}
