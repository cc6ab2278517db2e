import { findDocument } from './bundles.ts';
import { commentLine } from './comments.ts';
import { type Document, type NamedDocument, operationsOf, serverOf, servicePath } from './documents.ts';
import { generateTypes } from './hey-api.ts';
import { mergeTypes } from './merge-types.ts';
import { SpecError } from './spec-error.ts';
import { banner, type Files } from './write.ts';

/** `x-portolan-token-flow` of a security scheme: the operations that give tokens, and facts such as lifetimes. */
interface TokenFlow {
  /** What auth calls an operation, to where it stands: `authn/createToken`. */
  operations: Record<string, string>;
  [fact: string]: unknown;
}

/** Where a token operation stands. */
interface Place {
  document: Document;
  operationId: string;
  /** In front of the operation's path: `/AUTHZ`. */
  prefix: string;
  /** In front of that, where the operation is not below the provider's base address. */
  address: string;
}

/** What is particular to one provider. */
interface Source {
  name: string;
  /** The sentence above the facts. One line. */
  about: string;
  flow: TokenFlow;
  /** Facts beside those of the flow. */
  facts: Record<string, unknown>;
  place: (reference: string) => Place;
}

/** Files of `packages/auth/src/generated`: facts and the types of the token operations, one pair a provider. */
export async function tokenFiles(documents: readonly NamedDocument[]): Promise<Files> {
  const files: Files = new Map();
  for (const source of [hubex(documents), bitrix24(documents), workly(documents)]) {
    const { name, about, flow, facts } = source;
    const { operations: references, ...lifetimes } = flow;
    const operations: Record<string, { method: string; url: string }> = {};
    const types: string[] = [];
    for (const [document, wanted] of Map.groupBy(Object.entries(references), ([, reference]) => source.place(reference).document)) {
      const filters: string[] = [];
      for (const [key, reference] of wanted) {
        const { operationId, prefix, address } = source.place(reference);
        const located = operationsOf(document).find(({ operation }) => operation.operationId === operationId);
        if (!located) {
          throw new SpecError(
            `x-portolan-token-flow of ${name} names the operation ${reference}, which ${document.info.title} does not have. Mend the reference in the security scheme.`,
          );
        }
        const method = located.method.toUpperCase();
        operations[key] = { method, url: `${address}${prefix}${located.path}` };
        filters.push(`${method} ${prefix}${located.path}`);
      }
      const { prefix } = source.place(wanted[0]![1]);
      types.push(...(await generateTypes(document, prefix, filters)).values());
    }
    files.set(`${name}.ts`, factsFile(about, { ...facts, ...lifetimes }, operations));
    files.set(`${name}.types.ts`, `${banner}\n${mergeTypes(types)}`);
  }
  return files;
}

const why = 'the token facts of auth come from it';

/** Each fact and each call as a constant of its own (`accessTokenSeconds`, `accessTokenCall`), so that a bundle holds only those it uses. */
function factsFile(about: string, facts: Record<string, unknown>, operations: Record<string, { method: string; url: string }>): string {
  const constant = (name: string, value: unknown): string => `export const ${name} = ${JSON.stringify(value, null, 2)} as const;\n`;
  const calls = Object.entries(operations).map(
    ([name, call]) => `/** ${commentLine(`${call.method} ${call.url}`)} */\n${constant(`${name}Call`, call)}`,
  );
  return [`${banner}\n// ${about}\n`, ...Object.entries(facts).map(([name, value]) => constant(name, value)), ...calls].join('\n');
}

function flowOf(document: Document, scheme: string): TokenFlow {
  const flow = document.components.securitySchemes?.[scheme]?.['x-portolan-token-flow'] as Partial<TokenFlow> | undefined;
  if (!flow?.operations)
    throw new SpecError(`${document.info.title}: the security scheme ${scheme} needs x-portolan-token-flow with its operations; ${why}.`);
  return flow as TokenFlow;
}

/** `service/operationId` of a reference. */
function parts(reference: string): [string, string] {
  const at = reference.lastIndexOf('/');
  if (at <= 0) throw new SpecError(`x-portolan-token-flow: "${reference}" names no document; write <document>/<operationId>.`);
  return [reference.slice(0, at), reference.slice(at + 1)];
}

function hubex(documents: readonly NamedDocument[]): Source {
  const authz = findDocument(documents, 'hubex/authz', why);
  const application = authz.components.securitySchemes?.['ApplicationId'];
  return {
    name: 'hubex',
    about: 'Where HubEx tokens come from and how long they live.',
    flow: flowOf(authz, 'AccessToken'),
    facts: {
      baseUrl: serverOf(authz).replace(/\/[^/]+$/, ''),
      applicationId: { header: application?.name, default: application?.['x-portolan-default'] },
    },
    place: (reference) => {
      const [service, operationId] = parts(reference);
      const document = findDocument(documents, `hubex/${service}`, why);
      return { document, operationId, prefix: servicePath(document), address: '' };
    },
  };
}

function bitrix24(documents: readonly NamedDocument[]): Source {
  const v2 = findDocument(documents, 'bitrix24/v2/common', why);
  const v3 = findDocument(documents, 'bitrix24/v3/common', why);
  const path = (document: Document): string => serverOf(document).replace(/^https:\/\/\{portal\}/, '');
  return {
    name: 'bitrix24',
    about: 'Where Bitrix24 tokens come from, how webhook addresses look and how long tokens live.',
    flow: flowOf(v2, 'OAuth'),
    facts: { rest: { v2: path(v2), v3: path(v3) }, webhook: v2.components.securitySchemes?.['Webhook']?.['x-portolan-webhook'] },
    place: (reference) => {
      const [name, operationId] = parts(reference);
      const document = findDocument(documents, `bitrix24/${name}`, why);
      return { document, operationId, prefix: '', address: serverOf(document) };
    },
  };
}

function workly(documents: readonly NamedDocument[]): Source {
  const document = findDocument(documents, 'workly', why);
  return {
    name: 'workly',
    about: 'Where Workly tokens come from and how long they live.',
    flow: flowOf(document, 'AccessToken'),
    facts: { baseUrl: serverOf(document) },
    place: (operationId) => ({ document, operationId, prefix: '', address: '' }),
  };
}
