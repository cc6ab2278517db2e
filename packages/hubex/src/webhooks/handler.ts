import { notify, UsageError } from '@portolan/transport';
import { eventOf, type HubexEvent } from './event.js';

/** Options of {@link webhookHandler}. */
export interface WebhookHandlerOptions {
  /**
   * A secret of your own, at the end of the webhook's path or as its query parameter `secret`: `https://example.com/hubex/SECRET`. HubEx signs
   * nothing that is documented, so this is what tells its calls from others'.
   */
  secret: string;
  /** Told of every delivery. When it throws, the answer is 500, and HubEx may try again: be ready for the same event twice. */
  onEvent: (event: HubexEvent) => void | Promise<void>;
  /** Told of what goes wrong, for a log; the answer never tells why. */
  onError?: ((error: unknown) => void) | undefined;
}

/** More is no event. */
const largest = 1_000_000;

/**
 * Makes a receiver of webhooks in terms of `Request` and `Response`, as servers, workers and frameworks have them.
 * @throws {UsageError} the secret is too short to be one
 */
export function webhookHandler({ secret, onEvent, onError }: WebhookHandlerOptions): (request: Request) => Promise<Response> {
  if (typeof secret !== 'string' || !/^[\w-]{16,}$/.test(secret))
    throw new UsageError(
      'secret',
      'it is no text of 16 or more letters, digits, - and _',
      'Pass crypto.randomUUID(), and put it into the address.',
    );
  return async (request) => {
    if (request.method !== 'POST') return answer(405);
    if (!(await equal(secretOf(request.url), secret))) return answer(404);
    let event: HubexEvent;
    try {
      event = await parseWebhook(request);
    } catch (error) {
      notify(onError, error);
      return answer(400);
    }
    try {
      await onEvent(event);
      return answer(204);
    } catch (error) {
      notify(onError, error);
      return answer(500);
    }
  };
}

/**
 * Reads a delivery that somebody else has received.
 * @throws {UsageError} it is no JSON, or larger than an event can be
 */
export async function parseWebhook(delivery: Request | string): Promise<HubexEvent> {
  const announced = typeof delivery === 'string' ? 0 : Number(delivery.headers.get('content-length'));
  const text = typeof delivery === 'string' ? delivery : announced > largest ? '' : await delivery.text();
  if (announced > largest || new Blob([text]).size > largest) throw new UsageError('body', 'it is larger than 1 MB', 'Look who sends it.');
  try {
    return eventOf(JSON.parse(text));
  } catch {
    throw new UsageError('body', 'it is no JSON', 'Look who sends it.');
  }
}

const answer = (status: number): Response => new Response(null, { status });

/** The last part of the path, or the query parameter. */
function secretOf(address: string): string {
  const { pathname, searchParams } = new URL(address);
  return searchParams.get('secret') ?? pathname.split('/').findLast(Boolean) ?? '';
}

/** Compares in a time that does not tell how much of it fits: by digests. */
async function equal(given: string, wanted: string): Promise<boolean> {
  const digest = (text: string): Promise<ArrayBuffer> => crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const [left, right] = (await Promise.all([digest(given), digest(wanted)])).map((buffer) => new Uint8Array(buffer));
  return left!.every((byte, place) => byte === right![place]);
}
