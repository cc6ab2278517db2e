import { comment } from './comments.ts';
import { contentOf, type Document, type Operation } from './documents.ts';
import { generateTypes } from './hey-api.ts';
import { mergeTypes } from './merge-types.ts';
import { pascal, quote } from './names.ts';
import { SpecError } from './spec-error.ts';
import { banner, type Files } from './write.ts';

type Event = readonly [name: string, operation: Operation];

/**
 * Files of `generated/events`: the types of what Bitrix24 posts, and maps from the name of an event to its payload, to its data, and to
 * the arguments that a page in a frame gets.
 */
export async function eventFiles(document: Document): Promise<Files> {
  const types = await generateTypes(document);
  const events = Object.entries(document.webhooks ?? {}).flatMap(([name, { post }]): Event[] => (post ? [[name, post]] : []));
  const posted = by('handler', events);
  const framed = by('frame', events);
  if (posted.length + framed.length < events.length) {
    const [name] = events.find((event) => !posted.includes(event) && !framed.includes(event))!;
    throw new SpecError(`${name}: x-portolan-delivery must be handler or frame, see specs/README.md.`);
  }
  const imported = [...posted.map(([, operation]) => payload(operation)), ...framed.map(([, operation]) => parameters(operation))]
    .filter((type) => type !== '[]')
    .toSorted();
  const index = [
    banner,
    `import type { ${imported.join(', ')} } from './types.js';`,
    '',
    map('EventPayloads', 'Events that a portal posts, by name, and all that it posts. Scalars arrive as texts.', posted, payload),
    '/** The `data` of a payload. */',
    'type Data<P> = P extends { data?: infer D } ? D : unknown;',
    '',
    '/** Events that a portal posts, by name, and what their `data` holds. */',
    'export type EventData = { [Name in keyof EventPayloads]: Data<EventPayloads[Name]> };',
    '',
    map('FrameEventPayloads', 'Events that a page in a frame is told, by name, and the arguments of its function.', framed, parameters),
    "export type { Delivery, EventAuth } from './types.js';",
    '',
  ];
  return new Map([
    ['types.ts', `${banner}\n${mergeTypes([...types.values()])}`],
    ['index.ts', index.join('\n')],
  ]);
}

const by = (delivery: string, events: readonly Event[]): Event[] =>
  events.filter(([, operation]) => operation['x-portolan-delivery'] === delivery);

const payload = ({ operationId }: Operation): string => `${pascal(operationId)}WebhookPayload`;

/** What a function in a frame is called with; hey-api knows no empty tuple. */
const parameters = (operation: Operation): string =>
  contentOf(operation.requestBody?.content)?.schema?.['maxItems'] === 0 ? '[]' : payload(operation);

/** An interface with a property an event. */
const map = (name: string, says: string, events: readonly Event[], type: (operation: Operation) => string): string =>
  [
    `/** ${says} */`,
    `export interface ${name} {`,
    ...events.map(([event, operation]) => `${comment(operation, '  ')}\n  ${quote(event)}: ${type(operation)};`),
    '}',
    '',
  ].join('\n');
