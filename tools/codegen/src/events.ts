import { comment } from './comments.ts';
import type { Document, Operation } from './documents.ts';
import { generateTypes } from './hey-api.ts';
import { mergeTypes } from './merge-types.ts';
import { pascal, quote } from './names.ts';
import { banner, type Files } from './write.ts';

/** Files of `generated/events`: the types of what Bitrix24 posts, and a map from the name of an event to its data. */
export async function eventFiles(document: Document): Promise<Files> {
  const types = await generateTypes(document);
  const operations = Object.entries(document.webhooks ?? {}).flatMap(([name, { post }]): [string, Operation][] =>
    post ? [[name, post]] : [],
  );
  const payload = ({ operationId }: Operation): string => `${pascal(operationId)}WebhookPayload`;
  const map = [
    banner,
    `import type { ${operations
      .map(([, operation]) => payload(operation))
      .toSorted()
      .join(', ')} } from './types.js';`,
    '',
    '/** The `data` of a payload. */',
    'type Data<P> = P extends { data?: infer D } ? D : unknown;',
    '',
    '/** Events by name, and what their `data` holds. */',
    'export interface EventData {',
    ...operations.map(([name, operation]) => `${comment(operation, '  ')}\n  ${quote(name)}: Data<${payload(operation)}>;`),
    '}',
    '',
  ];
  return new Map([
    ['types.ts', `${banner}\n${mergeTypes([...types.values()])}`],
    ['index.ts', map.join('\n')],
  ]);
}
