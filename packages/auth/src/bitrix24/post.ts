import { UsageError } from '@portolan/transport';

/** Fields of a form, nested as PHP reads its brackets. */
export interface PostFields {
  [name: string]: PostValue;
}

/** A text, or what brackets make of several. A JSON body may hold numbers and the like as well. */
export type PostValue = string | number | boolean | null | PostFields | PostValue[];

/** What a portal posted. */
export interface Bitrix24Post {
  /** Parameters of the address. */
  readonly query: PostFields;
  /** Fields of the body. */
  readonly fields: PostFields;
}

/** More is no event; files are never posted. Bytes. */
const largest = 1_000_000;
/** As many as PHP itself takes by default. */
const mostFields = 1_000;
/** Deeper than any payload. */
const deepest = 12;

/**
 * Reads what a portal posts: a form with PHP brackets, or JSON.
 * @param request a request whose body is unread, or the body as text with its content type
 * @throws {UsageError} it is neither, or larger than any event
 */
export async function readBitrix24Post(request: Request | { body: string; contentType?: string; url?: string }): Promise<Bitrix24Post> {
  const web = request instanceof Request;
  const text = web ? await bodyOf(request) : request.body;
  if (typeof text !== 'string') throw malformed('it is no text');
  if (text.length > largest) throw malformed('it is larger than 1 MB');
  const type = (web ? request.headers.get('content-type') : request.contentType) ?? '';
  const url =
    request.url !== undefined && URL.canParse(request.url, 'http://localhost') ? new URL(request.url, 'http://localhost') : undefined;
  return {
    query: brackets(url?.searchParams ?? []),
    fields: /json/i.test(type) || /^\s*\{/.test(text) ? json(text) : brackets(new URLSearchParams(text)),
  };
}

/** The body, read only as far as an event can go: what is announced may be wrong. */
async function bodyOf(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > largest) throw malformed('it is larger than 1 MB');
  if (request.bodyUsed) throw malformed('it has been read already');
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.length;
    if (size > largest) {
      await reader?.cancel();
      throw malformed('it is larger than 1 MB');
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}

function json(text: string): PostFields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed('it is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('it is no JSON object');
  return value as PostFields;
}

/** `data[FIELDS][ID]=1&x[]=2` as PHP reads it; keys 0, 1, 2 ... make a list. Names that JavaScript gives a meaning are plain names. */
function brackets(pairs: Iterable<readonly [string, string]>): PostFields {
  const root = new Node();
  let count = 0;
  for (const [name, value] of pairs) {
    if ((count += 1) > mostFields) throw malformed(`it has more than ${mostFields} fields`);
    const first = /^[^[]*/.exec(name)![0];
    const keys = [first, ...Array.from(name.slice(first.length).matchAll(/\[([^\]]*)\]/g), ([, key]) => key!)];
    if (keys.length > deepest) throw malformed('it is nested too deeply');
    root.put(keys, value);
  }
  return root.toObject();
}

/** A level of a bracket form while it is read. */
class Node {
  readonly #children = new Map<string, string | Node>();

  put([head = '', ...rest]: readonly string[], value: string): void {
    const key = head === '' ? String(this.#children.size) : head;
    if (rest.length === 0) return void this.#children.set(key, value);
    const child = this.#children.get(key);
    const node = child instanceof Node ? child : new Node();
    this.#children.set(key, node);
    node.put(rest, value);
  }

  toObject(): PostFields {
    const object: PostFields = {};
    // Defined, not assigned: `__proto__` is a name like any other.
    for (const [key, child] of this.#children)
      Object.defineProperty(object, key, { value: valueOf(child), enumerable: true, configurable: true, writable: true });
    return object;
  }

  toValue(): PostValue {
    const isList = Array.from(this.#children.keys()).every((key, place) => key === String(place));
    return isList ? Array.from(this.#children.values(), valueOf) : this.toObject();
  }
}

const valueOf = (child: string | Node): PostValue => (typeof child === 'string' ? child : child.toValue());

const malformed = (problem: string): UsageError => new UsageError('body', problem, 'Look who sends it.');

/** The texts among fields; a number of a JSON body counts as one. Everything else is left out, whatever the sender put there. */
export function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  const texts = Object.entries(value).filter(([, item]) => typeof item === 'string' || typeof item === 'number');
  return Object.fromEntries(texts.map(([name, item]: [string, unknown]) => [name, String(item)]));
}
