import type { JsonValue } from '../json.js';
import type { Outgoing } from '../http.js';
import { deref, mediaOf, successOf } from './document.js';
import type { Operation } from './document.js';
import { sample, sampleMedia } from './sample.js';
import type { MediaType, ResponseSpec, Schema } from './spec.js';
import type { Validators } from './validate.js';

/** An answer made from the document alone: the declared success with its example or a sample of its schema. */
export function answerFromSpec(operation: Operation, validators: Validators): Outgoing {
  const success = successOf(operation);
  if (!success) return { status: 200, body: {} };
  const { status, response } = success;
  const headers = sampleHeaders(operation, response);
  if (status >= 300 && !headers['location']) headers['location'] = '/files/example.bin';
  const chosen = mediaOf(response.content);
  if (!chosen || operation.method === 'HEAD' || status === 204) return { status, headers };
  if (!chosen.type.includes('json')) {
    const type = chosen.type.includes('*') ? 'application/octet-stream' : chosen.type;
    return { status, headers: { ...headers, 'content-type': type }, raw: sampleFile(type) };
  }
  return { status, headers, body: sampleValid(operation, validators, chosen.media) };
}

/** A small file that no client may take for text: an empty archive where the type is one (as office documents are), else a few bytes. */
function sampleFile(type: string): string | Uint8Array {
  if (type.startsWith('text/')) return 'example';
  const odd = [0xff, 0xfe, 0x00, 0x80];
  const archive = [0x50, 0x4b, 0x05, 0x06, ...Array.from({ length: 16 }, () => 0), odd.length, 0, ...odd];
  return Uint8Array.from(/zip|openxmlformats/.test(type) ? archive : odd);
}

/** A sample that the schema accepts: with examples, without them, or only what is required. */
function sampleValid(operation: Operation, validators: Validators, media: MediaType): JsonValue {
  const attempts = [{}, { ignoreExamples: true }, { requiredOnly: true }, { requiredOnly: true, ignoreExamples: true }];
  let first: JsonValue | undefined;
  for (const attempt of attempts) {
    const value = sampleMedia(operation.document, media, { direction: 'response', ...attempt });
    first ??= value;
    if (!media.schema || validators.check(operation.document, media.schema, value).length === 0) return value;
  }
  return first ?? null;
}

function sampleHeaders(operation: Operation, response: ResponseSpec): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, entry] of Object.entries(response.headers ?? {})) {
    const header = deref<{ schema?: Schema; example?: JsonValue }>(operation.document, entry);
    const value = header.example ?? (header.schema ? sample(operation.document, header.schema, { direction: 'response' }) : '');
    if (typeof value !== 'object') headers[name.toLowerCase()] = String(value);
  }
  return headers;
}
