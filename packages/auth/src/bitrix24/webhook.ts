import { secureBaseUrl, UsageError } from '@portolan/transport';
import * as facts from '../generated/bitrix24.js';

/** A checked webhook. Its addresses hold the secret code, so they are not enumerable and not part of its JSON. */
export interface Bitrix24Webhook {
  /** Host (and port) of the portal. */
  readonly portal: string;
  /** Id of the user with whose rights calls run. */
  readonly userId: number;
  /** Where REST 2.0 methods hang, without a trailing slash. Secret. */
  readonly baseUrlV2: string;
  /** Where REST 3.0 methods hang, without a trailing slash. Secret. */
  readonly baseUrlV3: string;
}

/** Path templates that carry a webhook code, for the redaction of addresses. */
export const bitrix24SecretPaths: readonly string[] = [facts.webhook.v3, facts.webhook.v2];

const remedy = 'Copy it from Developer resources, Inbound webhook: https://<portal>/rest/<user id>/<code>/.';

/**
 * Reads the address of an inbound webhook, of REST 2.0 or 3.0.
 * @throws {UsageError} that names the part that is wrong and never quotes the code
 */
export function bitrix24Webhook(url: unknown): Bitrix24Webhook {
  const fail = (problem: string): never => {
    throw new UsageError('webhook', problem, remedy);
  };
  if (typeof url !== 'string' || !url) return fail('it is missing');
  if (/\s/.test(url)) fail('it contains white space or a line break');
  const { origin, host, pathname } = new URL(secureBaseUrl(url, 'webhook'));

  const template = bitrix24SecretPaths.find((path) => `${pathname}/`.startsWith(path.split('{')[0]!));
  if (!template) return fail('the path does not begin with /rest/');
  const parts = pathname.split('/').slice(template.split('/').indexOf('{user}'));
  const [user, code, ...rest] = parts;
  if (!user || !/^[1-9]\d{0,9}$/.test(user)) return fail('the user id is missing after "rest"');
  if (!code) return fail('the code is missing after the user id');
  if (!/^[A-Za-z0-9_-]+$/.test(code)) fail('the code holds strange characters');
  if (rest.some(Boolean)) fail('something follows the code, perhaps a method name');

  const fill = (path: string): string => origin + path.replace('{user}', user).replace('{code}', code);
  return Object.defineProperties({ portal: host, userId: Number(user) } as Bitrix24Webhook, {
    baseUrlV2: { value: fill(facts.webhook.v2) },
    baseUrlV3: { value: fill(facts.webhook.v3) },
  });
}
